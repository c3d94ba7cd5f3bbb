import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineRowExpectation, isMissing } from "../expectation.ts";

export const requiredIf = defineRowExpectation({
  kind: "required-if",
  title: "Needed under a condition",
  description: "Where the first column has the given value, the second one is not missing. Other rows are not checked.",
  params: z.strictObject({
    value: z.union([z.string(), z.number(), z.boolean()]).meta({ title: "Value", description: "Of the first column, as text." }),
  }),
  accepts: null,
  columns: [2, 2],
  expected: ({ value }, [first, second]) => `a value of ${second} where ${first} = '${value}'`,
  open([first, second], { value }) {
    const wanted = String(value);
    return (row) => (first && second && cellText(first, row) === wanted ? !isMissing(second, row) : null);
  },
});
