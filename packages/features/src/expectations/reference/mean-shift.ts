import { z } from "zod";
import { defineExpectation, PLAIN_NUMBERS, shown } from "../expectation.ts";
import { NO_REFERENCE, NO_VALUES, present, referenceColumn } from "./reference-column.ts";

export const meanShift = defineExpectation({
  kind: "mean-shift",
  scope: "REFERENCE",
  title: "Shift of the mean",
  description: "The column's mean lies within so many of the reference's standard deviations (ddof 0) of the reference's mean.",
  params: z.strictObject({
    deviations: z
      .number()
      .positive()
      .default(0.25)
      .meta({ title: "Deviations", description: "Largest shift, in the reference's standard deviations." }),
  }),
  accepts: PLAIN_NUMBERS,
  columns: [1, 1],
  expected: ({ deviations }) => `mean within ${shown(deviations)} standard deviations of the reference`,
  check([column], { deviations }, _table, context) {
    const other = referenceColumn(column, context);
    if (!column || !other) return NO_REFERENCE;
    const [a, b] = [present(other), present(column)];
    if (a.length === 0 || b.length === 0) return NO_VALUES;
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const before = mean(a);
    const spread = Math.sqrt(a.reduce((sum, value) => sum + (value - before) ** 2, 0) / a.length);
    const moved = Math.abs(mean(b) - before);
    return {
      passed: moved <= deviations * spread,
      observed: `mean ${shown(mean(b))}, reference ${shown(before)} with standard deviation ${shown(spread)}`,
    };
  },
});
