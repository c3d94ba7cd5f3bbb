import { invalidInput } from "../../../evaluation/inputs.ts";

/** The lower tail of a sample: its quantile, and the mean of what lies at and below it. */
export interface EmpiricalTail {
  quantile: number;
  mean: number;
}

/**
 * Quantile and tail mean of the lowest share p of a sample: with k = floor(p n), the k-th smallest value and the mean of the k smallest. Where p n
 * is not whole this is the more cautious of the two neighbours, and the mean is never above the quantile.
 * @param ascending [n] sorted. @param p in (0, 0.5).
 * @throws AppError "INVALID_INPUT" where k < 1: the sample holds no observation of such a tail.
 * @example empiricalTail([-4, -3, -2, -1], 0.5) is { quantile: -3, mean: -3.5 }
 */
export function empiricalTail(ascending: Float64Array, p: number): EmpiricalTail {
  const k = tailCount(ascending.length, p);
  let sum = 0;
  for (let i = 0; i < k; i++) sum += ascending[i] as number;
  return { quantile: ascending[k - 1] as number, mean: sum / k };
}

/** floor(p n), at least one. @throws AppError as `empiricalTail`. */
export function tailCount(n: number, p: number): number {
  // 0.01 * 250 * 4 may be a little below 10 in binary: a share this near to a whole number is one.
  const k = Math.floor(p * n + 1e-9 * n);
  if (k >= 1) return k;
  const needed = Math.ceil(1 / p - 1e-9);
  throw invalidInput(
    `${n} observations hold none of the worst ${(100 * p).toFixed(2)} %: at least ${needed} are needed. Use a longer window or a lower alpha.`,
  );
}

/** Values that an empirical tail at every level needs. */
export const tailRows = (alphas: readonly number[]): number => Math.ceil(1 / (1 - Math.max(...alphas)) - 1e-9);
