import type { MarketSeries, Role } from "../indicator.ts";

/** Variance of one period from its own quotes, zero drift. [n]; the close-to-close square has no first value. */
export const RANGE_VARIANCES = {
  SQUARED_RETURN: { roles: ["close"], of: squaredReturns },
  PARKINSON: { roles: ["high", "low"], of: parkinson },
  GARMAN_KLASS: { roles: ["open", "high", "low", "close"], of: garmanKlass },
  ROGERS_SATCHELL: { roles: ["open", "high", "low", "close"], of: rogersSatchell },
} as const satisfies Record<string, { roles: readonly Role[]; of(series: MarketSeries): Float64Array }>;

export type RangeVariance = keyof typeof RANGE_VARIANCES;

function squaredReturns(series: MarketSeries): Float64Array {
  const close = series.role("close");
  return close.map((price, t) => (t === 0 ? Number.NaN : Math.log(price / (close[t - 1] as number)) ** 2));
}

/** ln(high / low)^2 / (4 ln 2). Parkinson (1980). */
function parkinson(series: MarketSeries): Float64Array {
  const low = series.role("low");
  return series.role("high").map((high, t) => Math.log(high / (low[t] as number)) ** 2 / (4 * Math.LN2));
}

/** ln(high / low)^2 / 2 - (2 ln 2 - 1) * ln(close / open)^2. Garman and Klass (1980). */
function garmanKlass(series: MarketSeries): Float64Array {
  const [open, low, close] = [series.role("open"), series.role("low"), series.role("close")];
  return series
    .role("high")
    .map(
      (high, t) =>
        Math.log(high / (low[t] as number)) ** 2 / 2 - (2 * Math.LN2 - 1) * Math.log((close[t] as number) / (open[t] as number)) ** 2,
    );
}

/** ln(high / close) ln(high / open) + ln(low / close) ln(low / open). Rogers and Satchell (1991). */
function rogersSatchell(series: MarketSeries): Float64Array {
  const [open, low, close] = [series.role("open"), series.role("low"), series.role("close")];
  return series.role("high").map((high, t) => {
    const [o, l, c] = [open[t] as number, low[t] as number, close[t] as number];
    return Math.log(high / c) * Math.log(high / o) + Math.log(l / c) * Math.log(l / o);
  });
}
