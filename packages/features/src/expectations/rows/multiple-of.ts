import { z } from "zod";
import { defineRowExpectation, numbersOf, PLAIN_NUMBERS, shown } from "../expectation.ts";

export const multipleOf = defineRowExpectation({
  kind: "multiple-of",
  title: "Multiples of a step",
  description: "Each number is a whole multiple of the step: 0.01 for cents, 1 for whole numbers. Missing cells are not checked.",
  params: z.strictObject({ step: z.number().positive().finite().meta({ title: "Step", description: "Above zero." }) }),
  accepts: PLAIN_NUMBERS,
  columns: [1, 1],
  expected: ({ step }) => `multiples of ${shown(step)}`,
  open([column], { step }) {
    const values = numbersOf(column);
    return (row) => {
      const value = values[row] as number;
      if (Number.isNaN(value)) return null;
      const parts = value / step;
      // A number such as 0.07 is no exact binary fraction: what counts is the distance in units of its own precision.
      return Math.abs(parts - Math.round(parts)) <= 1e-9 * Math.max(1, Math.abs(parts));
    };
  },
});
