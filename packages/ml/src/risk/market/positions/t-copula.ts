import { AppError } from "@plimsoll/schema";
import { cholesky } from "../../../numeric/cholesky.ts";
import { logGamma, studentCdf, studentLogPdf, studentQuantile } from "../../../numeric/distributions.ts";
import { kendallTau } from "./kendall.ts";

/** The dependence of assets: correlated t numbers with common degrees of freedom, whatever the assets' own distributions. */
export interface TCopula {
  /** Lower triangular factor of the correlation matrix, [d, d] row-major. */
  factor: Float64Array;
  degreesOfFreedom: number;
  /** How much of the identity the correlations had to be mixed with to agree with each other; mostly 0. */
  shrinkage: number;
}

const CANDIDATES = [2.5, 3, 4, 5, 6, 8, 10, 14, 20, 30, 50] as const;
/** Rows that the degrees of freedom are estimated on: more change nothing but the time. */
const MOST_ROWS = 1500;
const SHRINK_STEP = 0.01;

/**
 * Fits a t copula by ranks: correlations sin(pi tau / 2) from Kendall's tau, then the degrees of freedom of greatest likelihood among eleven.
 * @param columns [d] assets of [n] returns each. Source: Demarta and McNeil (2005), section 4.
 */
export function fitTCopula(columns: readonly Float64Array[]): TCopula {
  const d = columns.length;
  const correlation = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    correlation[i * d + i] = 1;
    for (let j = 0; j < i; j++) {
      const rho = Math.sin((Math.PI / 2) * kendallTau(columns[i] as Float64Array, columns[j] as Float64Array));
      correlation[i * d + j] = rho;
      correlation[j * d + i] = rho;
    }
  }
  const { factor, shrinkage } = factorOf(correlation, d);
  const uniforms = columns.map((column) => pseudoObservations(column.subarray(Math.max(0, column.length - MOST_ROWS))));
  let best = { degreesOfFreedom: CANDIDATES.at(-1) as number, value: Number.NEGATIVE_INFINITY };
  for (const degreesOfFreedom of CANDIDATES) {
    const value = copulaLogLikelihood(uniforms, factor, degreesOfFreedom);
    if (value > best.value) best = { degreesOfFreedom, value };
  }
  return { factor, degreesOfFreedom: best.degreesOfFreedom, shrinkage };
}

/** Pairwise correlations need not agree with each other: they are mixed with the identity by steps of one percent until they do. */
function factorOf(correlation: Float64Array, d: number): { factor: Float64Array; shrinkage: number } {
  for (let shrinkage = 0; ; shrinkage += SHRINK_STEP) {
    try {
      const mixed = correlation.map((value, at) => (at % (d + 1) === 0 ? 1 : (1 - shrinkage) * value));
      return { factor: cholesky(mixed, d), shrinkage };
    } catch (error) {
      if (!(error instanceof AppError && error.code === "NOT_POSITIVE_DEFINITE") || shrinkage >= 1) throw error;
    }
  }
}

/** Ranks over n + 1, in (0, 1). */
function pseudoObservations(column: Float64Array): Float64Array {
  const n = column.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => (column[a] as number) - (column[b] as number));
  const out = new Float64Array(n);
  order.forEach((row, rank) => {
    out[row] = (rank + 1) / (n + 1);
  });
  return out;
}

/** ln of the multivariate t density less the marginals', summed over rows. */
function copulaLogLikelihood(uniforms: readonly Float64Array[], factor: Float64Array, nu: number): number {
  const d = uniforms.length;
  const n = uniforms[0]?.length ?? 0;
  // Ranks are the same numbers for every asset: each quantile is computed once.
  const quantiles = Float64Array.from({ length: n }, (_, rank) => studentQuantile((rank + 1) / (n + 1), nu));
  let logDeterminant = 0;
  for (let i = 0; i < d; i++) logDeterminant += Math.log(factor[i * d + i] as number);
  const constant = logGamma((nu + d) / 2) - logGamma(nu / 2) - (d / 2) * Math.log(nu * Math.PI) - logDeterminant;
  const x = new Float64Array(d);
  let total = 0;
  for (let t = 0; t < n; t++) {
    let [square, marginals] = [0, 0];
    for (let i = 0; i < d; i++) {
      const value = quantiles[Math.round(((uniforms[i] as Float64Array)[t] as number) * (n + 1)) - 1] as number;
      let sum = value;
      for (let k = 0; k < i; k++) sum -= (factor[i * d + k] as number) * (x[k] as number);
      x[i] = sum / (factor[i * d + i] as number);
      square += (x[i] as number) ** 2;
      marginals += studentLogPdf(value, nu);
    }
    total += constant - ((nu + d) / 2) * Math.log1p(square / nu) - marginals;
  }
  return total;
}

const KNOTS = 4096;
/** Outside these shares the function itself is used. */
const EDGE = 1e-9;

/**
 * From a t number of the copula to an asset's return: x -> scale * q(T(x)), q being the quantile of the asset's own t; a table read by straight
 * lines, with knots equally spaced in asinh x.
 */
export function marginalMap(copulaNu: number, asset: { nu: number; scale: number }): (x: number) => number {
  const unit = asset.scale * Math.sqrt((asset.nu - 2) / asset.nu);
  // By the upper tail's symmetry both tails keep their digits.
  const exact = (x: number): number => (x < 0 ? 1 : -1) * unit * studentQuantile(studentCdf(-Math.abs(x), copulaNu), asset.nu);
  const reach = Math.asinh(-studentQuantile(EDGE, copulaNu));
  const table = Float64Array.from({ length: KNOTS + 1 }, (_, k) => exact(Math.sinh(reach * ((2 * k) / KNOTS - 1))));
  return (x) => {
    const at = (Math.asinh(x) / reach + 1) * (KNOTS / 2);
    if (!(at > 0 && at < KNOTS)) return exact(x);
    const k = Math.floor(at);
    const low = table[k] as number;
    return low + (at - k) * ((table[k + 1] as number) - low);
  };
}
