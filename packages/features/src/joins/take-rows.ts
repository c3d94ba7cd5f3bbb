import type { Column } from "../table.ts";

/** Rows that one step reads: few enough that what they need stays in the cache. */
const STEP = 4096;
/** Values in one cache line. */
const LINE = 8;

/** The cells of the rows given, missing where the row is -1. Fastest where rows come roughly in ascending order. */
export function takeRows(column: Column, rows: Int32Array): Column {
  if (column.type === "STRING") {
    const codes = new Int32Array(rows.length);
    gather(column.codes, rows, codes, -1);
    return { ...column, codes };
  }
  const values = new Float64Array(rows.length);
  gather(column.values, rows, values, Number.NaN);
  return { ...column, values };
}

function gather<T extends Float64Array | Int32Array>(from: T, rows: Int32Array, out: T, missing: number): void {
  let ahead = 0;
  for (let start = 0; start < rows.length; start += STEP) {
    const end = Math.min(start + STEP, rows.length);
    let furthest = 0;
    for (let i = start; i < end; i++) furthest = Math.max(furthest, rows[i] as number);
    // Reading on in order lets the processor fetch ahead; jumping there would wait for memory at each row. The sum keeps the reads.
    let sum = 0;
    for (; ahead < furthest; ahead += LINE) sum += from[ahead] as number;
    out[start] = sum;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      out[i] = row < 0 ? missing : (from[row] as number);
    }
  }
}
