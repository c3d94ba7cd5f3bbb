import type { ForecastDetails } from "@plimsoll/schema";
import { checkFinite, checkSameLength, type Values } from "../inputs.ts";

const MOST_POINTS = 1000;
const MOST_LAGS = 20;

export interface ForecastRows {
  /** [n]; in order of time where `time` is null, else in any order. */
  y: Values;
  prediction: Values;
  /** Outer quantiles of each row; null where the model gives one value. */
  band: { low: Values; high: Values } | null;
  /** [n] when, in the unit of `axis`; null = the row's place. */
  time: { axis: "TIME" | "NUMBER"; values: Values } | null;
}

/** Forecasts beside what came, and whether the errors of neighbouring rows are alike:
 *  r(k) = sum over t of (e[t] - mean e)(e[t - k] - mean e) / sum over t of (e[t] - mean e)^2 for lags 1 to 20, at most n / 4;
 *  bound = 1.96 / sqrt(n), beyond which r is not chance (Bartlett). All r are 0 where every error is the same.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ or a value is not finite. Source: Box, Jenkins and Reinsel (2008), section 2.1. */
export function forecastDetails({ y, prediction, band, time }: ForecastRows): ForecastDetails {
  checkSameLength("y", y.length, "prediction", prediction.length);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  if (time) checkFinite("time", time.values);
  const n = y.length;
  const order = Array.from({ length: n }, (_, i) => i);
  if (time) order.sort((a, b) => (time.values[a] as number) - (time.values[b] as number) || a - b);
  const step = Math.ceil(n / MOST_POINTS);
  const points = Array.from({ length: Math.ceil(n / step) }, (_, at) => order[at * step] as number).map((i) => ({
    at: time ? (time.values[i] as number) : i,
    actual: y[i] as number,
    predicted: prediction[i] as number,
    low: band ? (band.low[i] as number) : null,
    high: band ? (band.high[i] as number) : null,
  }));
  const errors = Float64Array.from(order, (i) => (y[i] as number) - (prediction[i] as number));
  return { nRows: n, axis: time?.axis ?? "ROW", points, autocorrelation: autocorrelation(errors), bound: 1.96 / Math.sqrt(n) };
}

function autocorrelation(error: Float64Array): ForecastDetails["autocorrelation"] {
  const n = error.length;
  const mean = error.reduce((sum, value) => sum + value, 0) / n;
  const off = error.map((value) => value - mean);
  const whole = off.reduce((sum, value) => sum + value * value, 0);
  return Array.from({ length: Math.min(MOST_LAGS, Math.floor(n / 4)) }, (_, at) => {
    const lag = at + 1;
    let product = 0;
    for (let t = lag; t < n; t += 1) product += (off[t] as number) * (off[t - lag] as number);
    return { lag, value: whole === 0 ? 0 : product / whole };
  });
}
