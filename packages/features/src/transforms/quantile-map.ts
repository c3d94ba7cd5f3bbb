import { presentValues } from "../order-statistics.ts";
import type { NumericColumn } from "../table.ts";

/**
 * Quantiles at the levels 0, 1/(m-1), ..., 1 of the present values of all columns, m = min(nQuantiles, present values); linear between
 * order statistics (Hyndman and Fan's type 7, numpy's default).
 * @returns [m] ascending; empty of no values.
 */
export function quantileTable(columns: readonly NumericColumn[], nQuantiles: number): number[] {
  const sorted = presentValues(columns.map(({ values }) => values)).sort();
  const m = Math.min(nQuantiles, sorted.length);
  if (m === 1) return [sorted[0] as number];
  return Array.from({ length: m }, (_, k) => quantileOfSorted(sorted, k / (m - 1)));
}

/** The quantile at `level` in [0, 1] of ascending values: linear between the two order statistics around (n - 1) level. */
export function quantileOfSorted(sorted: ArrayLike<number>, level: number): number {
  const position = (sorted.length - 1) * level;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  // Adding 0 makes -0, which JSON cannot hold, a plain 0.
  return low + (high - low) * (position - below) + 0;
}

/**
 * The level in [0, 1] of a value within a quantile table: linear between its entries; where several are equal to the value (ties,
 * a constant) the middle of their levels; below the first 0, above the last 1; of an empty table 0.5.
 */
export function levelOf(quantiles: Float64Array, value: number): number {
  const m = quantiles.length;
  if (m === 0) return 0.5;
  const first = lowerBound(quantiles, value, false);
  const last = lowerBound(quantiles, value, true) - 1;
  if (m === 1) return first > 0 ? 1 : last < 0 ? 0 : 0.5;
  if (first <= last) return (first + last) / 2 / (m - 1);
  if (last < 0) return 0;
  if (first === m) return 1;
  const low = quantiles[last] as number;
  const high = quantiles[first] as number;
  return (last + (value - low) / (high - low)) / (m - 1);
}

/** The first index whose entry is >= value (> value where `after`). */
function lowerBound(quantiles: Float64Array, value: number, after: boolean): number {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = quantiles[middle] as number;
    if (after ? entry <= value : entry < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Minimum, quartiles and maximum of a table, for people. */
export function quartiles({ quantiles }: { quantiles: number[] }): { [name: string]: number } {
  if (quantiles.length === 0) return {};
  const at = (level: number): number => quantileOfSorted(quantiles, level);
  return { min: at(0), lowerQuartile: at(0.25), median: at(0.5), upperQuartile: at(0.75), max: at(1) };
}
