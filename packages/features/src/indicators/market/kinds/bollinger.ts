import { z } from "zod";
import { defineMarketIndicator, Periods } from "../indicator.ts";
import { rollingMean, rollingStd } from "../rolling.ts";

export const bollinger = defineMarketIndicator({
  name: "bollinger",
  title: "Bollinger bands",
  group: "VOLATILITY",
  description:
    "Mean of the window and bands `width` standard deviations (ddof 0) around it; where the price lies between them (0 lower, 1 upper), and their distance as a share of the mean.",
  formula:
    "middle = mean, upper / lower = mean +- width * std(ddof 0), position = (close - lower) / (upper - lower), bandwidth = (upper - lower) / middle",
  source: "Bollinger (2001), Bollinger on Bollinger Bands, chapters 7 and 8",
  unit: "price; position and bandwidth decimal",
  params: z.strictObject({ window: Periods(20, 2), width: z.number().positive().max(100).default(2) }),
  reads: () => ({ roles: ["close"] }),
  outputs: () => ["middle", "upper", "lower", "position", "bandwidth"],
  label: ({ window }) => `bollinger_${window}`,
  compute: (series, { window, width }) => {
    const close = series.role("close");
    const middle = rollingMean(close, window);
    const spread = rollingStd(close, window, 0).map((std) => width * std);
    const upper = middle.map((mean, t) => mean + (spread[t] as number));
    const lower = middle.map((mean, t) => mean - (spread[t] as number));
    const ratio = (a: number, b: number): number => (b === 0 ? Number.NaN : a / b);
    const position = close.map((price, t) => ratio(price - (lower[t] as number), 2 * (spread[t] as number)));
    return [middle, upper, lower, position, middle.map((mean, t) => ratio(2 * (spread[t] as number), mean))];
  },
});
