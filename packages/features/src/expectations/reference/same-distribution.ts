import { z } from "zod";
import { ksDistance } from "../../drift/stability.ts";
import { defineExpectation, NUMBERS, shown } from "../expectation.ts";
import { NO_REFERENCE, NO_VALUES, present, referenceColumn } from "./reference-column.ts";

/** Kolmogorov's constant for a test at 1 %: the critical distance is 1.628 sqrt((n + m) / (n m)). Source: Smirnov (1948). */
const AT_ONE_PERCENT = 1.6276;

export const sameDistribution = defineExpectation({
  kind: "same-distribution",
  scope: "REFERENCE",
  title: "Kolmogorov-Smirnov distance",
  description:
    "The largest gap between the column's distribution and the reference's is at most the bound; without a bound, at most what chance alone exceeds in 1 % of samples of these sizes.",
  params: z.strictObject({
    max: z.number().gt(0).max(1).optional().meta({ title: "Largest distance", description: "The 1 % critical value when left out." }),
  }),
  accepts: NUMBERS,
  columns: [1, 1],
  expected: ({ max }) => (max === undefined ? "a distance that chance explains (1 %)" : `distance at most ${shown(max)}`),
  check([column], { max }, _table, context) {
    const other = referenceColumn(column, context);
    if (!column || !other) return NO_REFERENCE;
    const [a, b] = [present(other), present(column)];
    if (a.length === 0 || b.length === 0) return NO_VALUES;
    const distance = ksDistance(a, b);
    const bound = max ?? AT_ONE_PERCENT * Math.sqrt((a.length + b.length) / (a.length * b.length));
    return { passed: distance <= bound, observed: `distance ${shown(distance)}, bound ${shown(bound)}` };
  },
});
