import { z } from "zod";
import { defineRowExpectation, numbersOf, TIMES } from "../expectation.ts";

export const notInFuture = defineRowExpectation({
  kind: "not-in-future",
  title: "Not in the future",
  description: "No date or time lies after the moment of the check. Missing cells are not checked.",
  params: z.strictObject({}),
  accepts: TIMES,
  columns: [1, 1],
  expected: () => "no time after the check",
  open([column], _params, { now }) {
    const values = numbersOf(column);
    return (row) => (Number.isNaN(values[row]) ? null : (values[row] as number) <= now);
  },
});
