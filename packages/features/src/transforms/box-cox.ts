import { z } from "zod";
import { numericInputs, sameName } from "./columns.ts";
import { applyPower, fitPower } from "./power.ts";
import { defineColumnTransform, refused } from "./transform.ts";

const family = {
  transform: (x: number, lambda: number): number => {
    if (!(x > 0)) return Number.NaN;
    return lambda === 0 ? Math.log(x) : Math.expm1(lambda * Math.log(x)) / lambda;
  },
  jacobian: (values: Float64Array): number => values.reduce((sum, x) => sum + Math.log(x), 0),
};

/**
 * (x^l - 1) / l, or ln x where l = 0, with l of greatest likelihood on the training rows, then mean 0 and variance 1 of those. Only for
 * positive numbers: training rows with others are refused; a later one becomes missing. Missing stays missing.
 * Source: Box and Cox (1964), J. R. Stat. Soc. B 26.
 */
export const boxCox = defineColumnTransform({
  name: "box-cox",
  title: "Box-Cox power",
  description:
    "Bends a skewed column of positive numbers towards a normal distribution by the power that fits the training rows best; a later value that is not positive becomes missing.",
  params: z.strictObject({ standardise: z.boolean().default(true).describe("Whether the result is brought to mean 0 and variance 1") }),
  accepts: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "MAKES",
  fit: (inputs) => {
    for (const { name, values } of numericInputs(inputs)) {
      const n = values.reduce((count, value) => count + Number(value <= 0), 0);
      if (n > 0)
        throw refused(
          `Column '${name}' has ${n} training rows that are not above 0. Take yeo-johnson or signed-log, or treat those values first.`,
          [name],
        );
    }
    return fitPower(inputs, family);
  },
  plan: sameName(),
  open:
    ({ standardise }, state) =>
    (input) => [applyPower(input, state, standardise, family)],
});
