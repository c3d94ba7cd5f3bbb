import { z } from "zod";
import { defineRowExpectation, NUMBERS, numbersOf } from "../expectation.ts";

export const orderedPair = defineRowExpectation({
  kind: "ordered-pair",
  title: "First column up to the second",
  description: "In each row the first column is at most the second, or below it. Rows where either is missing are not checked.",
  params: z.strictObject({ strictly: z.boolean().default(false).meta({ title: "Strictly", description: "Equal values fail too." }) }),
  accepts: NUMBERS,
  columns: [2, 2],
  expected: ({ strictly }, [first, second]) => `${first} ${strictly ? "<" : "<="} ${second}`,
  open([first, second], { strictly }) {
    const [a, b] = [numbersOf(first), numbersOf(second)];
    return (row) => {
      const [x, y] = [a[row] as number, b[row] as number];
      if (Number.isNaN(x) || Number.isNaN(y)) return null;
      return strictly ? x < y : x <= y;
    };
  },
});
