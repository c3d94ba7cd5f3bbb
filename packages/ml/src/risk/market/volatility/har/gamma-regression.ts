import { AppError } from "@plimsoll/schema";
import { cholesky, inverseOf, solveCholesky } from "../../../../numeric/cholesky.ts";
import { hacCovariance } from "../../hac.ts";

export interface GammaRegression {
  /** [d] */
  coefficients: Float64Array;
  /** From the inverse Hessian and the dispersion, for independent rows. */
  standardErrors: Float64Array;
  /** From the Newey-West sandwich. */
  robustStandardErrors: Float64Array;
  /** Mean of ln mu + y / mu at the solution: the QLIKE that it minimises. */
  qlike: number;
}

const MAX_STEPS = 100;

/**
 * ln mu = X b by gamma likelihood: minimises mean(ln mu + y / mu), which is the QLIKE of mu for y. A y of zero is allowed. Newton's method;
 * the loss is convex in b, so its minimum is the only one.
 * @param x [n, d] row-major with its constant. @param y [n] >= 0, not all zero. @param overlap rows over which a y overlaps its neighbours.
 * @throws AppError "NOT_CONVERGED" where y is zero whenever some combination of the columns is large, so that b has no finite best.
 * Source: McCullagh and Nelder (1989), chapter 8.
 */
export function gammaRegression(x: Float64Array, y: Float64Array, d: number, overlap = 0): GammaRegression {
  const n = y.length;
  const b = new Float64Array(d);
  b[0] = Math.log(y.reduce((sum, value) => sum + value / n, 0));
  let state = evaluate(x, y, b, d);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = solveCholesky(cholesky(state.hessian, d), state.gradient);
    const decrease = direction.reduce((sum, value, j) => sum + value * (state.gradient[j] as number), 0);
    if (decrease < 1e-14) return summary(x, y, b, d, overlap, state);
    let length = 1;
    for (let trial = 0; ; trial++) {
      const moved = b.map((value, j) => value - length * (direction[j] as number));
      const next = evaluate(x, y, moved, d);
      if (next.value <= state.value - 1e-4 * length * decrease) {
        b.set(moved);
        state = next;
        break;
      }
      // Rounding hides what is left to gain.
      if (trial > 40 && decrease < 1e-9) return summary(x, y, b, d, overlap, state);
      if (trial > 40) throw notConverged();
      length /= 2;
    }
  }
  throw notConverged();
}

interface State {
  value: number;
  gradient: Float64Array;
  hessian: Float64Array;
}

function evaluate(x: Float64Array, y: Float64Array, b: Float64Array, d: number): State {
  const n = y.length;
  const gradient = new Float64Array(d);
  const hessian = new Float64Array(d * d);
  let value = 0;
  for (let t = 0; t < n; t++) {
    let log = 0;
    for (let j = 0; j < d; j++) log += (x[t * d + j] as number) * (b[j] as number);
    const ratio = (y[t] as number) * Math.exp(-log);
    value += (log + ratio) / n;
    for (let i = 0; i < d; i++) {
      const own = x[t * d + i] as number;
      gradient[i] = (gradient[i] as number) + (own * (1 - ratio)) / n;
      for (let j = 0; j <= i; j++) hessian[i * d + j] = (hessian[i * d + j] as number) + (own * (x[t * d + j] as number) * ratio) / n;
    }
  }
  for (let i = 0; i < d; i++) for (let j = i + 1; j < d; j++) hessian[i * d + j] = hessian[j * d + i] as number;
  return { value, gradient, hessian };
}

function summary(
  x: Float64Array,
  y: Float64Array,
  b: Float64Array,
  d: number,
  overlap: number,
  { value, hessian }: State,
): GammaRegression {
  const n = y.length;
  const bread = inverseOf(cholesky(hessian, d), d).map((entry) => entry / n);
  const off = y.map((target, t) => {
    let log = 0;
    for (let j = 0; j < d; j++) log += (x[t * d + j] as number) * (b[j] as number);
    return target * Math.exp(-log) - 1;
  });
  const dispersion = off.reduce((sum, value) => sum + value * value, 0) / (n - d);
  const robust = hacCovariance(x, off, bread, d, Math.max(overlap, Math.floor(Math.cbrt(n))));
  return {
    coefficients: b,
    standardErrors: Float64Array.from({ length: d }, (_, i) => Math.sqrt(dispersion * (bread[i * d + i] as number))),
    robustStandardErrors: Float64Array.from({ length: d }, (_, i) => Math.sqrt(Math.max(0, robust[i * d + i] as number))),
    qlike: value,
  };
}

const notConverged = () =>
  new AppError(
    "NOT_CONVERGED",
    "numerical",
    "The gamma regression found no finite coefficients: the target is zero whenever some regressor is large. Use a longer series.",
  );
