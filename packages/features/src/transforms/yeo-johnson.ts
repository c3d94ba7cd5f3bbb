import { z } from "zod";
import { numericInput, sameName } from "./columns.ts";
import { applyPower, fitPower } from "./power.ts";
import { defineColumnTransform } from "./transform.ts";

const family = {
  transform: (x: number, lambda: number): number => {
    if (x >= 0) return lambda === 0 ? Math.log1p(x) : Math.expm1(lambda * Math.log1p(x)) / lambda;
    return lambda === 2 ? -Math.log1p(-x) : -Math.expm1((2 - lambda) * Math.log1p(-x)) / (2 - lambda);
  },
  jacobian: (values: Float64Array): number => values.reduce((sum, x) => sum + Math.sign(x) * Math.log1p(Math.abs(x)), 0),
};

/**
 * A power of both signs that makes a column as normal as a power can: for x >= 0 ((x + 1)^l - 1) / l, or ln(x + 1) where l = 0; for x < 0
 * -((1 - x)^(2 - l) - 1) / (2 - l), or -ln(1 - x) where l = 2; l of greatest likelihood on the training rows, then mean 0 and variance 1 of
 * those. Missing stays missing. Source: Yeo and Johnson (2000), Biometrika 87.
 */
export const yeoJohnson = defineColumnTransform({
  name: "yeo-johnson",
  title: "Yeo-Johnson power",
  description: "Bends a skewed column of any sign towards a normal distribution by a power that fits the training rows best.",
  params: z.strictObject({ standardise: z.boolean().default(true).describe("Whether the result is brought to mean 0 and variance 1") }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs) => fitPower(inputs, family),
  plan: sameName(),
  open:
    ({ standardise }, state) =>
    (input) => [applyPower(numericInput(input), state, standardise, family)],
});
