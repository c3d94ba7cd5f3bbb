import { AppError } from "@plimsoll/schema";
import { models, modelVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import type { WorkerContext } from "../context.ts";

/** A version of a policy with the file that it lies in. @throws AppError INVALID_INPUT for one that is gone, or is no policy. */
export async function policyVersion(
  { database, storage }: Pick<WorkerContext, "database" | "storage">,
  workspaceId: string,
  modelVersionId: string,
): Promise<{ modelId: string; modelName: string; path: string }> {
  const [row] = await database.db
    .select({ modelId: models.id, modelName: models.name, kind: models.kind, sha256: modelVersions.artifactSha256 })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)));
  if (!row) throw new AppError("INVALID_INPUT", "input", `Model version ${modelVersionId} does not exist. Choose one of this workspace.`);
  if (row.kind !== "POLICY") throw new AppError("INVALID_INPUT", "input", `Model '${row.modelName}' is no policy but ${row.kind}.`);
  return { modelId: row.modelId, modelName: row.modelName, path: await storage.localPath(row.sha256) };
}

/** The moment from which on outcomes are unknown, milliseconds since 1970: the given one, or that of the submission. */
export const knownAtOf = (knownAt: string | null, { createdAt }: { createdAt: Date }): number =>
  knownAt === null ? createdAt.getTime() : Date.parse(knownAt);
