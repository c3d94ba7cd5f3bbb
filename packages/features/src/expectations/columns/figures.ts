import { z } from "zod";
import { presentValues } from "../../order-statistics.ts";
import { bounds, boundsText, defineExpectation, numbersOf, PLAIN_NUMBERS, shown, within } from "../expectation.ts";

/** A figure of a column of numbers that has to lie between bounds; a column without any number has none and fails. */
const figure = (kind: string, title: string, what: string, of: (values: Float64Array) => number) =>
  defineExpectation({
    kind,
    scope: "COLUMN",
    title,
    description: `The ${what} of the column's numbers lies between the bounds. Missing cells are left out.`,
    params: bounds(),
    accepts: PLAIN_NUMBERS,
    columns: [1, 1],
    expected: (params) => `${what} ${boundsText(params)}`,
    check([column], params) {
      const values = presentValues([numbersOf(column)]);
      if (values.length === 0) return { passed: false, observed: "no number at all" };
      const value = of(values);
      return { passed: within(value, params), observed: `${what} ${shown(value)}` };
    },
  });

const sumOf = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};
const meanOf = (values: Float64Array): number => sumOf(values) / values.length;
const deviationOf = (values: Float64Array): number => {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
};

export const meanBetween = figure("mean-between", "Mean", "mean", meanOf);
/** ddof 0. */
export const stdBetween = figure("std-between", "Standard deviation", "standard deviation", deviationOf);
export const sumBetween = figure("sum-between", "Sum", "sum", sumOf);
export const minBetween = figure("min-between", "Smallest value", "smallest value", (values) => values.reduce((a, b) => Math.min(a, b)));
export const maxBetween = figure("max-between", "Largest value", "largest value", (values) => values.reduce((a, b) => Math.max(a, b)));

export const quantileBetween = defineExpectation({
  kind: "quantile-between",
  scope: "COLUMN",
  title: "Quantile",
  description: "A quantile of the column's numbers (interpolated between neighbours) lies between the bounds. Missing cells are left out.",
  params: z
    .strictObject({
      p: z.number().min(0).max(1).default(0.5).meta({ title: "Quantile", description: "0.5 is the median." }),
      min: z.number().optional().meta({ title: "Lowest", description: "None when left out." }),
      max: z.number().optional().meta({ title: "Highest", description: "None when left out." }),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "give min, max or both"),
  accepts: PLAIN_NUMBERS,
  columns: [1, 1],
  expected: ({ p, ...range }) => `quantile ${p} ${boundsText(range)}`,
  check([column], { p, ...range }) {
    const values = presentValues([numbersOf(column)])
      .slice()
      .sort();
    if (values.length === 0) return { passed: false, observed: "no number at all" };
    const position = p * (values.length - 1);
    const below = values[Math.floor(position)] as number;
    const value = below + (position - Math.floor(position)) * ((values[Math.ceil(position)] as number) - below);
    return { passed: within(value, range), observed: shown(value) };
  },
});
