/**
 * Figures over the last `window` values up to and including each one; NaN for the first window - 1. Each window is summed anew, so no
 * rounding is carried along: O(n * window).
 * Values must not be NaN, except where a function says otherwise.
 */
export type Rolling = (values: Float64Array, window: number) => Float64Array;

/** One figure for each window that is full: `of(from, to)` sees values from <= i < to. */
export function rolling(n: number, window: number, of: (from: number, to: number) => number): Float64Array {
  const out = new Float64Array(n).fill(Number.NaN);
  for (let t = window - 1; t < n; t++) out[t] = of(t - window + 1, t + 1);
  return out;
}

export function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum / (to - from);
}

/** Sum of (x - mean)^power. */
export function centralSum(values: Float64Array, from: number, to: number, mean: number, power: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += ((values[i] as number) - mean) ** power;
  return sum;
}

export const rollingMean: Rolling = (values, window) => rolling(values.length, window, (from, to) => meanOf(values, from, to));

/** @param ddof 1 = of a sample, 0 = of the window itself. */
export const rollingVariance = (values: Float64Array, window: number, ddof: 0 | 1): Float64Array =>
  rolling(values.length, window, (from, to) => centralSum(values, from, to, meanOf(values, from, to), 2) / (window - ddof));

export const rollingStd = (values: Float64Array, window: number, ddof: 0 | 1): Float64Array =>
  rollingVariance(values, window, ddof).map(Math.sqrt);

/** @param sign 1 = largest, -1 = smallest value of the window. */
export function rollingExtreme(values: Float64Array, window: number, sign: 1 | -1): Float64Array {
  const n = values.length;
  const out = new Float64Array(n).fill(Number.NaN);
  // Positions whose values are more extreme than all later ones of the window (Lemire, 2006).
  const candidates = new Int32Array(n);
  let first = 0;
  let last = 0;
  for (let t = 0; t < n; t++) {
    const value = values[t] as number;
    while (last > first && (values[candidates[last - 1] as number] as number) * sign <= value * sign) last--;
    candidates[last++] = t;
    if ((candidates[first] as number) <= t - window) first++;
    if (t >= window - 1) out[t] = values[candidates[first] as number] as number;
  }
  return out;
}

/** y_t = y_(t-1) + alpha * (x_t - y_(t-1)), from y_0 = x_0. Leading NaN are passed on. */
export function exponentialMean(values: Float64Array, alpha: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  let mean = Number.NaN;
  for (let t = 0; t < values.length; t++) {
    const value = values[t] as number;
    mean = Number.isNaN(mean) ? value : mean + alpha * (value - mean);
    out[t] = mean;
  }
  return out;
}

/** Wilder's smoothing: the mean of the first `window` values, from then on y_t = y_(t-1) + (x_t - y_(t-1)) / window. Leading NaN are passed over. */
export function wilderMean(values: Float64Array, window: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n).fill(Number.NaN);
  let start = 0;
  while (start < n && Number.isNaN(values[start])) start++;
  if (start + window > n) return out;
  let mean = meanOf(values, start, start + window);
  out[start + window - 1] = mean;
  for (let t = start + window; t < n; t++) {
    mean += ((values[t] as number) - mean) / window;
    out[t] = mean;
  }
  return out;
}

/** The values without their leading ones that are NaN, and how many those were: a return has no first value. */
export function afterLeadingNaN(values: Float64Array): { start: number; present: Float64Array } {
  let start = 0;
  while (start < values.length && Number.isNaN(values[start])) start++;
  return { start, present: values.subarray(start) };
}

/** Applies a figure to what follows the leading NaN and puts it back in place. */
export function onPresent(values: Float64Array, of: (present: Float64Array) => Float64Array): Float64Array {
  const { start, present } = afterLeadingNaN(values);
  const out = new Float64Array(values.length).fill(Number.NaN);
  out.set(of(present), start);
  return out;
}
