import { bounds, boundsText, defineRowExpectation, numbersOf, PLAIN_NUMBERS, within } from "../expectation.ts";

export const inRange = defineRowExpectation({
  kind: "in-range",
  title: "Within a range",
  description: "Each number lies between the bounds, which are allowed themselves. Missing cells are not checked.",
  params: bounds(),
  accepts: PLAIN_NUMBERS,
  columns: [1, 1],
  expected: (params) => boundsText(params),
  open([column], params) {
    const values = numbersOf(column);
    return (row) => (Number.isNaN(values[row]) ? null : within(values[row] as number, params));
  },
});
