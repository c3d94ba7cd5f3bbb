import { createHash } from "node:crypto";
import { mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DOUBLE, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import { AppError, type ColumnType, type FileFormat } from "@plimsoll/schema";
import { parquetOptions } from "./convert-csv.ts";
import { duckError, identifier, openDuck, parquetSource, positional, query, text } from "./duck.ts";
import { storedFile } from "./read.ts";

export interface ScoreColumn {
  name: string;
  type: ColumnType;
}

export interface ScoreWriterOptions {
  path: string;
  format: FileFormat;
  /** The stored Parquet that was scored: its columns come first, in its row order. */
  sourcePath: string;
  /** What is added, e.g. probability and decision. A column of the source with such a name is called `<name> (input)`. */
  columns: readonly ScoreColumn[];
  /** For spills; left as it was found. */
  stagingDir: string;
  memoryLimitMb?: number;
  signal?: AbortSignal;
}

export interface WrittenFile {
  rowCount: number;
  byteSize: number;
  sha256: string;
}

export interface ScoreWriter {
  /** The next rows, one array for each added column: numbers (NaN = missing) or texts (null = missing). */
  write(block: readonly (ArrayLike<number> | readonly (string | null)[])[]): Promise<void>;
  /** Writes the file. @throws AppError when fewer or more rows were written than the source has. */
  close(): Promise<WrittenFile>;
  /** Gives up; no file is left. */
  abort(): Promise<void>;
}

const DEFAULT_MEMORY_MB = 256;
const CHUNK_ROWS = 2048;

/**
 * A file of the source's columns and scores beside them, as Parquet or CSV, in bounded memory. The same rows give the same bytes
 * however they are cut into blocks. In CSV a text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export async function openScoreWriter(options: ScoreWriterOptions): Promise<ScoreWriter> {
  const { path, sourcePath, columns, signal } = options;
  await mkdir(options.stagingDir, { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  const workDir = await mkdtemp(join(options.stagingDir, "scores-"));
  const part = `${path}.part`;
  const duck = await openDuck({
    files: [sourcePath, part],
    spillDir: workDir,
    memoryLimitMb: options.memoryLimitMb ?? DEFAULT_MEMORY_MB,
    signal,
  });
  const { connection } = duck;
  const types = columns.map(({ type }) => (type === "STRING" ? VARCHAR : DOUBLE));
  await connection.run(
    `CREATE TABLE scores (${columns.map(({ type }, i) => `s${i} ${type === "STRING" ? "VARCHAR" : "DOUBLE"}`).join(", ")})`,
  );
  const appender = await connection.createAppender("scores");
  let rowCount = 0;
  let isOpen = true;

  const release = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    duck.close();
    await rm(workDir, { recursive: true, force: true });
    await rm(part, { force: true });
  };

  return {
    async write(block) {
      signal?.throwIfAborted();
      const n = block[0]?.length ?? 0;
      if (block.length !== columns.length || block.some((values) => values.length !== n)) {
        throw new AppError(
          "INTERNAL",
          "bug",
          `A block of scores has ${block.length} columns of unlike length; ${columns.length} of one length were expected.`,
        );
      }
      for (let start = 0; start < n; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, n - start);
        const chunk = DuckDBDataChunk.create(types, count);
        block.forEach((values, i) => {
          chunk.setColumnValues(
            i,
            Array.from({ length: count }, (_, row) => cellValue(values[start + row])),
          );
        });
        appender.appendDataChunk(chunk);
      }
      rowCount += n;
    },

    async close() {
      try {
        appender.closeSync();
        const stored = await storedFile(connection, sourcePath);
        if (stored.rowCount !== rowCount) {
          throw new AppError("INTERNAL", "bug", `${rowCount} rows were scored, but the data set has ${stored.rowCount}.`);
        }
        const added = new Set(columns.map(({ name }) => name.toLowerCase()));
        const isCsv = options.format === "CSV";
        const cells = [
          ...stored.columns.map(({ name, type }, i) => ({
            cell: `c${i}`,
            type,
            name: added.has(name.toLowerCase()) ? `${name} (input)` : name,
          })),
          ...columns.map(({ name, type }, i) => ({ cell: storedCell(`s${i}`, type), type, name })),
        ];
        const select = cells.map(
          ({ cell, type, name }) =>
            `${isCsv && type === "STRING" ? guarded(cell) : cell} AS ${identifier(isCsv ? guardedText(name) : name)}`,
        );
        const from = `${parquetSource(sourcePath, stored.columns.length)} POSITIONAL JOIN scores AS ${positional(columns.length).replaceAll("c", "s").replace("t(", "u(")}`;
        const format = isCsv ? `(FORMAT csv, HEADER true)` : parquetOptions(cells.length);
        await connection.run(`COPY (SELECT ${select.join(", ")} FROM ${from}) TO ${text(part)} ${format}`);
        const [[written] = []] = isCsv
          ? [[rowCount]]
          : await query(connection, `SELECT num_rows FROM parquet_file_metadata(${text(part)})`);
        if (Number(written) !== rowCount) throw new AppError("INTERNAL", "bug", `${written} rows were stored of ${rowCount}.`);
        signal?.throwIfAborted();
        const digest = await digestFile(part);
        await rename(part, path);
        return { rowCount, ...digest };
      } catch (error) {
        throw duckError(error, signal);
      } finally {
        await release();
      }
    },

    abort: release,
  };
}

/** A number of the writer as a value of its column's type; times are milliseconds since 1970. */
function storedCell(cell: string, type: ColumnType): string {
  switch (type) {
    case "FLOAT":
    case "STRING":
      return cell;
    case "INTEGER":
      return `CAST(${cell} AS BIGINT)`;
    case "BOOLEAN":
      return `CAST(${cell} AS BOOLEAN)`;
    case "DATE":
      return `CAST(make_timestamp(CAST(${cell} * 1000 AS BIGINT)) AS DATE)`;
    case "TIMESTAMP":
      return `make_timestamp(CAST(${cell} * 1000 AS BIGINT))`;
  }
}

const cellValue = (value: number | string | null | undefined): number | string | null =>
  value === undefined || (typeof value === "number" && Number.isNaN(value)) ? null : value;

/** Texts that begin a formula in a spreadsheet, unless they are numbers (OWASP ASVS 5.0, 1.2.10). */
const FORMULA = "^[=+\\-@\\t\\r\\x00]";
const NUMBER = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$";

const guarded = (cell: string): string =>
  `CASE WHEN regexp_matches(${cell}, ${text(FORMULA)}) AND NOT regexp_matches(${cell}, ${text(NUMBER)}) THEN '''' || ${cell} ELSE ${cell} END`;

export const guardedText = (value: string): string =>
  new RegExp(FORMULA).test(value) && !new RegExp(NUMBER).test(value) ? `'${value}` : value;

async function digestFile(path: string): Promise<{ byteSize: number; sha256: string }> {
  const handle = await open(path, "r");
  const hash = createHash("sha256");
  let byteSize = 0;
  try {
    await handle.sync();
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      byteSize += chunk.length;
    }
  } finally {
    await handle.close();
  }
  return { byteSize, sha256: hash.digest("hex") };
}
