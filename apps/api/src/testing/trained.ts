import { newId } from "@plimsoll/schema";
import { claimRun, datasets, modelVersions, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { type Harness, readyDataset, trainedVersion } from "./harness.ts";

export interface VersionOfData {
  versionId: string;
  runId: string;
  datasetId: string;
  modelName: string;
}

/** A trained version whose data set is there, with the very data that it was trained on. */
export async function versionOfData(
  { database, workspaceId }: Harness,
  columns: Parameters<typeof readyDataset>[2] = { age: "INTEGER", rate: "FLOAT", sex: "INTEGER", bad: "INTEGER" },
): Promise<VersionOfData> {
  const modelName = `Model ${newId("run")}`;
  const made = await trainedVersion(database, workspaceId, modelName, "key_other");
  const datasetId = await readyDataset(database, workspaceId, columns);
  await database.db
    .update(datasets)
    .set({ artifactSha256: "0".repeat(64) })
    .where(eq(datasets.id, datasetId));
  const [row] = await database.db.select().from(modelVersions).where(eq(modelVersions.id, made.versionId));
  if (!row) throw new Error("no version");
  await database.db
    .update(modelVersions)
    .set({ lineage: { ...row.lineage, datasetId } })
    .where(eq(modelVersions.id, made.versionId));
  return { ...made, datasetId, modelName };
}

/** Ends a run as a worker would. */
export async function playResult({ database }: Harness, runId: string, result: object): Promise<void> {
  const claim = await claimRun(database, runId, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("The run could not be claimed.");
  await database.transaction((tx) => succeedRun(tx, claim, { result }));
}
