import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { rollingExtreme } from "../rolling.ts";

/** 1 - price / highest price of the window, which at the beginning is what there is of it. */
export function drawdowns(prices: Float64Array, window: number): Float64Array {
  const peaks = rollingExtreme(prices, window, 1);
  let peak = Number.NEGATIVE_INFINITY;
  return prices.map((price, t) => {
    peak = Math.max(peak, price);
    return 1 - price / (t < window - 1 ? peak : (peaks[t] as number));
  });
}

export const drawdown = defineMarketIndicator({
  name: "drawdown",
  title: "Drawdown",
  group: "RISK",
  description:
    "How far the price lies below the highest of the window, as a positive share: 0.2 = 20 % below. At the beginning the window is what there is of it.",
  formula: "1 - close[t] / max(close[t - window + 1 .. t])",
  source: "Magdon-Ismail and Atiya (2004), Risk Magazine 17(10)",
  unit: "decimal, positive = loss",
  params: z.strictObject({ window: Periods(252) }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `drawdown_${window}`,
  compute: (series, { window }) => [drawdowns(series.role("close"), window)],
});
