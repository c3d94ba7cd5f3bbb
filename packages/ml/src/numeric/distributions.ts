import { AppError } from "@plimsoll/schema";
import betainc from "@stdlib/math-base-special-betainc";
import betaincinv from "@stdlib/math-base-special-betaincinv";
import psi from "@stdlib/math-base-special-digamma";
import erfc from "@stdlib/math-base-special-erfc";
import erfcinv from "@stdlib/math-base-special-erfcinv";
import gammainc from "@stdlib/math-base-special-gammainc";
import gammaincinv from "@stdlib/math-base-special-gammaincinv";
import lgamma from "@stdlib/math-base-special-gammaln";

/**
 * Distribution functions in double precision on the special functions of stdlib (ports of Boost and Cephes), relative error about 1e-13.
 * `sf` is the upper tail 1 - F, computed by itself so that small tails keep their digits. A NaN argument gives NaN.
 */
const LN_2PI = Math.log(2 * Math.PI);

/** ln Gamma(x), x > 0. */
export const logGamma = (x: number): number => lgamma(x);

/** The derivative of ln Gamma(x), x > 0. */
export const digamma = (x: number): number => psi(x);

/** ln B(a, b), a and b > 0. */
export const logBeta = (a: number, b: number): number => lgamma(a) + lgamma(b) - lgamma(a + b);

/** Standard normal density. */
export const normalPdf = (x: number): number => Math.exp(-0.5 * (x * x + LN_2PI));
/** P(Z <= x) of the standard normal. */
export const normalCdf = (x: number): number => 0.5 * erfc(-x / Math.SQRT2);
/** P(Z > x) of the standard normal. */
export const normalSf = (x: number): number => 0.5 * erfc(x / Math.SQRT2);
/** x with P(Z <= x) = p; p = 0 and 1 give the infinities. @throws AppError "INVALID_INPUT" if p is outside [0, 1]. */
export const normalQuantile = (p: number): number => -Math.SQRT2 * erfcinv(2 * inUnit(p, "normalQuantile"));

/** ln density of Student's t with `nu` > 0 degrees of freedom, not scaled: its variance is nu / (nu - 2). */
export const studentLogPdf = (x: number, nu: number): number =>
  lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * Math.log(nu * Math.PI) - ((nu + 1) / 2) * Math.log1p((x * x) / nu);
/** P(T > x) of Student's t. */
export function studentSf(x: number, nu: number): number {
  const squared = x * x;
  // The smaller of the two shares, so that x near zero keeps its digits.
  const tail =
    squared < nu ? 0.5 * betainc(squared / (nu + squared), 0.5, nu / 2, true, true) : 0.5 * betainc(nu / (nu + squared), nu / 2, 0.5);
  return x >= 0 ? tail : 1 - tail;
}
/** P(T <= x) of Student's t. */
export const studentCdf = (x: number, nu: number): number => studentSf(-x, nu);
/** x with P(T <= x) = p. @throws AppError "INVALID_INPUT" if p is outside [0, 1]. */
export function studentQuantile(p: number, nu: number): number {
  const tail = Math.min(inUnit(p, "studentQuantile"), 1 - p);
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (tail === 0.5) return 0;
  // Of nu / (nu + x^2) and its complement the smaller is inverted, so that neither a small nor a large x loses digits.
  const share = betaincinv(2 * tail, nu / 2, 0.5);
  const complement =
    tail > 0.25 ? betaincinv(1 - 2 * tail, 0.5, nu / 2) : share > 0.5 ? betaincinv(2 * tail, 0.5, nu / 2, true) : 1 - share;
  return (p < 0.5 ? -1 : 1) * Math.sqrt((nu * complement) / (share > 0.5 ? 1 - complement : share));
}

/** P(X > x) of the chi-squared distribution with `df` > 0 degrees of freedom; 1 for x <= 0. */
export const chiSquaredSf = (x: number, df: number): number => (x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true));
/** x with P(X <= x) = p. @throws AppError "INVALID_INPUT" if p is outside [0, 1]. */
export const chiSquaredQuantile = (p: number, df: number): number => 2 * gammaincinv(inUnit(p, "chiSquaredQuantile"), df / 2);

/** P(X <= x) of the gamma distribution with shape and scale > 0, mean shape * scale. */
export const gammaCdf = (x: number, shape: number, scale: number): number => (x <= 0 ? 0 : gammainc(x / scale, shape));
/** P(X > x) of the gamma distribution. */
export const gammaSf = (x: number, shape: number, scale: number): number => (x <= 0 ? 1 : gammainc(x / scale, shape, true, true));
/** x with P(X <= x) = p. @throws AppError "INVALID_INPUT" if p is outside [0, 1]. */
export const gammaQuantile = (p: number, shape: number, scale: number): number => scale * gammaincinv(inUnit(p, "gammaQuantile"), shape);

/** x with P(X > x) = q of the gamma distribution, with all its digits for small q. @throws AppError "INVALID_INPUT" if q is outside [0, 1]. */
export const gammaUpperQuantile = (q: number, shape: number, scale: number): number =>
  scale * gammaincinv(inUnit(q, "gammaUpperQuantile"), shape, true);

/** P(X <= x) of the beta distribution on [0, 1]. */
export const betaCdf = (x: number, a: number, b: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : betainc(x, a, b));
/** x with P(X <= x) = p. @throws AppError "INVALID_INPUT" if p is outside [0, 1]. */
export const betaQuantile = (p: number, a: number, b: number): number => betaincinv(inUnit(p, "betaQuantile"), a, b);

/** P(X = k) of the binomial distribution of `n` trials with chance `p`. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  const ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
/** P(X <= k) of the binomial distribution. */
export const binomialCdf = (k: number, n: number, p: number): number => (k < 0 ? 0 : k >= n ? 1 : betainc(1 - p, n - k, k + 1));

/** P(N = k) of the Poisson distribution with mean `mean` >= 0. */
export const poissonPmf = (k: number, mean: number): number =>
  k < 0 ? 0 : mean === 0 ? Number(k === 0) : Math.exp(k * Math.log(mean) - mean - lgamma(k + 1));
/** P(N <= k) of the Poisson distribution. */
export const poissonCdf = (k: number, mean: number): number => (k < 0 ? 0 : mean === 0 ? 1 : gammainc(mean, Math.floor(k) + 1, true, true));

/** P(F > x) of the F distribution with `d1` and `d2` degrees of freedom; 1 for x <= 0. */
export const fisherSf = (x: number, d1: number, d2: number): number => (x <= 0 ? 1 : betainc(d2 / (d2 + d1 * x), d2 / 2, d1 / 2));

function inUnit(p: number, name: string): number {
  if (p >= 0 && p <= 1) return p;
  throw new AppError("INVALID_INPUT", "input", `Parameter 'p' of ${name} must be in [0, 1]. Got ${p}.`);
}
