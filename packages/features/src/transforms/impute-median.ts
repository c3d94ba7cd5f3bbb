import { z } from "zod";
import { medianOf, presentValues } from "../order-statistics.ts";
import { filledType, fillNumbers, numericInput, numericInputs } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/** Missing numbers become the median of the training rows; a column without any value becomes 0. */
export const imputeMedian = defineColumnTransform({
  name: "impute-median",
  title: "Fill with the median",
  description: "Puts the median of the training rows where a number is missing.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  order: "RISES",
  missing: "FILLS",
  fit: (inputs) => ({
    median: (medianOf(presentValues(numericInputs(inputs).map((column) => column.values))) ?? 0) + 0,
  }),
  plan: ({ name, type }) => [{ name, type: type === "STRING" ? "FLOAT" : filledType(type) }],
  open:
    (_params, { median }) =>
    (input) => [fillNumbers(numericInput(input), median)],
});
