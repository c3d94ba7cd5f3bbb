import { z } from "zod";
import { defineRowExpectation, numbersOf, PLAIN_NUMBERS, shown } from "../expectation.ts";

export const sumOfColumns = defineRowExpectation({
  kind: "sum-of-columns",
  title: "Columns that add up",
  description: "In each row the first column is the sum of the others, up to a tolerance. Rows with a missing cell are not checked.",
  params: z.strictObject({
    tolerance: z.number().min(0).default(1e-6).meta({ title: "Tolerance", description: "Largest difference that still counts as equal." }),
  }),
  accepts: PLAIN_NUMBERS,
  columns: [3, 100],
  expected: ({ tolerance }, [total, ...parts]) => `${total} = ${parts.join(" + ")} within ${shown(tolerance)}`,
  open(columns, { tolerance }) {
    const [total, ...parts] = columns.map(numbersOf);
    return (row) => {
      const sum = parts.reduce((so, values) => so + (values[row] as number), 0);
      const difference = Math.abs((total?.[row] ?? Number.NaN) - sum);
      return Number.isNaN(difference) ? null : difference <= tolerance;
    };
  },
});
