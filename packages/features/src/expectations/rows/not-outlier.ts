import { z } from "zod";
import { medianOf, presentValues } from "../../order-statistics.ts";
import { defineRowExpectation, numbersOf, PLAIN_NUMBERS, shown } from "../expectation.ts";

/** Of a normal distribution the standard deviation is 1.4826 times the median absolute deviation. */
const NORMAL = 1.4826022185056018;

export const notOutlier = defineRowExpectation({
  kind: "not-outlier",
  title: "No outliers",
  description:
    "Each number lies within so many robust standard deviations (1.4826 times the median absolute deviation) of the median. A column most of whose values are equal has none to measure by and passes. Missing cells are not checked.",
  params: z.strictObject({
    deviations: z
      .number()
      .positive()
      .default(6)
      .meta({ title: "Deviations", description: "Distance allowed, in robust standard deviations." }),
  }),
  accepts: PLAIN_NUMBERS,
  columns: [1, 1],
  expected: ({ deviations }) => `within ${shown(deviations)} robust standard deviations of the median`,
  open([column], { deviations }) {
    const values = numbersOf(column);
    const median = medianOf(presentValues([values])) ?? 0;
    const spread = NORMAL * (medianOf(presentValues([values]).map((value) => Math.abs(value - median))) ?? 0);
    return (row) => {
      const value = values[row] as number;
      return Number.isNaN(value) ? null : spread === 0 || Math.abs(value - median) <= deviations * spread;
    };
  },
});
