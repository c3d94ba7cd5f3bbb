import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";

const ReturnParams = z.strictObject({ periods: Periods(1) });

/** p_t / p_(t-k) - 1; NaN where there is no earlier price or it is 0 or below. */
export function simpleReturns(prices: Float64Array, periods = 1): Float64Array {
  const out = new Float64Array(prices.length).fill(Number.NaN);
  for (let t = periods; t < prices.length; t++) {
    const before = prices[t - periods] as number;
    if (before > 0) out[t] = (prices[t] as number) / before - 1;
  }
  return out;
}

/** ln(p_t / p_(t-k)); prices above 0. NaN where there is no earlier price. */
export function logReturns(prices: Float64Array, periods = 1): Float64Array {
  const out = new Float64Array(prices.length).fill(Number.NaN);
  for (let t = periods; t < prices.length; t++) out[t] = Math.log((prices[t] as number) / (prices[t - periods] as number));
  return out;
}

export const simpleReturn = defineMarketIndicator({
  name: "simple-return",
  title: "Simple return (rate of change)",
  group: "RETURNS",
  description: "Change of the price over so many periods, as a share of the earlier price; missing where that is 0 or below.",
  formula: "close[t] / close[t - periods] - 1",
  source: "Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, section 1.4",
  unit: "decimal",
  params: ReturnParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ periods }) => `return_${periods}`,
  compute: (series, { periods }) => [simpleReturns(series.role("close"), periods)],
});

export const logReturn = defineMarketIndicator({
  name: "log-return",
  title: "Log return",
  group: "RETURNS",
  description: "Logarithm of the price's change over so many periods.",
  formula: "ln(close[t] / close[t - periods])",
  source: "Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, section 1.4",
  unit: "decimal",
  params: ReturnParams,
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ periods }) => `log_return_${periods}`,
  compute: (series, { periods }) => [logReturns(series.role("close"), periods)],
});
