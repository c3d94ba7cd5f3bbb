import { normalQuantile } from "../../../numeric/distributions.ts";

/** A simulated figure with what the number of years leaves uncertain. */
export interface SimulatedFigure {
  value: number;
  /** Monte Carlo standard error. */
  standardError: number;
  /** 95 % interval of the simulation alone; the parameters are taken as known. */
  low: number;
  high: number;
}

const Z = normalQuantile(0.975);

/** The largest of n values: `values` ascending from the `first`-th smallest (from 1) to the n-th. */
export interface UpperOrder {
  n: number;
  first: number;
  values: Float64Array;
}

/** What `valueAtRiskOf` and `expectedShortfallOf` read of values in any order, without sorting the rest. */
export function upperOrder(values: Float64Array, alpha: number): UpperOrder {
  const n = values.length;
  const first = Math.max(1, Math.floor(Math.ceil(alpha * n) - rankSpread(n, alpha)));
  const copy = values.slice();
  partition(copy, first - 1);
  return { n, first, values: copy.subarray(first - 1).sort() };
}

export const wholeOrder = (sorted: Float64Array): UpperOrder => ({ n: sorted.length, first: 1, values: sorted });

/** Half the width of a rank's 95 % interval. */
const rankSpread = (n: number, alpha: number) => Z * Math.sqrt(n * alpha * (1 - alpha));

/** The value at risk of simulated years: the ceil(alpha n)-th smallest, with the interval of its order statistics. */
export function valueAtRiskOf({ n, first, values }: UpperOrder, alpha: number): SimulatedFigure {
  const rank = Math.ceil(alpha * n);
  const spread = rankSpread(n, alpha);
  const at = (position: number) => values[Math.min(n, Math.max(1, position)) - first] as number;
  const [low, high] = [at(Math.floor(rank - spread)), at(Math.ceil(rank + spread))];
  return { value: at(rank), standardError: (high - low) / (2 * Z), low, high };
}

/** The mean of the worst (1 - alpha) of simulated years, the one at the edge by its part. Source: Acerbi and Tasche (2002); Manistre and Hancock (2005) for the error. */
export function expectedShortfallOf({ n, values }: UpperOrder, alpha: number): SimulatedFigure {
  const tail = (1 - alpha) * n;
  const whole = Math.min(n, Math.floor(tail + 1e-9));
  const start = values.length - whole;
  let sum = 0;
  for (let i = start; i < values.length; i++) sum += values[i] as number;
  const edge = values[Math.max(0, start - 1)] as number;
  const value = (sum + Math.max(0, tail - whole) * edge) / tail;
  let squares = 0;
  for (let i = start; i < values.length; i++) squares += ((values[i] as number) - value) ** 2;
  const variance = whole > 1 ? squares / (whole - 1) : 0;
  const standardError = Math.sqrt((variance + alpha * (value - edge) ** 2) / tail);
  return { value, standardError, low: value - Z * standardError, high: value + Z * standardError };
}

/** Puts the k-th smallest (from 0) into its place, smaller ones before and larger ones after it. Source: Hoare (1961). */
function partition(values: Float64Array, k: number): void {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const [a, b, c] = [values[low] as number, values[(low + high) >>> 1] as number, values[high] as number];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const kept = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = kept;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

/** Mean of simulated years. */
export function meanLossOf(values: Float64Array): SimulatedFigure {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const value = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - value) ** 2;
  const standardError = Math.sqrt(squares / (n - 1) / n);
  return { value, standardError, low: value - Z * standardError, high: value + Z * standardError };
}
