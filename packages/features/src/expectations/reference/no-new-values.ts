import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineExpectation, shownShare } from "../expectation.ts";
import { listText } from "../rows/in-set.ts";
import { NO_REFERENCE, referenceColumn, rowsOf, textCounts } from "./reference-column.ts";

export const noNewValues = defineExpectation({
  kind: "no-new-values",
  scope: "REFERENCE",
  title: "No values unknown to the reference",
  description: "At most this share of the present cells holds a value that the reference data set does not have: new codes, new regions.",
  params: z.strictObject({ max: z.number().min(0).max(1).default(0).meta({ title: "Largest share", description: "0.01 for 1 %." }) }),
  accepts: null,
  columns: [1, 1],
  expected: ({ max }) => `at most ${shownShare(max)} unknown`,
  check([column], { max }, { rowCount }, context) {
    const other = referenceColumn(column, context);
    if (!column || !other) return NO_REFERENCE;
    const known = textCounts(other, rowsOf(other));
    const failing: number[] = [];
    const news = new Set<string>();
    let present = 0;
    for (let row = 0; row < rowCount; row++) {
      const text = cellText(column, row);
      if (text === null) continue;
      present++;
      if (known.has(text)) continue;
      failing.push(row);
      news.add(text);
    }
    const share = present === 0 ? 0 : failing.length / present;
    const observed = news.size === 0 ? "none unknown" : `${shownShare(share)} unknown: ${listText([...news])}`;
    return { passed: share <= max, observed, ...(share > max ? { failing } : {}) };
  },
});
