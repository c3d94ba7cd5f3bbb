import { AppError } from "@plimsoll/schema";
import { type Database, modelVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type ReadyDataset, readyDataset } from "./run-input.ts";

type VersionRow = typeof modelVersions.$inferSelect;

/** @throws AppError INVALID_INPUT when the workspace has no such version. */
export async function versionOf({ db }: Database, workspaceId: string, modelVersionId: string): Promise<VersionRow> {
  const [version] = await db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)));
  if (version) return version;
  throw new AppError("INVALID_INPUT", "input", `Model version ${modelVersionId} does not exist. Choose one of this workspace.`);
}

/** The data that a version was trained on. @throws AppError NOT_READY when they are gone or have changed. */
export async function dataOfVersion(database: Database, { workspaceId, lineage }: VersionRow): Promise<ReadyDataset> {
  const dataset = await readyDataset(database, workspaceId, lineage.datasetId ?? "");
  if (dataset.sha256 === lineage.datasetSha256) return dataset;
  throw new AppError("NOT_READY", "input", "The data set no longer holds the data that the version was trained on.");
}
