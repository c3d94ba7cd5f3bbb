import { z } from "zod";
import { defineMarketIndicator, ONE_OUTPUT, Periods } from "../indicator.ts";
import { onPresent, rolling, rollingMean, rollingStd } from "../rolling.ts";
import { drawdowns } from "./drawdown.ts";
import { logReturns } from "./returns.ts";

const unit = "0 or 1";

export const volatilityRegime = defineMarketIndicator({
  name: "volatility-regime",
  title: "High volatility",
  group: "REGIME",
  description: "1 while the volatility of the window is above the given quantile of its own last `history` values, else 0.",
  formula: "v[t] > quantile(v[t - history + 1 .. t], quantile), v = std(log returns over window, ddof 1); quantile linear (type 7)",
  source: "Threshold on realised volatility, after Ang and Timmermann (2012), Annual Review of Financial Economics 4",
  unit,
  params: z.strictObject({ window: Periods(22, 2), history: Periods(252, 2), quantile: z.number().gt(0).lt(1).default(0.8) }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `high_volatility_${window}`,
  compute: (series, { window, history, quantile }) => {
    const volatility = onPresent(logReturns(series.role("close")), (returns) => rollingStd(returns, window, 1));
    return [
      onPresent(volatility, (present) =>
        rolling(present.length, history, (from, to) => {
          const sorted = present.slice(from, to).sort();
          const rank = quantile * (history - 1);
          const below = sorted[Math.floor(rank)] as number;
          const limit = below + ((sorted[Math.ceil(rank)] as number) - below) * (rank - Math.floor(rank));
          return Number((present[to - 1] as number) > limit);
        }),
      ),
    ];
  },
});

const TrendParams = z
  .strictObject({ fast: Periods(50), slow: Periods(200, 2) })
  .refine(({ fast, slow }) => fast < slow, { message: "The fast average must be shorter than the slow one.", path: ["fast"] });

export const trendRegime = defineMarketIndicator({
  name: "trend-regime",
  title: "Rising trend",
  group: "REGIME",
  description: "1 while the fast moving average lies above the slow one, else 0.",
  formula: "sma(close, fast) > sma(close, slow)",
  source: "Brock, Lakonishok and LeBaron (1992), Journal of Finance 47(5)",
  unit,
  params: TrendParams,
  reads: () => ({ roles: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ fast, slow }) => `rising_trend_${fast}_${slow}`,
  compute: (series, { fast, slow }) => {
    const close = series.role("close");
    const quick = rollingMean(close, fast);
    return [rollingMean(close, slow).map((average, t) => (Number.isNaN(average) ? Number.NaN : Number((quick[t] as number) > average)))];
  },
});

export const bearRegime = defineMarketIndicator({
  name: "bear-regime",
  title: "Bear market",
  group: "REGIME",
  description: "1 while the price lies at least so far below the highest of the window, else 0.",
  formula: "1 - close[t] / max(close[t - window + 1 .. t]) >= threshold",
  source: "The 20 % rule, as in Pagan and Sossounov (2003), Journal of Applied Econometrics 18(1)",
  unit,
  params: z.strictObject({ window: Periods(252), threshold: z.number().gt(0).lt(1).default(0.2) }),
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `bear_market_${window}`,
  compute: (series, { window, threshold }) => [drawdowns(series.role("close"), window).map((fall) => Number(fall >= threshold))],
});
