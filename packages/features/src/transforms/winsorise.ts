import { z } from "zod";
import { presentValues, quantileOf } from "../order-statistics.ts";
import { clamped, numericInput, numericInputs, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * Values beyond two quantiles of the training rows become those quantiles (linear between order statistics). Missing stays missing; a column
 * without any value is left as it is. Source: Dixon (1960), "Simplified estimation from censored normal samples".
 */
export const winsorise = defineColumnTransform({
  name: "winsorise",
  title: "Draw in the tails",
  description: "Sets values below and above two quantiles of the training rows to those quantiles.",
  params: z
    .strictObject({
      lower: z.number().min(0).max(1).default(0.01).describe("Level of the lower quantile, e.g. 0.01; 0 = the smallest training value"),
      upper: z.number().min(0).max(1).default(0.99).describe("Level of the upper quantile, e.g. 0.99; 1 = the largest training value"),
    })
    .refine(({ lower, upper }) => lower < upper, { message: "must be above 'lower'", path: ["upper"] }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { lower, upper }) => {
    const values = presentValues(numericInputs(inputs).map((column) => column.values));
    return { low: quantileOf(values, lower), high: quantileOf(values, upper) };
  },
  plan: sameName(),
  open:
    (_params, { low, high }) =>
    (input) => [clamped(numericInput(input), low, high)],
});
