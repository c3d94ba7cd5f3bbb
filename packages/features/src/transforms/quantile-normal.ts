import erfcinv from "@stdlib/math-base-special-erfcinv";
import { z } from "zod";
import { mapNumbers, numericInput, numericInputs, sameName } from "./columns.ts";
import { levelOf, quantileTable, quartiles } from "./quantile-map.ts";
import { defineColumnTransform } from "./transform.ts";

/** Levels are kept this far from 0 and 1, whose normal quantiles are infinite: values beyond the training range become -5.2 and 5.2. */
const LEVEL_FLOOR = 1e-7;

/**
 * z = N^-1(F(x)), F the distribution function of the training rows read off a table of quantiles, N^-1 the standard normal quantile.
 * Whatever its shape, a continuous column becomes close to standard normal; ties get the middle of their levels.
 * Missing stays missing. Constant columns and columns without a value give 0 inside, and -5.2 and 5.2 outside the training range.
 * Source: van der Waerden (1952), "Order tests for the two-sample problem"; the interpolation is that of scikit-learn's QuantileTransformer.
 */
export const quantileNormal = defineColumnTransform({
  name: "quantile-normal",
  title: "Quantiles to a normal distribution",
  description: "Replaces each number by the normal quantile of its rank among the training rows.",
  params: z.strictObject({
    /** Entries of the table: more follow the distribution more closely and make the model file larger. */
    quantiles: z.int().min(10).max(10_000).default(1000).describe("Entries of the table of quantiles at most"),
  }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  order: "RISES",
  missing: "KEEPS",
  fit: (inputs, { quantiles }) => ({ quantiles: quantileTable(numericInputs(inputs), quantiles) }),
  summary: quartiles,
  plan: sameName(),
  open: (_params, state) => {
    const table = Float64Array.from(state.quantiles);
    return (input) => [mapNumbers(numericInput(input), (value) => normalScore(table, value))];
  },
});

function normalScore(table: Float64Array, value: number): number {
  const level = Math.min(1 - LEVEL_FLOOR, Math.max(LEVEL_FLOOR, levelOf(table, value)));
  return -Math.SQRT2 * erfcinv(2 * level);
}
