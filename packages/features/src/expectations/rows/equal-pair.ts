import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineRowExpectation } from "../expectation.ts";

export const equalPair = defineRowExpectation({
  kind: "equal-pair",
  title: "Two columns alike",
  description: "In each row both columns hold the same value, as text. Rows where both are missing are not checked; one missing fails.",
  params: z.strictObject({}),
  accepts: null,
  columns: [2, 2],
  expected: (_params, [first, second]) => `${first} = ${second}`,
  open([first, second]) {
    return (row) => {
      const [a, b] = [first ? cellText(first, row) : null, second ? cellText(second, row) : null];
      return a === null && b === null ? null : a === b;
    };
  },
});
