import { FeatureSetDefinition } from "@plimsoll/features";
import { AppError, type FeatureSource } from "@plimsoll/schema";
import { featureSetVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import type { WorkerContext } from "../context.ts";
import type { FeatureTables } from "../messages/data.ts";
import { readyDataset } from "./run-input.ts";

type Context = Pick<WorkerContext, "database" | "storage">;

/** A feature set's version as it is stored. @throws AppError INVALID_INPUT when it is not the workspace's or of a later release. */
export async function storedDefinition(
  { database }: Pick<Context, "database">,
  workspaceId: string,
  id: string,
): Promise<FeatureSetDefinition> {
  const [row] = await database.db
    .select({ definition: featureSetVersions.definition })
    .from(featureSetVersions)
    .where(and(eq(featureSetVersions.id, id), eq(featureSetVersions.workspaceId, workspaceId)));
  return parseDefinition(row?.definition, id);
}

export function parseDefinition(definition: unknown, what: string): FeatureSetDefinition {
  const parsed = FeatureSetDefinition.safeParse(definition);
  if (parsed.success) return parsed.data;
  throw new AppError("INVALID_INPUT", "input", `The feature set ${what} cannot be read by this worker. Define it again.`);
}

/** The definition with the files that stand for its tables. @throws AppError NOT_READY. */
export async function featureTables(
  { database, storage }: Context,
  workspaceId: string,
  definition: FeatureSetDefinition,
  sources: readonly FeatureSource[],
): Promise<FeatureTables> {
  const files: FeatureTables["files"] = {};
  for (const { name, datasetId } of sources) {
    const { sha256, columns } = await readyDataset(database, workspaceId, datasetId);
    files[name] = { path: await storage.localPath(sha256), columns: columns.map((column) => column.name) };
  }
  return { definition, files };
}
