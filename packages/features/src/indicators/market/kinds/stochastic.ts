import { z } from "zod";
import { defineMarketIndicator, Periods } from "../indicator.ts";
import { rolling, rollingExtreme } from "../rolling.ts";

export const stochastic = defineMarketIndicator({
  name: "stochastic",
  title: "Stochastic oscillator",
  group: "MOMENTUM",
  description:
    "Where the close lies between the window's lowest low and highest high, and the mean of its last `smooth` values; missing where they are equal.",
  formula: "k = 100 * (close - lowest low) / (highest high - lowest low), d = mean(k over smooth)",
  source: "Lane (1984), Technical Analysis of Stocks and Commodities 2(3)",
  unit: "index 0 .. 100",
  params: z.strictObject({ window: Periods(14), smooth: Periods(3) }),
  reads: () => ({ roles: ["high", "low", "close"] }),
  outputs: () => ["k", "d"],
  label: ({ window }) => `stochastic_${window}`,
  compute: (series, { window, smooth }) => {
    const highest = rollingExtreme(series.role("high"), window, 1);
    const lowest = rollingExtreme(series.role("low"), window, -1);
    const k = series.role("close").map((price, t) => {
      const range = (highest[t] as number) - (lowest[t] as number);
      return range === 0 ? Number.NaN : (100 * (price - (lowest[t] as number))) / range;
    });
    const d = rolling(k.length, smooth, (from, to) => k.subarray(from, to).reduce((sum, value) => sum + value, 0) / smooth);
    return [k, d];
  },
});
