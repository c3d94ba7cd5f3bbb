/** 97.5 % quantile of the standard normal distribution: half-width of a 95 % interval in standard errors. */
export const Z_95 = 1.959963984540054;

/** Two-sided p value of a standard normal statistic: P(|Z| >= |z|) = erfc(|z| / sqrt 2).
 *  @param z finite. @returns in [0, 1], relative error below 1e-13 to |z| = 37, then 0.
 *  Method: Taylor series of erf by positive terms below 3 standard errors, Laplace's continued fraction above.
 *  Source: Abramowitz and Stegun (1964), 7.1.6 and 7.1.14. @example twoSidedP(0) === 1 */
export function twoSidedP(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

/** erf(x) = 2/sqrt(pi) exp(-x^2) * sum of 2^k x^(2k+1) / (2k+1)!!. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = exp(-x^2)/sqrt(pi) * 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), evaluated from the depth that suffices at x = 2. */
function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 120; k > 0; k -= 1) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
