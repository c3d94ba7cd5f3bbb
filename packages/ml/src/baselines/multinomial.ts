import { checkFinite, checkSameLength, degenerateTarget, invalidInput } from "../evaluation/inputs.ts";
import { lbfgs } from "../numeric/lbfgs.ts";
import { checkMatrix, type LabelledMatrix, notConverged } from "./baseline.ts";

export interface MultinomialInput extends LabelledMatrix {
  /** Classes: y holds 0 .. nClasses - 1. */
  nClasses: number;
  /** Penalty on the squared weights, >= 0; 1 unless given. */
  l2?: number;
}

export interface MultinomialModel {
  /** [nClasses, d + 1] row-major: bias, then the weights of the columns. */
  theta: Float64Array;
  nClasses: number;
  d: number;
}

/** Gradient of the mean loss below which the optimum is found. */
const SETTLED = 1e-6;

/** Multinomial logistic regression with an L2 penalty: p_c = softmax over classes of (bias_c + x . weights_c); minimises, a row on average,
 *  -ln p_y + (l2 / 2n) sum of the squared weights, the biases free. By `lbfgs`; the same input gives the same numbers.
 *  @param input rows as for `fitLogistic`, y a class index. Classes without a row keep a small probability.
 *  @throws AppError "INVALID_INPUT" for sizes, cells, labels or weights that are not allowed; "DEGENERATE_TARGET" if one class only is present;
 *  "DIVERGED" if no optimum is found. Source: Hastie, Tibshirani and Friedman (2009), section 4.4. */
export function fitMultinomial({ x, y, n, d, weight, nClasses, l2 = 1 }: MultinomialInput): MultinomialModel {
  checkMatrix(x, n, d);
  checkSameLength("y", y.length, "n", n);
  if (weight) checkFinite("weight", weight);
  const counts = new Float64Array(nClasses);
  for (let i = 0; i < n; i += 1) {
    const label = y[i] as number;
    if (!Number.isInteger(label) || label < 0 || label >= nClasses)
      throw invalidInput(`Labels must be class indices from 0 to ${nClasses - 1}. Row ${i} is ${label}.`, { row: i });
    counts[label] = (counts[label] as number) + (weight ? (weight[i] as number) : 1);
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.filter((count) => count > 0).length < 2)
    throw degenerateTarget(`A baseline needs two classes among its ${n} training rows; there is one. Use more rows.`, { nRows: n });

  const width = d + 1;
  const start = new Float64Array(nClasses * width);
  // Half a row each, so that a class without rows has a finite start.
  for (let c = 0; c < nClasses; c += 1) start[c * width] = Math.log(((counts[c] as number) + 0.5) / (total + 0.5 * nClasses));
  const p = new Float64Array(nClasses);
  const objective = (theta: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < n; i += 1) {
      const w = (weight ? (weight[i] as number) : 1) / total;
      const label = y[i] as number;
      loss -= w * logShares(theta, x, i, d, nClasses, p, label);
      for (let c = 0; c < nClasses; c += 1) {
        const residual = w * ((p[c] as number) - (c === label ? 1 : 0));
        const from = c * width;
        gradient[from] = (gradient[from] as number) + residual;
        for (let j = 0; j < d; j += 1) gradient[from + 1 + j] = (gradient[from + 1 + j] as number) + residual * (x[i * d + j] as number);
      }
    }
    for (let k = 0; k < theta.length; k += 1) {
      if (k % width === 0) continue;
      const value = theta[k] as number;
      loss += ((l2 / 2) * value * value) / total;
      gradient[k] = (gradient[k] as number) + (l2 * value) / total;
    }
    return loss;
  };
  const found = lbfgs(objective, start, { tolerance: SETTLED, maxIterations: 500 });
  if (!found.converged && !(found.gradientNorm < 100 * SETTLED))
    throw notConverged("Multinomial logistic regression did not settle. Standardise the columns or raise l2.");
  return { theta: found.x, nClasses, d };
}

/** [n, nClasses] probabilities by a fitted model. @throws AppError "INVALID_INPUT" as `checkMatrix`. */
export function predictMultinomial({ theta, nClasses, d }: MultinomialModel, x: Float32Array | Float64Array, n: number): Float64Array {
  checkMatrix(x, n, d);
  const out = new Float64Array(n * nClasses);
  for (let i = 0; i < n; i += 1) logShares(theta, x, i, d, nClasses, out.subarray(i * nClasses, (i + 1) * nClasses), 0);
  return out;
}

/** Fills `p` with the probabilities of row i; returns ln p of one class. */
function logShares(
  theta: Float64Array,
  x: Float32Array | Float64Array,
  i: number,
  d: number,
  nClasses: number,
  p: Float64Array,
  of: number,
): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < nClasses; c += 1) {
    const from = c * (d + 1);
    let sum = theta[from] as number;
    for (let j = 0; j < d; j += 1) sum += (theta[from + 1 + j] as number) * (x[i * d + j] as number);
    p[c] = sum;
    largest = Math.max(largest, sum);
  }
  const own = (p[of] as number) - largest;
  let total = 0;
  for (let c = 0; c < nClasses; c += 1) {
    p[c] = Math.exp((p[c] as number) - largest);
    total += p[c] as number;
  }
  for (let c = 0; c < nClasses; c += 1) p[c] = (p[c] as number) / total;
  return own - Math.log(total);
}
