import { z } from "zod";
import { defineMethod } from "./method.ts";

/** max m'w - (gamma / 2) w'Sw over the allowed weights. Source: Markowitz (1952). */
export const meanVariance = defineMethod({
  name: "mean-variance",
  title: "Mean-variance",
  description:
    "Expected return against variance, at a given aversion to risk. As good as its expected returns, which are shrunk unless told otherwise.",
  keepsConstraints: true,
  params: z.strictObject({
    riskAversion: z
      .number()
      .gt(0, "must be above 0")
      .max(1000, "must be at most 1000")
      .default(5)
      .meta({ title: "Risk aversion", description: "Gamma: the return a year that a variance of 1 a year costs is gamma / 2." }),
  }),
  weights: ({ feasible, covariance, expected }, { riskAversion }) =>
    feasible.minimize({ quadratic: covariance, cost: expected().map((mean) => -mean / riskAversion) }),
});
