import { z } from "zod";
import { defineMarketIndicator, Periods } from "../indicator.ts";
import { exponentialMean } from "../rolling.ts";

const MacdParams = z
  .strictObject({ fast: Periods(12), slow: Periods(26, 2), signal: Periods(9) })
  .refine(({ fast, slow }) => fast < slow, { message: "The fast average must be shorter than the slow one.", path: ["fast"] });

export const macd = defineMarketIndicator({
  name: "macd",
  title: "MACD",
  group: "TREND",
  description: "Difference of a fast and a slow exponential average, its own average as signal, and the difference of both.",
  formula: "line = ema(close, fast) - ema(close, slow), signal = ema(line, signal), histogram = line - signal",
  source: "Appel (2005), Technical Analysis: Power Tools for Active Investors",
  unit: "price",
  params: MacdParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ["line", "signal", "histogram"],
  label: ({ fast, slow, signal }) => `macd_${fast}_${slow}_${signal}`,
  compute: (series, { fast, slow, signal }) => {
    const close = series.role("close");
    const slowAverage = exponentialMean(close, 2 / (slow + 1));
    const line = exponentialMean(close, 2 / (fast + 1)).map((value, t) => value - (slowAverage[t] as number));
    const signalLine = exponentialMean(line, 2 / (signal + 1));
    return [line, signalLine, line.map((value, t) => value - (signalLine[t] as number))];
  },
});
