import { z } from "zod";
import { missingRows } from "../columns/missing-share.ts";
import { defineExpectation, shownShare } from "../expectation.ts";
import { NO_REFERENCE, referenceColumn, rowsOf } from "./reference-column.ts";

export const missingShift = defineExpectation({
  kind: "missing-shift",
  scope: "REFERENCE",
  title: "Shift of the missing share",
  description: "The share of missing cells differs from the reference's by at most the bound, in either direction.",
  params: z.strictObject({
    max: z.number().min(0).max(1).default(0.05).meta({ title: "Largest difference", description: "0.05 for 5 percentage points." }),
  }),
  accepts: null,
  columns: [1, 1],
  expected: ({ max }) => `within ${shownShare(max)} of the reference's share`,
  check([column], { max }, { rowCount }, context) {
    const other = referenceColumn(column, context);
    if (!column || !other) return NO_REFERENCE;
    const share = (missing: number, rows: number) => (rows === 0 ? 0 : missing / rows);
    const now = share(missingRows(column, rowCount).length, rowCount);
    const before = share(missingRows(other, rowsOf(other)).length, rowsOf(other));
    return { passed: Math.abs(now - before) <= max, observed: `${shownShare(now)} missing, reference ${shownShare(before)}` };
  },
});
