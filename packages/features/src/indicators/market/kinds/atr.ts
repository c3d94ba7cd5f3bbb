import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { wilderMean } from "../rolling.ts";

export const atr = defineMarketIndicator({
  name: "atr",
  title: "Average true range",
  group: "VOLATILITY",
  description: "Wilder's mean of the range of each period, stretched to the close before it.",
  formula: "true range = max(high, close[t - 1]) - min(low, close[t - 1]); first the mean of `window`, then + (x - mean) / window",
  source: "Wilder (1978), New Concepts in Technical Trading Systems, section III",
  unit: "price",
  params: z.strictObject({ window: Periods(14) }),
  reads: () => ({ roles: ["high", "low", "close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `atr_${window}`,
  compute: (series, { window }) => {
    const [low, close] = [series.role("low"), series.role("close")];
    const ranges = series.role("high").map((high, t) => {
      const before = close[t - 1];
      return before === undefined ? Number.NaN : Math.max(high, before) - Math.min(low[t] as number, before);
    });
    return [wilderMean(ranges, window)];
  },
});
