import { cholesky, inverseOf } from "../../../../numeric/cholesky.ts";
import { multiply } from "../../../../numeric/linear.ts";
import type { GarchLikelihood } from "./garch-likelihood.ts";

/**
 * The step by which the mean is moved, in standard deviations. EGARCH's gradient jumps whenever a residual changes its sign, so its curvature by
 * the mean exists only over many such jumps; a hundredth of a standard deviation crosses some, and costs a smooth likelihood no third digit.
 */
const MEAN_STEP = 0.01;

export interface StandardErrors {
  /** Square roots of the diagonal of (-H)^-1; NaN where a parameter is not identified. */
  hessian: Float64Array;
  /** Of (-H)^-1 S'S (-H)^-1, S the daily scores. */
  robust: Float64Array;
}

/** Mean outer product of the daily scores, [k, k]: what the curvature of the mean log-likelihood tends to in a true model. */
function meanScoreProduct(likelihood: GarchLikelihood): Float64Array {
  const k = likelihood.count;
  const n = likelihood.nObservations;
  const scores = likelihood.scores();
  const out = new Float64Array(k * k);
  for (let t = 0; t < n; t++) {
    const row = t * k;
    for (let i = 0; i < k; i++) {
      const own = scores[row + i] as number;
      for (let j = 0; j <= i; j++) out[i * k + j] = (out[i * k + j] as number) + (own * (scores[row + j] as number)) / n;
    }
  }
  for (let i = 0; i < k; i++) for (let j = i + 1; j < k; j++) out[i * k + j] = out[j * k + i] as number;
  return out;
}

/**
 * A first guess of the second derivatives, by the scores' outer product (Berndt, Hall, Hall and Hausman, 1974), a little of its diagonal
 * added; null where the scores do not tell all parameters apart.
 */
export function initialCurvature(likelihood: GarchLikelihood, at: readonly number[]): Float64Array | null {
  const k = likelihood.count;
  const value = likelihood.evaluate(at, new Float64Array(k));
  if (!Number.isFinite(value)) return null;
  const curvature = meanScoreProduct(likelihood);
  for (let i = 0; i < k; i++) curvature[i * k + i] = (curvature[i * k + i] as number) * 1.01 + 1e-10;
  return isPositiveDefinite(curvature, k) ? curvature : null;
}

/**
 * Standard errors at a maximum.
 * @param at parameters in the likelihood's units. @param jacobian [k, k] from those to the units wanted.
 * The Hessian is the central difference of analytic gradients. Parameters that it says nothing about (an errors' shape on its bound, where the
 * likelihood is flat) are left out, and NaN.
 */
export function standardErrors(likelihood: GarchLikelihood, at: Float64Array, jacobian: Float64Array): StandardErrors {
  const k = likelihood.count;
  const n = likelihood.nObservations;
  const information = informationOf(likelihood, at);
  likelihood.evaluate(at, new Float64Array(k));
  const outer = meanScoreProduct(likelihood).map((value) => value * n);
  const kept = identified(information, k);
  const errors = { hessian: new Float64Array(k).fill(Number.NaN), robust: new Float64Array(k).fill(Number.NaN) };
  if (kept.length === 0) return errors;
  const pick = (matrix: Float64Array) => Float64Array.from(kept.flatMap((i) => kept.map((j) => matrix[i * k + j] as number)));
  const m = kept.length;
  const bread = inverseOf(cholesky(pick(information), m), m);
  const toUnits = pick(jacobian);
  const covariances = {
    hessian: bread,
    robust: multiply(multiply(bread, pick(outer), m, m, m), bread, m, m, m),
  };
  for (const kind of ["hessian", "robust"] as const) {
    const transposed = toUnits.map((_, p) => toUnits[(p % m) * m + Math.floor(p / m)] as number);
    const covariance = multiply(multiply(toUnits, covariances[kind], m, m, m), transposed, m, m, m);
    kept.forEach((i, p) => {
      errors[kind][i] = Math.sqrt(covariance[p * m + p] as number);
    });
  }
  return errors;
}

/** -d^2 ln L / d theta^2, [k, k], symmetric. */
function informationOf(likelihood: GarchLikelihood, at: Float64Array): Float64Array {
  const k = likelihood.count;
  const out = new Float64Array(k * k);
  const [above, below] = [new Float64Array(k), new Float64Array(k)];
  for (let i = 0; i < k; i++) {
    const step = i === 0 && likelihood.hasMean ? MEAN_STEP : 1e-5 * Math.max(Math.abs(at[i] as number), 1e-2);
    const moved = at.slice();
    moved[i] = (at[i] as number) + step;
    likelihood.evaluate(moved, above);
    moved[i] = (at[i] as number) - step;
    likelihood.evaluate(moved, below);
    for (let j = 0; j < k; j++) out[i * k + j] = ((below[j] as number) - (above[j] as number)) / (2 * step);
  }
  return out.map((value, p) => (value + (out[(p % k) * k + Math.floor(p / k)] as number)) / 2);
}

/** The largest leading set of parameters whose information is positive definite, taking parameters in their order. */
function identified(information: Float64Array, k: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < k; i++) {
    const trial = [...kept, i];
    const part = Float64Array.from(trial.flatMap((a) => trial.map((b) => information[a * k + b] as number)));
    if (isPositiveDefinite(part, trial.length)) kept.push(i);
  }
  return kept;
}

function isPositiveDefinite(matrix: Float64Array, n: number): boolean {
  try {
    cholesky(matrix, n);
    return true;
  } catch {
    return false;
  }
}
