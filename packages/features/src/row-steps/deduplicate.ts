import { z } from "zod";
import type { Column } from "../table.ts";
import { isMissingAt } from "../transforms/columns.ts";
import { defineRowStep } from "./row-step.ts";

/**
 * Of rows that are equal in all of the columns, one stays. Two missing cells are equal, -0 and 0 too; everything else is equal when its
 * values are. Rows are found by hash and compared cell by cell, so that no two unlike rows are ever taken for one.
 */
export const deduplicate = defineRowStep({
  name: "deduplicate",
  title: "Leave out repeated rows",
  description: "Keeps one of several rows that are equal in the columns; in all columns of the data set unless some are named.",
  params: z.strictObject({
    keep: z.enum(["FIRST", "LAST"]).default("FIRST").describe("Which of the equal rows stays, in the file's order"),
  }),
  keep: (columns, rowCount, { keep }) => {
    const out = new Uint8Array(rowCount);
    const hashes = rowHashes(columns, rowCount);
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, rowCount * 2)));
    const table = new Int32Array(size).fill(-1);
    for (let step = 0; step < rowCount; step++) {
      const row = keep === "FIRST" ? step : rowCount - 1 - step;
      let slot = (hashes[row] as number) & (size - 1);
      for (;;) {
        const other = table[slot] as number;
        if (other === -1) {
          table[slot] = row;
          out[row] = 1;
          break;
        }
        if (hashes[other] === hashes[row] && areEqual(columns, other, row)) break;
        slot = (slot + 1) & (size - 1);
      }
    }
    return out;
  },
});

/** FNV-1a over the 32-bit halves of the cells. */
function rowHashes(columns: readonly Column[], rowCount: number): Uint32Array {
  const hashes = new Uint32Array(rowCount).fill(0x811c9dc5);
  const cell = new Float64Array(1);
  const words = new Uint32Array(cell.buffer);
  for (const column of columns) {
    for (let row = 0; row < rowCount; row++) {
      // Adding 0 makes -0 and 0 one value; every NaN has the same bits in the cell.
      cell[0] =
        column.type === "STRING"
          ? (column.codes[row] as number)
          : isMissingAt(column, row)
            ? Number.NaN
            : (column.values[row] as number) + 0;
      let hash = Math.imul((hashes[row] as number) ^ (words[0] as number), 0x01000193);
      hash = Math.imul(hash ^ (hash >>> 15) ^ (words[1] as number), 0x01000193);
      hashes[row] = hash ^ (hash >>> 13);
    }
  }
  return hashes;
}

/** A dictionary holds each text once, so equal codes are equal texts. */
function areEqual(columns: readonly Column[], a: number, b: number): boolean {
  return columns.every((column) => {
    if (column.type === "STRING") return column.codes[a] === column.codes[b];
    return column.values[a] === column.values[b] || (isMissingAt(column, a) && isMissingAt(column, b));
  });
}
