import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";

export const momentum = defineMarketIndicator({
  name: "momentum",
  title: "Momentum",
  group: "MOMENTUM",
  description: "Difference of the price to the one so many periods ago; as a share of it, see simple-return.",
  formula: "close[t] - close[t - periods]",
  source: "Murphy (1999), Technical Analysis of the Financial Markets, chapter 10",
  unit: "price",
  params: z.strictObject({ periods: Periods(10) }),
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ periods }) => `momentum_${periods}`,
  compute: (series, { periods }) => {
    const close = series.role("close");
    return [close.map((price, t) => (t < periods ? Number.NaN : price - (close[t - periods] as number)))];
  },
});
