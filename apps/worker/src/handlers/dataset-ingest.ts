import { join } from "node:path";
import { AppError, type DatasetProfile, IngestSpec } from "@plimsoll/schema";
import { datasetColumns, datasets, uploads } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type Handler, plan, type Registration } from "./handler.ts";
import { downloadName, parseInput } from "./run-input.ts";

/** Rows of one INSERT: PostgreSQL takes at most 65,535 parameters. */
const INSERT_ROWS = 1_000;

/** Upload -> typed Parquet with its profile; the dataset becomes READY with columns and file in one transaction. */
export const ingestHandler: Handler = async ({ database, home }, claim, folders) => {
  const { workspaceId } = claim.run;
  const spec = parseInput(IngestSpec, claim);
  const [upload] = await database.db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, spec.uploadId), eq(uploads.workspaceId, workspaceId)));
  if (!upload?.completedAt) {
    throw new AppError(
      "NOT_READY",
      "input",
      `Upload ${spec.uploadId} is not complete. PUT all of its bytes, then create the dataset again.`,
    );
  }
  const outputPath = join(folders.staging, "table.parquet");
  const task = {
    kind: "ingest" as const,
    uploadPath: join(home.uploads, upload.id),
    fileName: upload.fileName,
    stagingDir: folders.staging,
    outputPath,
    options: spec.options,
  };
  return plan<"ingest">(task, async (profile, registration) => {
    const fileName = downloadName(upload.fileName.replace(/(\.\w{1,8}){1,2}$/, ""), ".parquet");
    await registerDataset(registration, { workspaceId, datasetId: spec.datasetId }, profile, { path: outputPath, fileName });
    return {};
  });
};

/** Makes a dataset READY with its file and columns, in the transaction that ends the run. */
export async function registerDataset(
  { tx, adopt }: Registration,
  { workspaceId, datasetId }: { workspaceId: string; datasetId: string },
  { columns, rowCount, duplicateRowCount }: DatasetProfile,
  file: { path: string; fileName: string },
): Promise<void> {
  const { sha256 } = await adopt({ ...file, kind: "DATASET", contentType: "application/vnd.apache.parquet" });
  const rows = columns.map((profile) => {
    const { name, type, position } = profile;
    return { datasetId, workspaceId, name, type, position, profile };
  });
  for (let start = 0; start < rows.length; start += INSERT_ROWS)
    await tx.db.insert(datasetColumns).values(rows.slice(start, start + INSERT_ROWS));
  await tx.db
    .update(datasets)
    .set({ status: "READY", artifactSha256: sha256, rowCount, duplicateRowCount })
    .where(and(eq(datasets.id, datasetId), eq(datasets.workspaceId, workspaceId)));
}
