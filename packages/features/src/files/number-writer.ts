import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BIGINT, DOUBLE, DuckDBDataChunk } from "@duckdb/node-api";
import { AppError } from "@plimsoll/schema";
import { parquetOptions } from "./convert-csv.ts";
import { duckError, identifier, openDuck, text } from "./duck.ts";

export interface NumberColumn {
  name: string;
  type: "INTEGER" | "FLOAT";
  /** NaN = missing; whole numbers of an INTEGER column within 2^53. */
  values: ArrayLike<number>;
}

const MEMORY_MB = 256;
const CHUNK_ROWS = 2048;

/**
 * Columns of numbers as a Parquet file, rows in their order; `readTable` reads it back.
 * @param stagingDir for spills; left as it was found. @throws AppError "INTERNAL" for columns of unlike length.
 */
export async function writeNumbers(path: string, columns: readonly NumberColumn[], stagingDir: string): Promise<void> {
  const n = columns[0]?.values.length ?? 0;
  if (columns.length === 0 || columns.some(({ values }) => values.length !== n)) {
    throw new AppError("INTERNAL", "bug", "A file of numbers needs columns of one length.");
  }
  await mkdir(stagingDir, { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  const workDir = await mkdtemp(join(stagingDir, "numbers-"));
  const duck = await openDuck({ files: [path], spillDir: workDir, memoryLimitMb: MEMORY_MB });
  try {
    const { connection } = duck;
    const sqlType = { INTEGER: "BIGINT", FLOAT: "DOUBLE" } as const;
    await connection.run(`CREATE TABLE numbers (${columns.map(({ type }, i) => `c${i} ${sqlType[type]}`).join(", ")})`);
    const appender = await connection.createAppender("numbers");
    const types = columns.map(({ type }) => (type === "INTEGER" ? BIGINT : DOUBLE));
    for (let start = 0; start < n; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, n - start);
      const chunk = DuckDBDataChunk.create(types, count);
      columns.forEach(({ type, values }, i) => {
        const cells = Array.from({ length: count }, (_, row) => {
          const value = values[start + row] as number;
          return Number.isNaN(value) ? null : type === "INTEGER" ? BigInt(value) : value;
        });
        chunk.setColumnValues(i, cells);
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const select = columns.map(({ name }, i) => `c${i} AS ${identifier(name)}`).join(", ");
    await connection.run(`COPY (SELECT ${select} FROM numbers) TO ${text(path)} ${parquetOptions(columns.length)}`);
  } catch (error) {
    throw duckError(error);
  } finally {
    duck.close();
    await rm(workDir, { recursive: true, force: true });
  }
}
