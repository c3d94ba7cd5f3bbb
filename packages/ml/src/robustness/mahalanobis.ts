import { cholesky } from "../numeric/cholesky.ts";
import type { NoveltyDefinition, NoveltyRows } from "./novelty.ts";
import { stateArray } from "./novelty-state.ts";

/** Columns up to which covariances are used; with more only variances, or the matrix would be larger than the model. */
const MOST_COLUMNS = 400;
/** Share of the diagonal that every covariance is pulled towards: columns that depend on each other leave no direction without variance. */
const SHRINKAGE = 0.05;
/** Variance that a column has at least: one that never varied makes any other value strange, and not infinitely so. */
const LEAST_VARIANCE = 1e-3;

/**
 * Distance from the middle in units of the training rows' own spread: d^2 = (x - mean)' S^-1 (x - mean), S the covariance matrix pulled 5 % towards its
 * diagonal (Ledoit and Wolf 2004, with a fixed share), computed as the squared length of L^-1 (x - mean), S = L L'.
 * Source: Mahalanobis (1936).
 */
export const mahalanobis: NoveltyDefinition = {
  name: "MAHALANOBIS",
  title: "Mahalanobis distance",
  description:
    "Far from the middle in the training rows' own spread: values out of range, categories never seen, and combinations that contradict how columns go together.",

  fit(rows) {
    const { width: d } = rows;
    const mean = meansOf(rows);
    const isFull = d <= MOST_COLUMNS;
    const factor = isFull ? cholesky(shrunk(covariance(rows, mean), d), d) : Float64Array.from(variances(rows, mean), Math.sqrt);
    return [
      { name: "mean", shape: [d], values: Float32Array.from(mean) },
      { name: "factor", shape: isFull ? [d, d] : [d], values: Float32Array.from(factor) },
    ];
  },

  open(state, d) {
    const mean = stateArray(state, "mean", [d]);
    const isFull = d <= MOST_COLUMNS;
    const factor = stateArray(state, "factor", isFull ? [d, d] : [d]);
    const z = new Float64Array(d);
    return (x, n) =>
      Float64Array.from({ length: n }, (_distance, row) => {
        let sum = 0;
        for (let i = 0; i < d; i++) {
          let value = (x[row * d + i] as number) - (mean[i] as number);
          if (isFull) for (let k = 0; k < i; k++) value -= (factor[i * d + k] as number) * (z[k] as number);
          const own = value / (factor[isFull ? i * d + i : i] as number);
          z[i] = own;
          sum += own * own;
        }
        return Math.sqrt(sum);
      });
  },
};

function meansOf({ x, n, width: d }: NoveltyRows): Float64Array {
  const mean = new Float64Array(d);
  for (let at = 0; at < n * d; at++) mean[at % d] = (mean[at % d] as number) + (x[at] as number) / n;
  return mean;
}

function variances({ x, n, width: d }: NoveltyRows, mean: Float64Array): Float64Array {
  const out = new Float64Array(d);
  for (let at = 0; at < n * d; at++) out[at % d] = (out[at % d] as number) + ((x[at] as number) - (mean[at % d] as number)) ** 2 / n;
  return out.map((variance) => Math.max(variance, LEAST_VARIANCE));
}

/** [d, d], ddof 0. */
function covariance({ x, n, width: d }: NoveltyRows, mean: Float64Array): Float64Array {
  const out = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < d; i++) centred[i] = (x[row * d + i] as number) - (mean[i] as number);
    for (let i = 0; i < d; i++) {
      const value = (centred[i] as number) / n;
      if (value === 0) continue;
      for (let k = 0; k <= i; k++) out[i * d + k] = (out[i * d + k] as number) + value * (centred[k] as number);
    }
  }
  return out;
}

/** Only the lower triangle is read by the factorisation. */
function shrunk(matrix: Float64Array, d: number): Float64Array {
  return matrix.map((value, at) => (at % d === Math.floor(at / d) ? Math.max(value, LEAST_VARIANCE) : (1 - SHRINKAGE) * value));
}
