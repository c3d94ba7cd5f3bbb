import { z } from "zod";
import { defineExpectation, shown, within } from "../expectation.ts";

export const rowCountChange = defineExpectation({
  kind: "row-count-change",
  scope: "REFERENCE",
  title: "Number of rows beside the reference",
  description: "The data set has between so many and so many times the reference's rows.",
  params: z
    .strictObject({
      min: z.number().min(0).default(0.5).meta({ title: "Smallest ratio", description: "0.5: at least half as many." }),
      max: z.number().positive().default(2).meta({ title: "Largest ratio", description: "2: at most twice as many." }),
    })
    .refine(({ min, max }) => min <= max, "min must not exceed max"),
  accepts: null,
  columns: [0, 0],
  expected: ({ min, max }) => `${shown(min)} to ${shown(max)} times the reference's rows`,
  check(_columns, range, { rowCount, referenceRowCount }) {
    if (!referenceRowCount) return { passed: false, observed: "the reference data set has no rows" };
    const ratio = rowCount / referenceRowCount;
    return { passed: within(ratio, range), observed: `${shown(ratio)} times` };
  },
});
