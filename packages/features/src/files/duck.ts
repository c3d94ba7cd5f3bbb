import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { AppError } from "@plimsoll/schema";

/** An in-memory DuckDB that reads and writes in the given folders and nowhere else. */
export interface Duck {
  connection: DuckDBConnection;
  close(): void;
}

export interface DuckOptions {
  /** Files that queries may touch; their folders are opened. */
  files: readonly string[];
  /** Where DuckDB may spill; none = never spills. */
  spillDir?: string;
  memoryLimitMb: number;
  signal?: AbortSignal | undefined;
}

export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Opens the folders first: once external access is off, DuckDB refuses them too. */
export async function openDuck({ files, spillDir, memoryLimitMb, signal }: DuckOptions): Promise<Duck> {
  signal?.throwIfAborted();
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: `${memoryLimitMb}MiB` });
  const connection = await instance.connect();
  const folders = [...new Set([...files.map((file) => dirname(file)), ...(spillDir ? [spillDir] : [])])];
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener("abort", interrupt);
  const close = (): void => {
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run(`SET temp_directory = ${text(spillDir ?? "")}`);
    await connection.run(`SET allowed_directories = [${folders.map(text).join(", ")}]`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET preserve_insertion_order = true");
    // A time without an offset is UTC, whatever the machine's own zone.
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run("SET lock_configuration = true");
  } catch (error) {
    close();
    throw error;
  }
  return { connection, close };
}

/** DuckDB's own limits as ours; an abort wins over the "interrupted" that it causes. Anything else stays what it was. */
export function duckError(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof Error) || error instanceof AppError) return error;
  if (/out of memory/i.test(error.message)) {
    return new AppError(
      "OUT_OF_MEMORY",
      "resource",
      "The data does not fit in the memory limit of the run. Raise the limit or use a smaller file.",
      {},
      { cause: error },
    );
  }
  if (/no space left|disk full|max_temp_directory_size/i.test(error.message)) {
    return new AppError(
      "STORAGE_FULL",
      "resource",
      "The disk is full: free space under PLIMSOLL_HOME, then retry the run.",
      {},
      { cause: error },
    );
  }
  return error;
}

/** Rows of a small result, as plain values. */
export async function query(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS() as unknown[][];
}

/** `t(c0, c1, ...)`: columns by position, since DuckDB compares names without case and changes those that clash. */
export const positional = (count: number): string => `t(${Array.from({ length: count }, (_, i) => `c${i}`).join(", ")})`;

export const parquetSource = (path: string, count: number): string => `read_parquet(${text(path)}) AS ${positional(count)}`;
