import { z } from "zod";
import { defineMethod } from "./method.ts";

/** max (m - r 1)'w / sqrt(w'Sw) over the allowed weights, by Charnes and Cooper's change of variables. Source: Sharpe (1966). */
export const maximumSharpe = defineMethod({
  name: "maximum-sharpe",
  title: "Maximum Sharpe ratio",
  description: "The allowed portfolio of the largest expected excess return for its volatility.",
  keepsConstraints: true,
  params: z.strictObject({}),
  weights: ({ feasible, covariance, expected, riskFreeRate }) =>
    feasible.maximizeRatio(
      covariance,
      expected().map((mean) => mean - riskFreeRate),
    ),
});
