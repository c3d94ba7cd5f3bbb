import type { Column } from "../table.ts";
import { numericInputs } from "./columns.ts";

/** Rows that correlations are computed on at most: as many evenly spaced ones stand for more. */
const MOST_ROWS = 100_000;

/**
 * The columns with mean 0 and length 1, so that a product of two is their correlation; missing cells at the mean, a constant column 0
 * throughout. @returns [d] columns of at most 100,000 evenly spaced rows.
 */
export function unitColumns(inputs: readonly Column[], ranks = false): Float64Array[] {
  return numericInputs(inputs).map(({ values }) => {
    const cells = evenlySpaced(values);
    return unit(ranks ? ranksOf(cells) : cells);
  });
}

export function evenlySpaced(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  if (n <= MOST_ROWS) return Float64Array.from(values);
  return Float64Array.from({ length: MOST_ROWS }, (_, k) => values[Math.floor((k * n) / MOST_ROWS)] as number);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

export function unit(values: Float64Array): Float64Array {
  let n = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  const mean = n > 0 ? sum / n : 0;
  const centred = values.map((value) => (Number.isNaN(value) ? 0 : value - mean));
  const length = Math.sqrt(dot(centred, centred));
  const isConstant = !(length > 1e-12 * Math.abs(mean) * Math.sqrt(n)) || !Number.isFinite(length);
  return centred.map((value) => (isConstant ? 0 : value / length));
}

/** Ranks from 1, ties at the middle of theirs; missing stays missing. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]))
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let k = from; k < to; k++) ranks[order[k] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
