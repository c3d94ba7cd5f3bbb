import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT } from "../indicator.ts";

export const obv = defineMarketIndicator({
  name: "obv",
  title: "On-balance volume",
  group: "VOLUME",
  description: "Volume added up with the sign of the price's move, from 0 at the first row.",
  formula: "obv[t] = obv[t - 1] + sign(close[t] - close[t - 1]) * volume[t], obv[0] = 0",
  source: "Granville (1963), Granville's New Key to Stock Market Profits",
  unit: "volume",
  params: z.strictObject({}),
  reads: () => ({ roles: ["close", "volume"] }),
  outputs: () => ONE_OUTPUT,
  label: () => "obv",
  compute: (series) => {
    const [close, volume] = [series.role("close"), series.role("volume")];
    let balance = 0;
    return [
      close.map((price, t) => {
        if (t > 0) balance += Math.sign(price - (close[t - 1] as number)) * (volume[t] as number);
        return balance;
      }),
    ];
  },
});
