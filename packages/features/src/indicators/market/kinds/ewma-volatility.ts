import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, PeriodsPerYear } from "../indicator.ts";
import { exponentialMean } from "../rolling.ts";
import { logReturns } from "./returns.ts";

export const ewmaVolatility = defineMarketIndicator({
  name: "ewma-volatility",
  title: "EWMA volatility",
  group: "VOLATILITY",
  description: "Square root of the exponentially weighted mean of squared log returns, the latest included; the first square starts it.",
  formula: "s2[t] = lambda * s2[t - 1] + (1 - lambda) * r[t]^2, s2[1] = r[1]^2; sqrt(periodsPerYear * s2[t])",
  source: "J.P. Morgan and Reuters (1996), RiskMetrics Technical Document, 4th ed., section 5.2 (lambda 0.94 for days)",
  unit: "decimal per period, or per year with periodsPerYear",
  params: z.strictObject({ lambda: z.number().gt(0).lt(1).default(0.94), periodsPerYear: PeriodsPerYear }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ lambda }) => `ewma_volatility_${lambda}`,
  compute: (series, { lambda, periodsPerYear }) => {
    const squares = logReturns(series.role("close")).map((r) => r * r);
    return [exponentialMean(squares, 1 - lambda).map((variance) => Math.sqrt(periodsPerYear * variance))];
  },
});
