import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkFinite, checkSameLength, degenerateTarget, invalidInput, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";

/** Metric names of a forecast, in the order of `evaluateForecast`. */
export const FORECAST_METRICS = ["rmse", "mae", "mase"] as const;

export interface ForecastEvaluation {
  /** [n] observed values in order of time, in the target's unit. */
  y: Values;
  /** [n] forecasts of the same rows. */
  prediction: Values;
  /** Mean absolute error of the seasonal-naive forecast within the training rows (`naiveScale`), > 0. */
  naiveError: number;
  split: DataSplit;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** The metrics of a forecast on one part of the data, each with its 95 % percentile bootstrap interval.
 *  rmse = sqrt(mean (y - f)^2), mae = mean |y - f|, both in the target's unit; mase = mae / naiveError: below 1 is better than the naive
 *  forecast was on the training rows. Intervals resample runs of about n^(1/3) neighbouring rows, since errors of neighbours are alike.
 *  @returns `FORECAST_METRICS` in that order; low and high are null without a bootstrap.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ or a value is not finite.
 *  Source: Hyndman and Koehler (2006), section 3 (mase); Kuensch (1989), the block bootstrap, here with blocks that go round the end. */
export function evaluateForecast({ y, prediction, naiveError, split, bootstrap = DEFAULT_BOOTSTRAP }: ForecastEvaluation): MetricValue[] {
  checkSameLength("y", y.length, "prediction", prediction.length);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  if (!(naiveError > 0 && Number.isFinite(naiveError))) throw invalidInput(`'naiveError' must be a finite number > 0. Got ${naiveError}.`);
  const n = y.length;
  const error = Float64Array.from({ length: n }, (_, i) => (y[i] as number) - (prediction[i] as number));
  const fill = (counts: Uint16Array, out: Float64Array): boolean => {
    let squared = 0;
    let absolute = 0;
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      const e = error[i] as number;
      squared += count * e * e;
      absolute += count * Math.abs(e);
    }
    out[0] = Math.sqrt(squared / n);
    out[1] = absolute / n;
    out[2] = absolute / n / naiveError;
    return true;
  };
  const values = new Float64Array(FORECAST_METRICS.length);
  fill(new Uint16Array(n).fill(1), values);
  const options = bootstrap && { ...bootstrap, blockLength: Math.max(1, Math.round(n ** (1 / 3))) };
  return metricValues(FORECAST_METRICS, split, values, options && bootstrapIntervals(n, FORECAST_METRICS.length, fill, options));
}

/** Mean absolute change from one value to that `season` rows later: what the seasonal-naive forecast errs by.
 *  @param y values in order of time. @param season rows from one season to the next, at least 1.
 *  @throws AppError "DEGENERATE_TARGET" if there are not more than `season` values or they repeat exactly. */
export function naiveScale(y: Values, season: number): number {
  const n = y.length - season;
  if (n < 1)
    throw degenerateTarget(
      `A season of ${season} rows needs more than that to train on; there are ${y.length}. Lower seasonLength or give more rows.`,
    );
  let sum = 0;
  for (let i = season; i < y.length; i += 1) sum += Math.abs((y[i] as number) - (y[i - season] as number));
  if (sum > 0) return sum / n;
  throw degenerateTarget(
    `The training rows repeat exactly every ${season} rows: there is nothing to forecast. Choose another target or seasonLength.`,
  );
}
