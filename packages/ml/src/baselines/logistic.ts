import { invalidInput } from "../evaluation/inputs.ts";
import { checkLabelledMatrix, checkMatrix, type LabelledMatrix, notConverged } from "./baseline.ts";
import { type Curvature, newtonDirection } from "./newton-direction.ts";

export interface LogisticInput extends LabelledMatrix {
  /** Penalty on the squared weights, >= 0; 1 unless given (scikit-learn's C = 1 / l2). */
  l2?: number;
}

export interface LogisticModel {
  /** [d] change of the log-odds by one unit of each column. */
  weights: Float64Array;
  /** Log-odds of a row of zeros. */
  bias: number;
}

const MAX_ITERATIONS = 100;
/** A Newton step that changes no row's log-odds by more than this is the last: the next would be its square. */
const SETTLED = 1e-8;
/** Without a penalty, log-odds beyond this mean that some column separates the classes and the optimum lies at infinity. */
const SEPARATED = 25;

/** Logistic regression with an L2 penalty, by Newton's method with a line search; the intercept is not penalised.
 *  Minimises sum of w_i [ln(1 + exp(eta_i)) - y_i eta_i] + (l2 / 2) |weights|^2, eta_i = x_i . weights + bias.
 *  @param input.x [n, d] row-major, finite. @param input.y [n] labels 0 or 1. @param input.weight [n] >= 0, ones unless given.
 *  @param input.l2 >= 0, default 1.
 *  @returns weights [d] and bias, to 1e-8 of the log-odds; the same input gives the same numbers. Constant columns get weight 0.
 *  Collinear columns share the weight when l2 > 0; without a penalty the later of them get 0.
 *  @throws AppError "INVALID_INPUT" for sizes that do not agree, cells that are not finite or a negative l2; "DEGENERATE_TARGET" if only
 *  one class is present; "DIVERGED" if l2 = 0 and a combination of columns separates the classes, or no optimum is found in 100 steps.
 *  Source: Hastie, Tibshirani and Friedman (2009), section 4.4.1. */
export function fitLogistic(input: LogisticInput): LogisticModel {
  const { x, y, n, d, weight, l2 = 1 } = input;
  if (!(l2 >= 0 && Number.isFinite(l2))) throw invalidInput(`'l2' must be a finite number >= 0. Got ${l2}; pass for example 1.`);
  const rate = checkLabelledMatrix(input);
  const rowWeight = weight ? Float64Array.from(weight) : new Float64Array(n).fill(1);
  const label = Float64Array.from(y);

  // theta[0] is the bias: first, so that a constant column is the one found redundant beside it.
  let theta = new Float64Array(d + 1);
  theta[0] = Math.log(rate / (1 - rate));
  let eta = linear(theta, x, n, d);
  let objective = objectiveOf(theta, eta, label, rowWeight, l2);
  const curvature: Curvature = { x, n, d, l2, rowCurvature: new Float64Array(n) };

  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
    const gradient = gradientOf(theta, eta, label, rowWeight, curvature);
    const direction = newtonDirection(curvature, gradient);
    const change = linear(direction, x, n, d);
    const largest = largestCounted(change, rowWeight);
    const slope = direction.reduce((sum, value, j) => sum + value * (gradient[j] as number), 0);

    let step = 1;
    let next = stepped(theta, direction, step);
    let nextEta = stepped(eta, change, step);
    let nextObjective = objectiveOf(next, nextEta, label, rowWeight, l2);
    // The slack is the rounding of the objective itself: at the optimum no step lowers it further.
    const slack = 1e-12 * Math.abs(objective);
    while (!(nextObjective <= objective + 1e-4 * step * slope + slack) && step > 1e-10) {
      step /= 2;
      next = stepped(theta, direction, step);
      nextEta = stepped(eta, change, step);
      nextObjective = objectiveOf(next, nextEta, label, rowWeight, l2);
    }
    theta = next;
    eta = nextEta;
    objective = nextObjective;
    if (largest <= SETTLED) {
      if (l2 === 0 && largestCounted(eta, rowWeight) > SEPARATED) break;
      return { weights: theta.slice(1), bias: theta[0] as number };
    }
  }
  throw notConverged(
    l2 === 0
      ? "Logistic regression has no finite optimum: a combination of columns separates the classes. Pass l2 > 0."
      : `Logistic regression did not settle in ${MAX_ITERATIONS} steps. Standardise the columns or raise l2 (now ${l2}).`,
  );
}

/** Probability of the positive class by a fitted model: 1 / (1 + exp(-(x . weights + bias))).
 *  @param model of `fitLogistic`. @param x [n, d] row-major, finite. @param n rows. @returns [n] in [0, 1].
 *  @throws AppError "INVALID_INPUT" if x is not [n, d] or holds a cell that is not finite. */
export function predictLogistic(model: LogisticModel, x: Float32Array | Float64Array, n: number): Float64Array {
  const d = model.weights.length;
  checkMatrix(x, n, d);
  return linear(Float64Array.of(model.bias, ...model.weights), x, n, d).map(sigmoid);
}

function linear(theta: Float64Array, x: Float32Array | Float64Array, n: number, d: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = theta[0] as number;
    const start = i * d;
    for (let j = 0; j < d; j += 1) sum += (x[start + j] as number) * (theta[j + 1] as number);
    out[i] = sum;
  }
  return out;
}

function objectiveOf(theta: Float64Array, eta: Float64Array, label: Float64Array, rowWeight: Float64Array, l2: number): number {
  let loss = 0;
  for (let i = 0; i < eta.length; i += 1) {
    const value = eta[i] as number;
    const softplus = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
    loss += (rowWeight[i] as number) * (softplus - (label[i] as number) * value);
  }
  let squares = 0;
  for (let j = 1; j < theta.length; j += 1) squares += (theta[j] as number) ** 2;
  return loss + (l2 / 2) * squares;
}

/** Gradient of the objective; leaves w_i p_i (1 - p_i) in the curvature on the way. */
function gradientOf(
  theta: Float64Array,
  eta: Float64Array,
  label: Float64Array,
  rowWeight: Float64Array,
  curvature: Curvature,
): Float64Array {
  const { x, d, l2, rowCurvature } = curvature;
  const gradient = theta.map((value, j) => (j === 0 ? 0 : l2 * value));
  for (let i = 0; i < eta.length; i += 1) {
    const w = rowWeight[i] as number;
    const p = sigmoid(eta[i] as number);
    const residual = w * (p - (label[i] as number));
    rowCurvature[i] = w * p * (1 - p);
    gradient[0] = (gradient[0] as number) + residual;
    const start = i * d;
    for (let j = 0; j < d; j += 1) gradient[j + 1] = (gradient[j + 1] as number) + residual * (x[start + j] as number);
  }
  return gradient;
}

function stepped(from: Float64Array, direction: Float64Array, step: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(from.length);
  for (let j = 0; j < from.length; j += 1) out[j] = (from[j] as number) + step * (direction[j] as number);
  return out;
}

/** Largest absolute value among rows of positive weight. */
function largestCounted(values: Float64Array, rowWeight: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) if ((rowWeight[i] as number) > 0) largest = Math.max(largest, Math.abs(values[i] as number));
  return largest;
}

function sigmoid(value: number): number {
  if (value >= 0) return 1 / (1 + Math.exp(-value));
  const e = Math.exp(value);
  return e / (1 + e);
}
