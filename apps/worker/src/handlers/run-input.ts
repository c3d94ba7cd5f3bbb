import type { ColumnSchema } from "@plimsoll/features";
import { AppError, type ExpectationSuite } from "@plimsoll/schema";
import { type Claim, type Database, datasetColumns, datasets, runs } from "@plimsoll/schema/db";
import { and, asc, eq } from "drizzle-orm";
import type { z } from "zod";

/** The run's specification. A run of a later release may hold one that this worker does not know: it fails with the reason. */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, { run }: Claim): z.output<Schema> => parseAs(schema, run.input);

function parseAs<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `The run's specification cannot be read by this worker: ${issue?.path.join(".") || "input"}: ${issue?.message ?? "not valid"}. Submit it again.`,
  );
}

/** The specification of the run that this one is a part of. @throws AppError INVALID_INPUT when it is gone or cannot be read. */
export async function parentInput<Schema extends z.ZodType>({ db }: Database, { run }: Claim, schema: Schema): Promise<z.output<Schema>> {
  const [parent] = await db
    .select({ input: runs.input })
    .from(runs)
    .where(and(eq(runs.id, run.parentRunId ?? ""), eq(runs.workspaceId, run.workspaceId)));
  if (!parent) throw new AppError("INVALID_INPUT", "input", "The run is a part of another one that is gone. Submit that one again.");
  return parseAs(schema, parent.input);
}

export interface ReadyDataset {
  name: string;
  sha256: string;
  rowCount: number;
  columns: ColumnSchema[];
  expectations: ExpectationSuite | null;
  /** What made it, where it was no upload. */
  featureSetVersionId: string | null;
}

/** @throws AppError NOT_READY when the workspace has no such dataset, or it is not READY. */
export async function readyDataset({ db }: Database, workspaceId: string, datasetId: string): Promise<ReadyDataset> {
  const [row] = await db
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, datasetId), eq(datasets.workspaceId, workspaceId)));
  if (row?.status !== "READY" || !row.artifactSha256) {
    throw new AppError(
      "NOT_READY",
      "input",
      `Dataset ${datasetId} is ${row?.status ?? "gone"}; a run needs one that is READY. Wait for its ingest run, then submit again.`,
    );
  }
  const columns = await db
    .select({ name: datasetColumns.name, type: datasetColumns.type })
    .from(datasetColumns)
    .where(eq(datasetColumns.datasetId, datasetId))
    .orderBy(asc(datasetColumns.position));
  const { name, artifactSha256: sha256, rowCount, expectations, featureSetVersionId } = row;
  return { name, sha256, rowCount: rowCount ?? 0, columns, expectations, featureSetVersionId };
}

/** A name for downloads that no file system and no header stumbles over. */
export function downloadName(name: string, suffix: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[._]+/, "")
    .slice(0, 96);
  return `${plain || "file"}${suffix}`;
}
