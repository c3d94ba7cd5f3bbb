import { z } from "zod";
import { defineExpectation, numbersOf, shown, TIMES } from "../expectation.ts";

const MS_PER_DAY = 86_400_000;

export const freshness = defineExpectation({
  kind: "freshness",
  scope: "COLUMN",
  title: "Freshness",
  description: "The latest date or time of the column is at most so many days before the check.",
  params: z.strictObject({
    maxAgeDays: z.number().positive().meta({ title: "Largest age in days", description: "Parts of a day are allowed." }),
  }),
  accepts: TIMES,
  columns: [1, 1],
  expected: ({ maxAgeDays }) => `something of the last ${shown(maxAgeDays)} days`,
  check([column], { maxAgeDays }, _table, { now }) {
    let latest = Number.NEGATIVE_INFINITY;
    for (const value of numbersOf(column)) if (value > latest) latest = value;
    if (latest === Number.NEGATIVE_INFINITY) return { passed: false, observed: "no time at all" };
    const age = (now - latest) / MS_PER_DAY;
    return { passed: age <= maxAgeDays, observed: `latest ${new Date(latest).toISOString()}, ${shown(age)} days old` };
  },
});
