import { z } from "zod";
import { parseDate, parseTimestamp } from "../../cells.ts";
import { defineRowExpectation, numbersOf, TIMES, within } from "../expectation.ts";

const moment = z
  .string()
  .transform((text, context) => {
    const at = parseDate(text) ?? parseTimestamp(text);
    if (at !== null) return at;
    context.addIssue({ code: "custom", message: "must be a date such as 2024-01-31 or a time such as 2024-01-31T12:00:00Z" });
    return z.NEVER;
  })
  .optional();

export const dateBetween = defineRowExpectation({
  kind: "date-between",
  title: "Between two dates",
  description: "Each date or time lies between the two, which are allowed themselves. Missing cells are not checked.",
  params: z
    .strictObject({
      from: moment.meta({ title: "Earliest", description: "First date or time allowed; none when left out." }),
      to: moment.meta({ title: "Latest", description: "Last date or time allowed; none when left out." }),
    })
    .refine(({ from, to }) => from !== undefined || to !== undefined, "give from, to or both"),
  accepts: TIMES,
  columns: [1, 1],
  expected: ({ from, to }) =>
    [from === undefined ? "" : `from ${new Date(from).toISOString()}`, to === undefined ? "" : `to ${new Date(to).toISOString()}`]
      .join(" ")
      .trim(),
  open([column], { from, to }) {
    const values = numbersOf(column);
    return (row) => (Number.isNaN(values[row]) ? null : within(values[row] as number, { min: from, max: to }));
  },
});
