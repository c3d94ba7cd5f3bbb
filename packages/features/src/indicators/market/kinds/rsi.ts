import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { wilderMean } from "../rolling.ts";

export const rsi = defineMarketIndicator({
  name: "rsi",
  title: "Relative strength index",
  group: "MOMENTUM",
  description: "Share of the gains in all movement of the price, smoothed as Wilder does; 50 where it did not move at all.",
  formula:
    "100 * gain / (gain + loss), gain and loss Wilder's means of the rises and falls: first the mean of `window`, then + (x - mean) / window",
  source: "Wilder (1978), New Concepts in Technical Trading Systems, section VI",
  unit: "index 0 .. 100",
  params: z.strictObject({ window: Periods(14) }),
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `rsi_${window}`,
  compute: (series, { window }) => {
    const close = series.role("close");
    const moves = close.map((price, t) => (t === 0 ? Number.NaN : price - (close[t - 1] as number)));
    const gains = wilderMean(
      moves.map((move) => Math.max(move, 0)),
      window,
    );
    const losses = wilderMean(
      moves.map((move) => Math.max(-move, 0)),
      window,
    );
    return [gains.map((gain, t) => (gain + (losses[t] as number) === 0 ? 50 : (100 * gain) / (gain + (losses[t] as number))))];
  },
});
