import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { exponentialMean, rolling, rollingMean } from "../rolling.ts";

const AverageParams = z.strictObject({ window: Periods(20) });
const source = "Murphy (1999), Technical Analysis of the Financial Markets, chapter 9";

export const simpleAverage = defineMarketIndicator({
  name: "sma",
  title: "Simple moving average",
  group: "TREND",
  description: "Mean of the window's closing prices.",
  formula: "mean(close[t - window + 1 .. t])",
  source,
  unit: "price",
  params: AverageParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `sma_${window}`,
  compute: (series, { window }) => [rollingMean(series.role("close"), window)],
});

export const exponentialAverage = defineMarketIndicator({
  name: "ema",
  title: "Exponential moving average",
  group: "TREND",
  description: "Mean with weights that fall by 2 / (window + 1) a period; the first price starts it.",
  formula: "ema[t] = ema[t - 1] + 2 / (window + 1) * (close[t] - ema[t - 1]), ema[0] = close[0]",
  source,
  unit: "price",
  params: AverageParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `ema_${window}`,
  compute: (series, { window }) => [exponentialMean(series.role("close"), 2 / (window + 1))],
});

export const weightedAverage = defineMarketIndicator({
  name: "wma",
  title: "Weighted moving average",
  group: "TREND",
  description: "Mean of the window's closing prices with weights 1, 2, ..., window, the latest the heaviest.",
  formula: "sum(i * close[t - window + i], i = 1 .. window) / (window * (window + 1) / 2)",
  source,
  unit: "price",
  params: AverageParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `wma_${window}`,
  compute: (series, { window }) => {
    const close = series.role("close");
    return [
      rolling(close.length, window, (from, to) => {
        let sum = 0;
        for (let i = from; i < to; i++) sum += (i - from + 1) * (close[i] as number);
        return sum / ((window * (window + 1)) / 2);
      }),
    ];
  },
});
