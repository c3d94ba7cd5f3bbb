import { z } from "zod";
import { mapNumbers, numericInput, numericInputs, sameName } from "./columns.ts";
import { levelOf, quantileTable, quartiles } from "./quantile-map.ts";
import { defineColumnTransform } from "./transform.ts";

/**
 * u = F(x) in [0, 1], F the distribution function of the training rows read off a table of quantiles; ties get the middle of their levels.
 * Missing stays missing. Constant columns and columns without a value give 0.5 inside, 0 and 1 outside the training range.
 * Source: the interpolation is that of scikit-learn's QuantileTransformer.
 */
export const quantileUniform = defineColumnTransform({
  name: "quantile-uniform",
  title: "Quantiles to a uniform distribution",
  description: "Replaces each number by its share of smaller values among the training rows.",
  params: z.strictObject({
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
    return (input) => [mapNumbers(numericInput(input), (value) => levelOf(table, value))];
  },
});
