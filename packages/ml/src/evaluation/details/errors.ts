import type { ErrorsDetails } from "@plimsoll/schema";
import { checkFinite, checkSameLength, type Values } from "../inputs.ts";

const MOST_POINTS = 600;
const BINS = 30;
const TENTHS = 10;
const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];
const Z95 = 1.959963984540054;

/** How far answers are off: error = actual - predicted. Quantiles by linear interpolation (type 7); the histogram has 30 equal bins from the
 *  lowest error to the highest, one where all are equal; tenths are of the rows by their prediction, the interval of their mean is
 *  mean +- 1.96 s / sqrt(n) (s with ddof 1).
 *  @param y [n] observed. @param prediction [n]. @throws AppError "INVALID_INPUT" if empty, lengths differ or a value is not finite. */
export function errorsDetails(y: Values, prediction: Values): ErrorsDetails {
  checkSameLength("y", y.length, "prediction", prediction.length);
  checkFinite("y", y);
  checkFinite("prediction", prediction);
  const n = y.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (prediction[a] as number) - (prediction[b] as number) || a - b);
  const row = (i: number) => ({ predicted: prediction[i] as number, actual: y[i] as number });
  const error = Float64Array.from({ length: n }, (_, i) => (y[i] as number) - (prediction[i] as number));
  const bias = mean(error);
  const shown = Math.min(n, MOST_POINTS);
  const sorted = error.slice().sort();
  return {
    nRows: n,
    points: Array.from({ length: shown }, (_, at) => row(order[shown === 1 ? 0 : Math.round((at * (n - 1)) / (shown - 1))] as number)),
    bias,
    standardDeviation: deviation(error, bias),
    quantiles: LEVELS.map((level) => ({ level, error: quantile(sorted, level) })),
    histogram: histogram(sorted),
    tenths: tenths(order.map(row)),
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: Float64Array, center: number): number {
  if (values.length < 2) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - below);
}

function histogram(sorted: Float64Array): ErrorsDetails["histogram"] {
  const low = sorted[0] as number;
  const high = sorted.at(-1) as number;
  if (low === high) return [{ low, high, count: sorted.length }];
  const width = (high - low) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of sorted) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts.map((count, at) => ({ low: low + at * width, high: at === BINS - 1 ? high : low + (at + 1) * width, count }));
}

function tenths(rows: readonly { predicted: number; actual: number }[]): ErrorsDetails["tenths"] {
  const n = rows.length;
  return Array.from({ length: Math.min(TENTHS, n) }, (_, part, parts = Math.min(TENTHS, n)) => {
    const own = rows.slice(Math.floor((part * n) / parts), Math.floor(((part + 1) * n) / parts));
    const actual = Float64Array.from(own, (row) => row.actual);
    const meanActual = mean(actual);
    const half = (Z95 * deviation(actual, meanActual)) / Math.sqrt(own.length);
    return {
      meanPredicted: mean(Float64Array.from(own, (row) => row.predicted)),
      meanActual,
      low: meanActual - half,
      high: meanActual + half,
      count: own.length,
    };
  });
}
