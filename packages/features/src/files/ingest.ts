import { copyFile, link, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, type ColumnType, type DatasetProfile, type IngestOptions } from "@plimsoll/schema";
import { type ColumnSchema, unknownColumn } from "../table.ts";
import { convertCsv } from "./convert-csv.ts";
import { convertParquet } from "./convert-parquet.ts";
import { type SourceKind, scanCsv, sourceKind } from "./csv-source.ts";
import { duckError, openDuck } from "./duck.ts";
import { parquetShape, profileParquet } from "./profile.ts";

export interface IngestInput {
  path: string;
  /** The name the user gave the file: for messages only, never opened. */
  fileName: string;
  /** For unpacked text and spills; left as it was found. */
  stagingDir: string;
  outputPath: string;
  options: IngestOptions;
  /** DuckDB's share of the memory; the process takes about 200 MB more. */
  memoryLimitMb?: number;
  /** Most bytes of CSV text, after unpacking. */
  maxBytes?: number;
  onProgress?(phase: IngestPhase, fraction: number): void;
  signal?: AbortSignal;
}

export type IngestPhase = "CHECK" | "CONVERT" | "PROFILE";

const DEFAULT_MEMORY_MB = 192;
const DEFAULT_MAX_BYTES = 50 * 2 ** 30;

/**
 * Reads a CSV, a gzip of one or a Parquet file, checks it, and writes typed Parquet in row order to `outputPath`, which appears whole or
 * not at all. @returns its profile.
 * @throws AppError kind "data": BAD_CSV (naming the line), BAD_PARQUET, EMPTY_FILE, DUPLICATE_COLUMN, TYPE_MISMATCH; UNKNOWN_COLUMN for
 * a declared type of no column; STORAGE_FULL, OUT_OF_MEMORY; the signal's reason when aborted.
 */
export async function ingestFile(input: IngestInput): Promise<DatasetProfile> {
  const { signal } = input;
  signal?.throwIfAborted();
  const { kind } = await sourceKind(input.path);
  await mkdir(input.stagingDir, { recursive: true });
  await mkdir(dirname(input.outputPath), { recursive: true });
  const workDir = await mkdtemp(join(input.stagingDir, "ingest-"));
  const partPath = join(workDir, "table.parquet");
  try {
    const profile = await convertAndProfile(input, kind, workDir, partPath);
    signal?.throwIfAborted();
    await moveInto(partPath, input.outputPath);
    return profile;
  } catch (error) {
    throw duckError(error, signal);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function convertAndProfile(input: IngestInput, kind: SourceKind, workDir: string, partPath: string): Promise<DatasetProfile> {
  const { options, signal, onProgress } = input;
  const types = new Map<string, ColumnType>(Object.entries(options.types));
  const memoryLimitMb = input.memoryLimitMb ?? DEFAULT_MEMORY_MB;
  const progress = (phase: IngestPhase) => (fraction: number) => onProgress?.(phase, fraction);
  const plainPath = await readablePath(input.path, workDir);
  let columns: ColumnSchema[];
  if (kind === "PARQUET") {
    const duck = await openDuck({ files: [plainPath, partPath], spillDir: workDir, memoryLimitMb, signal });
    try {
      progress("CONVERT")(0);
      columns = await convertParquet(duck, plainPath, partPath, types);
    } finally {
      duck.close();
    }
  } else {
    const unpackTo = join(workDir, "text.csv");
    const scanned = await scanCsv({
      path: input.path,
      kind,
      unpackTo,
      maxBytes: input.maxBytes ?? DEFAULT_MAX_BYTES,
      missing: options.missing,
      types,
      onProgress: progress("CHECK"),
      signal,
    });
    checkDeclared(types, scanned.columns);
    const csvPath = kind === "GZIP" ? unpackTo : plainPath;
    const duck = await openDuck({ files: [csvPath, partPath], spillDir: workDir, memoryLimitMb, signal });
    const stop = reportConversion(progress("CONVERT"), duck.connection);
    try {
      await convertCsv(duck, csvPath, scanned, options.missing, partPath);
    } finally {
      stop();
      duck.close();
    }
    await rm(unpackTo, { force: true });
    columns = scanned.columns.map(({ name, type }) => ({ name, type }));
  }
  const duck = await openDuck({ files: [partPath], spillDir: workDir, memoryLimitMb, signal });
  try {
    const { rowCount, names } = await parquetShape(duck.connection, partPath);
    const changed = columns.find(({ name }, i) => name !== names[i]);
    if (changed)
      throw new AppError("DUPLICATE_COLUMN", "data", `Column '${changed.name}' clashes with another name. Rename it.`, {
        columns: [changed.name],
      });
    if (rowCount === 0) throw new AppError("EMPTY_FILE", "data", "The file has columns and no rows. Give at least one row.");
    return await profileParquet(duck.connection, partPath, columns, rowCount, progress("PROFILE"), signal);
  } finally {
    duck.close();
  }
}

function checkDeclared(types: ReadonlyMap<string, ColumnType>, columns: readonly { name: string }[]): void {
  const known = new Set(columns.map(({ name }) => name));
  const unknown = [...types.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) throw unknownColumn(unknown, columns, ["options", "types"]);
}

/** DuckDB expands `*`, `?` and `[` in paths: such a file is read under another name. */
async function readablePath(path: string, workDir: string): Promise<string> {
  if (!/[*?[\]{}]/.test(path)) return path;
  const plain = join(workDir, "input");
  try {
    await link(path, plain);
  } catch {
    await copyFile(path, plain);
  }
  return plain;
}

async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EXDEV") throw error;
    const beside = `${to}.part`;
    try {
      await copyFile(from, beside);
      await rename(beside, to);
    } finally {
      await rm(beside, { force: true });
    }
  }
}

const POLL_MS = 250;

function reportConversion(report: (fraction: number) => void, connection: { progress: { percentage: number } }): () => void {
  report(0);
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage >= 0) report(Math.min(1, percentage / 100));
  }, POLL_MS);
  return () => clearInterval(timer);
}
