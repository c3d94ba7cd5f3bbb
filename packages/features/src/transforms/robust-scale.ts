import { z } from "zod";
import { presentValues, quantileOf } from "../order-statistics.ts";
import { numericInput, numericInputs, sameName } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { scaled } from "./scaling.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * (x - median) / (upper quantile - lower quantile) of the training rows' present values: a few wild values do not move it. Where the two
 * quantiles coincide, as in a column that is mostly zero, the standard deviation (ddof 0) takes the range's place; a constant column gives 0.
 * Missing stays missing.
 */
export const robustScale = defineColumnTransform({
  name: "robust-scale",
  title: "Centre and scale by quantiles",
  description: "Subtracts the median of the training rows and divides by the range between two of their quantiles.",
  params: z
    .strictObject({
      lower: z.number().min(0).max(1).default(0.25).describe("Level of the lower quantile"),
      upper: z.number().min(0).max(1).default(0.75).describe("Level of the upper quantile"),
    })
    .refine(({ lower, upper }) => lower < upper, { message: "must be above 'lower'", path: ["upper"] }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { lower, upper }) => {
    const columns = numericInputs(inputs);
    const values = presentValues(columns.map((column) => column.values));
    const median = quantileOf(values, 0.5) ?? 0;
    const range = (quantileOf(values, upper) ?? 0) - (quantileOf(values, lower) ?? 0);
    return { median, spread: range > 0 && Number.isFinite(range) ? range : momentsOf(columns).std };
  },
  plan: sameName(),
  open:
    (_params, { median, spread }) =>
    (input) => [scaled(numericInput(input), median, spread)],
});
