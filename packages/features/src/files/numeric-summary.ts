import { sortNumbers } from "./radix-sort.ts";

export interface NumericSummary {
  missingCount: number;
  distinctCount: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
  quantiles: { p: number; value: number }[];
  topValues: { value: number; count: number }[];
  histogram: { low: number; high: number; count: number }[];
}

export const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
const BINS = 20;
const TOP = 10;

/**
 * Exact figures of one column, from its sorted values. std has ddof 1 (0 of one value); quantile p lies at p * (n - 1), linear
 * between neighbours (Hyndman and Fan 1996, type 7); bins are of equal width over [min, max], the last one closed.
 * @param values one number for each row, NaN = missing; reordered. @returns null figures where no value is present.
 */
export function numericSummary(values: Float64Array, { isDiscrete }: { isDiscrete: boolean }): NumericSummary {
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) values[n++] = value === 0 ? 0 : value;
  }
  const missingCount = values.length - n;
  const sorted = sortNumbers(values.subarray(0, n));
  if (n === 0)
    return { missingCount, distinctCount: 0, min: null, max: null, mean: null, std: null, quantiles: [], topValues: [], histogram: [] };
  const min = sorted[0] as number;
  const max = sorted[n - 1] as number;
  const { distinctCount, topValues } = runs(sorted);
  return {
    missingCount,
    distinctCount,
    min,
    max,
    ...moments(sorted),
    quantiles: QUANTILES.map((p) => ({ p, value: quantile(sorted, p) })),
    topValues,
    histogram: isDiscrete ? [] : histogram(sorted, min, max),
  };
}

function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** Two passes, the second with the first's rounding error taken out (Chan, Golub and LeVeque 1983). */
function moments(values: Float64Array): { mean: number; std: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const first = sum / n;
  let deviations = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const deviation = (values[i] as number) - first;
    deviations += deviation;
    squares += deviation * deviation;
  }
  return { mean: first + deviations / n, std: n > 1 ? Math.sqrt(Math.max(0, squares - (deviations * deviations) / n) / (n - 1)) : 0 };
}

/** Distinct values and the most frequent ones; of equally frequent ones the smaller come first. */
function runs(sorted: Float64Array): { distinctCount: number; topValues: { value: number; count: number }[] } {
  const top: { value: number; count: number }[] = [];
  let distinctCount = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    distinctCount++;
    const count = end - start;
    if (top.length < TOP || count > (top[top.length - 1]?.count ?? 0)) {
      let place = top.length;
      while (place > 0 && (top[place - 1]?.count ?? 0) < count) place--;
      top.splice(place, 0, { value, count });
      if (top.length > TOP) top.pop();
    }
    start = end;
  }
  return { distinctCount, topValues: top };
}

function histogram(sorted: Float64Array, min: number, max: number): { low: number; high: number; count: number }[] {
  if (min === max) return [{ low: min, high: max, count: sorted.length }];
  const edge = (bin: number): number => (bin === BINS ? max : min * (1 - bin / BINS) + max * (bin / BINS));
  const bins: { low: number; high: number; count: number }[] = [];
  let at = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const high = edge(bin + 1);
    const start = at;
    if (bin === BINS - 1) at = sorted.length;
    else while (at < sorted.length && (sorted[at] as number) < high) at++;
    bins.push({ low: edge(bin), high, count: at - start });
  }
  return bins;
}
