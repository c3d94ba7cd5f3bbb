import { z } from "zod";
import { defineVolatilityModel } from "../volatility-model.ts";

/** Days whose mean square starts the recursion. */
const START_DAYS = 75;

/**
 * Variances [n + 1] of the exponentially weighted mean of squares with mean zero: h_0 = mean of the first 75 squares (of all, where there are
 * fewer), h_(t + 1) = lambda h_t + (1 - lambda) r_t^2. Source: RiskMetrics (1996), lambda 0.94 for daily returns.
 */
export function ewmaVariance(returns: Float64Array, lambda: number): Float64Array {
  const start = returns.subarray(0, START_DAYS);
  const out = new Float64Array(returns.length + 1);
  out[0] = start.reduce((sum, value) => sum + (value * value) / start.length, 0);
  for (let t = 0; t < returns.length; t++) out[t + 1] = lambda * (out[t] as number) + (1 - lambda) * (returns[t] as number) ** 2;
  return out;
}

export const decay = () =>
  z
    .number("must be a number in (0, 1)")
    .gt(0, "must be above 0")
    .lt(1, "must be below 1")
    .default(0.94)
    .meta({ title: "Decay (lambda)", description: "Weight of yesterday's variance; the rest is yesterday's square." });

export const ewma = defineVolatilityModel({
  name: "ewma",
  title: "EWMA (RiskMetrics)",
  description: "Exponentially weighted mean of squared returns. Nothing is estimated; the forecast is the same for every day ahead.",
  needsMeasure: false,
  needsEngine: false,
  params: z.strictObject({ lambda: decay() }),
  minimumRows: () => 30,
  fit: (_data, { lambda }, { horizons }) => ({
    parameters: [],
    statistics: { lambda },
    forecast({ returns }, from, to) {
      const variance = ewmaVariance(returns, lambda);
      return Float64Array.from(
        { length: (to - from) * horizons.length },
        (_, k) => (horizons[k % horizons.length] as number) * (variance[from + Math.floor(k / horizons.length)] as number),
      );
    },
  }),
});
