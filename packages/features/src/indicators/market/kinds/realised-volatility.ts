import { z } from "zod";
import { type AnyMarketIndicator, defineMarketIndicator, ONE_OUTPUT, Periods, PeriodsPerYear } from "../indicator.ts";
import { onPresent, rollingMean, rollingVariance } from "../rolling.ts";
import { RANGE_VARIANCES, type RangeVariance } from "./range-variance.ts";
import { logReturns } from "./returns.ts";

const VolatilityParams = z.strictObject({ window: Periods(22, 2), periodsPerYear: PeriodsPerYear });
const unit = "decimal per period, or per year with periodsPerYear";

/** Square root of variances; NaN where quotes that contradict each other make one negative. */
const toVolatility = (variances: Float64Array, periodsPerYear: number): Float64Array =>
  variances.map((variance) => Math.sqrt(periodsPerYear * variance));

export const closeVolatility = defineMarketIndicator({
  name: "close-volatility",
  title: "Close-to-close volatility",
  group: "VOLATILITY",
  description: "Standard deviation (ddof 1) of the log returns of the window.",
  formula: "std(ln(close[t] / close[t - 1]), ddof 1) * sqrt(periodsPerYear)",
  source: "Hull (2018), Options, Futures and Other Derivatives, 10th ed., section 15.4",
  unit,
  params: VolatilityParams,
  reads: () => ({ roles: ["close"], positive: ["close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `close_volatility_${window}`,
  compute: (series, { window, periodsPerYear }) => [
    toVolatility(
      onPresent(logReturns(series.role("close")), (returns) => rollingVariance(returns, window, 1)),
      periodsPerYear,
    ),
  ],
});

/** Mean of the periods' own variances over the window. */
function rangeVolatility(
  name: string,
  title: string,
  measure: Exclude<RangeVariance, "SQUARED_RETURN">,
  formula: string,
  source: string,
): AnyMarketIndicator {
  const { roles, of } = RANGE_VARIANCES[measure];
  return defineMarketIndicator({
    name: `${name}-volatility`,
    title: `${title} volatility`,
    group: "VOLATILITY",
    description: `Square root of the window's mean of ${title}'s variance of one period, from its range.`,
    formula: `sqrt(periodsPerYear * mean(${formula}))`,
    source,
    unit,
    params: VolatilityParams,
    reads: () => ({ roles, positive: roles }),
    outputs: () => ONE_OUTPUT,
    label: ({ window }) => `${name.replace("-", "_")}_volatility_${window}`,
    compute: (series, { window, periodsPerYear }) => [toVolatility(rollingMean(of(series), window), periodsPerYear)],
  });
}

export const parkinsonVolatility = rangeVolatility(
  "parkinson",
  "Parkinson",
  "PARKINSON",
  "ln(high / low)^2 / (4 ln 2)",
  "Parkinson (1980), Journal of Business 53(1)",
);

export const garmanKlassVolatility = rangeVolatility(
  "garman-klass",
  "Garman-Klass",
  "GARMAN_KLASS",
  "ln(high / low)^2 / 2 - (2 ln 2 - 1) * ln(close / open)^2",
  "Garman and Klass (1980), Journal of Business 53(1), the practical estimator",
);

export const rogersSatchellVolatility = rangeVolatility(
  "rogers-satchell",
  "Rogers-Satchell",
  "ROGERS_SATCHELL",
  "ln(high / close) ln(high / open) + ln(low / close) ln(low / open)",
  "Rogers and Satchell (1991), Annals of Applied Probability 1(4)",
);

export const yangZhangVolatility = defineMarketIndicator({
  name: "yang-zhang-volatility",
  title: "Yang-Zhang volatility",
  group: "VOLATILITY",
  description:
    "Overnight variance, open-to-close variance and Rogers-Satchell variance of the window, weighted: no drift, and jumps at the open count.",
  formula:
    "sqrt(periodsPerYear * (var(ln(open / close[t - 1])) + k * var(ln(close / open)) + (1 - k) * mean(rogers_satchell))), k = 0.34 / (1.34 + (n + 1) / (n - 1)), variances with ddof 1",
  source: "Yang and Zhang (2000), Journal of Business 73(3)",
  unit,
  params: VolatilityParams,
  reads: () => ({ roles: ["open", "high", "low", "close"], positive: ["open", "high", "low", "close"] }),
  outputs: () => ONE_OUTPUT,
  label: ({ window }) => `yang_zhang_volatility_${window}`,
  compute: (series, { window, periodsPerYear }) => {
    const [open, close] = [series.role("open"), series.role("close")];
    const overnight = open.map((price, t) => (t === 0 ? Number.NaN : Math.log(price / (close[t - 1] as number))));
    const overnightVariance = onPresent(overnight, (present) => rollingVariance(present, window, 1));
    const dayVariance = rollingVariance(
      close.map((price, t) => Math.log(price / (open[t] as number))),
      window,
      1,
    );
    const rangeVariance = rollingMean(RANGE_VARIANCES.ROGERS_SATCHELL.of(series), window);
    const k = 0.34 / (1.34 + (window + 1) / (window - 1));
    const variances = overnightVariance.map(
      (variance, t) => variance + k * (dayVariance[t] as number) + (1 - k) * (rangeVariance[t] as number),
    );
    return [toVolatility(variances, periodsPerYear)];
  },
});
