import { z } from "zod";
import { numericInput, numericInputs, sameName } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { scaled } from "./scaling.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * z = (x - mean) / std with mean and std (ddof 0) of the training rows' present values.
 * A constant column, also one that is constant but for rounding, gives 0 for every value; missing stays missing.
 */
export const standardScale = defineColumnTransform({
  name: "standard-scale",
  title: "Centre and scale",
  description: "Subtracts the mean of the training rows and divides by their standard deviation.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  order: "RISES",
  missing: "KEEPS",
  fit: (inputs) => {
    const { mean, std } = momentsOf(numericInputs(inputs));
    return { mean, std };
  },
  plan: sameName(),
  open:
    (_params, { mean, std }) =>
    (input) => [scaled(numericInput(input), mean, std)],
});
