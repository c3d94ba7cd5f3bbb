import { z } from "zod";
import { filledType, fillNumbers, numericInput, numericInputs } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { defineColumnTransform } from "./transform.ts";

/** Missing numbers become the mean of the training rows; a column without any value becomes 0. */
export const imputeMean = defineColumnTransform({
  name: "impute-mean",
  title: "Fill with the mean",
  description: "Puts the mean of the training rows where a number is missing.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "FILLS",
  fit: (inputs) => ({ mean: momentsOf(numericInputs(inputs)).mean }),
  plan: ({ name, type }) => [{ name, type: type === "STRING" ? "FLOAT" : filledType(type) }],
  open:
    (_params, { mean }) =>
    (input) => [fillNumbers(numericInput(input), mean)],
});
