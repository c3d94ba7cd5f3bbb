import { type DuckDBConnection, DuckDBDoubleVector, DuckDBVarCharVector } from "@duckdb/node-api";
import { AppError } from "@plimsoll/schema";
import type { NumericType } from "../table.ts";

/** A cell of the stored file as the number a typed column holds: NaN = missing, dates in milliseconds. */
export function numericExpression(cell: string, type: NumericType): string {
  const micros = `epoch_us(CAST(${cell} AS TIMESTAMP))`;
  const fraction = `((${micros} % 1000 + 1000) % 1000)`;
  const number = {
    INTEGER: `CAST(${cell} AS DOUBLE)`,
    FLOAT: `CAST(${cell} AS DOUBLE)`,
    BOOLEAN: `CAST(CAST(${cell} AS TINYINT) AS DOUBLE)`,
    DATE: `CAST(epoch_ms(CAST(${cell} AS TIMESTAMP)) AS DOUBLE)`,
    // Whole milliseconds first: microseconds of far years are beyond 2^53.
    TIMESTAMP: `CAST((${micros} - ${fraction}) // 1000 AS DOUBLE) + ${fraction} / 1000.0::DOUBLE`,
  }[type];
  return `coalesce(${number}, 'NaN'::DOUBLE)`;
}

/** Streams a query of one DOUBLE column without nulls, block by block; the block is only valid during the call. */
export async function streamDoubles(
  connection: DuckDBConnection,
  sql: string,
  take: (block: Float64Array, start: number) => void,
): Promise<number> {
  const result = await connection.stream(sql);
  let start = 0;
  const scratch = new Float64Array(2048);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const block = scratch.length >= chunk.rowCount ? scratch.subarray(0, chunk.rowCount) : new Float64Array(chunk.rowCount);
    copyDoubles(chunk.getColumnVector(0), block, 0, 0, chunk.rowCount);
    take(block, start);
    start += chunk.rowCount;
  }
  return start;
}

/** Items from .. from + count of the vector to out[at]. */
export function copyDoubles(vector: unknown, out: Float64Array, at: number, from: number, count: number): void {
  if (!(vector instanceof DuckDBDoubleVector)) throw new AppError("INTERNAL", "bug", "The query was to give DOUBLE.");
  for (let i = 0; i < count; i++) out[at + i] = vector.getItem(from + i) ?? Number.NaN;
}

/** Adds the texts of a block to a dictionary column. */
export function copyCodes(
  vector: unknown,
  out: Int32Array,
  at: number,
  dictionary: string[],
  codeOf: Map<string, number>,
  from: number,
  count: number,
): void {
  if (!(vector instanceof DuckDBVarCharVector)) throw new AppError("INTERNAL", "bug", "The query was to give VARCHAR.");
  for (let i = 0; i < count; i++) {
    const value = vector.getItem(from + i);
    if (value === null) {
      out[at + i] = -1;
      continue;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      codeOf.set(value, code);
    }
    out[at + i] = code;
  }
}
