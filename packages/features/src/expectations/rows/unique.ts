import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineRowExpectation } from "../expectation.ts";

export const unique = defineRowExpectation({
  kind: "unique",
  title: "Unique key",
  description: "No two rows have the same values in these columns together. Rows in which all of them are missing are not checked.",
  params: z.strictObject({}),
  accepts: null,
  columns: [1, 16],
  expected: (_params, columns) => `${columns.join(" + ")} once each`,
  open(columns) {
    const rowCount = columns[0]?.type === "STRING" ? columns[0].codes.length : (columns[0]?.values.length ?? 0);
    const key = (row: number): string | null => {
      const cells = columns.map((column) => cellText(column, row));
      return cells.every((cell) => cell === null) ? null : JSON.stringify(cells);
    };
    const seen = new Set<string>();
    const repeats = new Set<string>();
    for (let row = 0; row < rowCount; row++) {
      const own = key(row);
      if (own === null) continue;
      if (seen.has(own)) repeats.add(own);
      else seen.add(own);
    }
    return (row) => {
      const own = key(row);
      return own === null ? null : !repeats.has(own);
    };
  },
});
