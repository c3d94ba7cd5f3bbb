import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkFinite, checkSameLength, degenerateTarget, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";

/** Metric names of a regression task, in the order of `evaluateRegression`. */
export const REGRESSION_METRICS = ["rmse", "mae", "r2"] as const;

export interface RegressionEvaluation {
  /** [n] observed values, in the target's unit. */
  y: Values;
  /** [n] predicted values, in the target's unit. */
  prediction: Values;
  split: DataSplit;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** The metrics of a regression model on one part of the data, each with its 95 % percentile bootstrap interval (`bootstrapIntervals`).
 *  rmse = sqrt(mean (y - f)^2), mae = mean |y - f|, both in the target's unit; r2 = 1 - sum (y - f)^2 / sum (y - mean y)^2, at most 1,
 *  negative when worse than the mean.
 *  @returns `REGRESSION_METRICS` in that order; low and high are null without a bootstrap. A resample of one value only is drawn again.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ or a value is not finite; "DEGENERATE_TARGET" if all y are equal (r2 is
 *  then undefined). */
export function evaluateRegression({ y, prediction, split, bootstrap = DEFAULT_BOOTSTRAP }: RegressionEvaluation): MetricValue[] {
  checkSameLength("y", y.length, "prediction", prediction.length);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  const n = y.length;
  const error = Float64Array.from({ length: n }, (_, i) => (y[i] as number) - (prediction[i] as number));
  const observed = Float64Array.from(y);
  const mean = observed.reduce((sum, value) => sum + value, 0) / n;
  // Deviations from the whole sample's mean keep the sum of squares exact for targets far from zero.
  const deviation = observed.map((value) => value - mean);
  const fill = (counts: Uint16Array, out: Float64Array): boolean => {
    let squared = 0;
    let absolute = 0;
    let sum = 0;
    let sumOfSquares = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      if (count === 0) continue;
      const e = error[i] as number;
      const d = deviation[i] as number;
      squared += count * e * e;
      absolute += count * Math.abs(e);
      sum += count * d;
      sumOfSquares += count * d * d;
      if (d < lowest) lowest = d;
      if (d > highest) highest = d;
    }
    if (lowest === highest) return false;
    out[0] = Math.sqrt(squared / n);
    out[1] = absolute / n;
    out[2] = 1 - squared / (sumOfSquares - (sum * sum) / n);
    return true;
  };
  const values = new Float64Array(REGRESSION_METRICS.length);
  if (!fill(new Uint16Array(n).fill(1), values)) {
    throw degenerateTarget(`R2 needs at least two different observed values: all ${n} rows are ${y[0]}. Use more rows or another target.`);
  }
  return metricValues(REGRESSION_METRICS, split, values, bootstrap && bootstrapIntervals(n, REGRESSION_METRICS.length, fill, bootstrap));
}
