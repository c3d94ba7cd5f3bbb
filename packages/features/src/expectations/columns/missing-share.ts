import { z } from "zod";
import type { Column } from "../../table.ts";
import { type CheckContext, defineExpectation, isMissing, shownShare, type TableFacts, type WholeCheck } from "../expectation.ts";

export const missingRows = (column: Column, rowCount: number): number[] => {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) if (isMissing(column, row)) rows.push(row);
  return rows;
};

export const missingShare = defineExpectation({
  kind: "missing-share",
  scope: "COLUMN",
  title: "Share of missing cells",
  description: "At most this share of the column's cells is missing.",
  params: z.strictObject({ max: z.number().min(0).max(1).meta({ title: "Largest share", description: "0.05 for 5 %." }) }),
  accepts: null,
  columns: [1, 1],
  expected: ({ max }) => `at most ${shownShare(max)} missing`,
  check([column]: readonly Column[], { max }, { rowCount }: TableFacts, _context: CheckContext): WholeCheck {
    const failing = column ? missingRows(column, rowCount) : [];
    const share = rowCount === 0 ? 0 : failing.length / rowCount;
    return { passed: share <= max, observed: `${shownShare(share)} missing`, ...(share > max ? { failing } : {}) };
  },
});
