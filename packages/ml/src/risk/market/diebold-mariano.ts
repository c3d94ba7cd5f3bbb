import { invalidInput } from "../../evaluation/inputs.ts";
import { twoSidedP } from "../../evaluation/normal.ts";
import { longRunVariance } from "./hac.ts";

export interface DieboldMariano {
  /** Mean loss of a less that of b: negative = a is better. */
  meanDifference: number;
  /** meanDifference over its standard error; null where the two are equal on every row. */
  statistic: number | null;
  /** Two-sided, normal; 1 where the two are equal on every row. */
  pValue: number;
  /** Lags of the long-run variance. */
  lags: number;
  n: number;
  /** The one with the lower loss, if p < 0.05. */
  better: "a" | "b" | null;
}

/**
 * Diebold and Mariano's test that two forecasts have the same expected loss, with a Newey-West variance of
 * max(floor(n^(1/3)), overlap) lags.
 * @param a [n] losses. @param b [n] losses of the same rows. @param overlap horizon - 1, where forecasts of several days overlap.
 * @throws AppError "INVALID_INPUT" if lengths differ or there are fewer than 10 rows. Source: Diebold and Mariano (1995).
 */
export function dieboldMariano(a: Float64Array, b: Float64Array, overlap = 0): DieboldMariano {
  const n = a.length;
  if (b.length !== n || n < 10)
    throw invalidInput(`The Diebold-Mariano test needs two series of one length, at least 10. Got ${n} and ${b.length}.`);
  const difference = a.map((value, t) => value - (b[t] as number));
  const meanDifference = difference.reduce((sum, value) => sum + value / n, 0);
  const lags = Math.max(Math.floor(Math.cbrt(n) + 1e-9), overlap);
  const variance = longRunVariance(difference, lags) / n;
  if (!(variance > 0))
    return { meanDifference, statistic: null, pValue: meanDifference === 0 ? 1 : 0, lags, n, better: signOf(meanDifference) };
  const statistic = meanDifference / Math.sqrt(variance);
  const pValue = twoSidedP(statistic);
  return { meanDifference, statistic, pValue, lags, n, better: pValue < 0.05 ? signOf(meanDifference) : null };
}

const signOf = (difference: number): "a" | "b" | null => (difference < 0 ? "a" : difference > 0 ? "b" : null);
