import { z } from "zod";
import { defineExpectation, numbersOf, shown, TIMES } from "../expectation.ts";

const MS_PER_DAY = 86_400_000;

export const largestGap = defineExpectation({
  kind: "largest-gap",
  scope: "COLUMN",
  title: "No gap in time",
  description: "Between one date or time of the column and the next lie at most so many days: no month was lost on the way.",
  params: z.strictObject({
    maxDays: z.number().positive().meta({ title: "Largest gap in days", description: "Parts of a day are allowed." }),
  }),
  accepts: TIMES,
  columns: [1, 1],
  expected: ({ maxDays }) => `no gap above ${shown(maxDays)} days`,
  check([column], { maxDays }) {
    const times = numbersOf(column)
      .filter((value) => !Number.isNaN(value))
      .sort();
    let gap = 0;
    let after = Number.NaN;
    for (let i = 1; i < times.length; i++) {
      const step = ((times[i] as number) - (times[i - 1] as number)) / MS_PER_DAY;
      if (step > gap) [gap, after] = [step, times[i - 1] as number];
    }
    return { passed: gap <= maxDays, observed: gap === 0 ? "no gap" : `${shown(gap)} days after ${new Date(after).toISOString()}` };
  },
});
