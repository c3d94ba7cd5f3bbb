import { multiply } from "../../numeric/linear.ts";

/**
 * Long-run variance of a series' mean times its length, by Newey and West: gamma_0 + 2 sum over l of (1 - l / (L + 1)) gamma_l, with
 * autocovariances over n. @param values [n]. @param lags L >= 0. Source: Newey and West (1987).
 */
export function longRunVariance(values: Float64Array, lags: number): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  let total = 0;
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag++) {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += ((values[t] as number) - mean) * ((values[t - lag] as number) - mean);
    total += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * (sum / n);
  }
  return total;
}

/**
 * Covariance of least-squares coefficients whose residuals are heteroskedastic and dependent up to `lags` rows: A S A, A = (X'X)^-1,
 * S the Newey-West sum of x_t e_t e_(t-l) x_(t-l)'. @param x [n, d] row-major. @returns [d, d] row-major.
 */
export function hacCovariance(x: Float64Array, residuals: Float64Array, crossInverse: Float64Array, d: number, lags: number): Float64Array {
  const n = residuals.length;
  const scores = Float64Array.from(x, (value, at) => value * (residuals[Math.floor(at / d)] as number));
  const middle = new Float64Array(d * d);
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag++) {
    const weight = 1 - lag / (lags + 1);
    for (let t = lag; t < n; t++) {
      for (let i = 0; i < d; i++) {
        const own = weight * (scores[t * d + i] as number);
        for (let j = 0; j < d; j++) {
          const other = own * (scores[(t - lag) * d + j] as number);
          middle[i * d + j] = (middle[i * d + j] as number) + other;
          if (lag > 0) middle[j * d + i] = (middle[j * d + i] as number) + other;
        }
      }
    }
  }
  return multiply(multiply(crossInverse, middle, d, d, d), crossInverse, d, d, d);
}
