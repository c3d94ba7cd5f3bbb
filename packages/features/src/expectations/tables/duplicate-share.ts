import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineExpectation, shownShare } from "../expectation.ts";

export const duplicateShare = defineExpectation({
  kind: "duplicate-share",
  scope: "TABLE",
  title: "Share of repeated rows",
  description: "At most this share of the rows repeats an earlier row in all the columns named.",
  params: z.strictObject({ max: z.number().min(0).max(1).default(0).meta({ title: "Largest share", description: "0.01 for 1 %." }) }),
  accepts: null,
  columns: [1, 100],
  expected: ({ max }) => `at most ${shownShare(max)} repeated`,
  check(columns, { max }, { rowCount }) {
    const seen = new Set<string>();
    const failing: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      const key = JSON.stringify(columns.map((column) => cellText(column, row)));
      if (seen.has(key)) failing.push(row);
      else seen.add(key);
    }
    const share = rowCount === 0 ? 0 : failing.length / rowCount;
    return { passed: share <= max, observed: `${shownShare(share)} repeated`, ...(share > max ? { failing } : {}) };
  },
});
