import { AppError } from "@plimsoll/schema";
import { dot, quadraticStep, type StepRow } from "./quadratic-step.ts";

/** min f(x) subject to lower <= x <= upper and linear rows, from a start that need not be allowed by the bounds. */
export interface Minimization {
  /** [n] */
  start: ArrayLike<number>;
  /** [n] each; no bound when nothing is said. */
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
  /** Rows a'x <= upper beside the bounds; the start must meet them. */
  rows?: readonly { coefficients: ArrayLike<number>; upper: number }[];
  /**
   * f at x; fills the gradient, [n]. A value that is not finite says that x is outside the domain of f, and the search turns back.
   * f should be of the order of one (a mean, not a sum), so that the tolerances mean the same for long and short series.
   */
  objective(x: Float64Array, gradient: Float64Array): number;
  /** Positive definite guess of the second derivatives at the start, [n, n] row-major; without it the gradient's size sets the scale. */
  curvature?: Float64Array | null;
  /** The search ends where a whole step would lower f by less than this. 1e-10 when nothing is said. */
  tolerance?: number;
  maxIterations?: number;
}

export interface Minimum {
  /** [n] */
  x: Float64Array;
  value: number;
  /** [n] of f at x; not zero where a bound or row holds the minimum. */
  gradient: Float64Array;
  /** How steeply f still falls along allowed directions, each unknown measured by max(1, |x_i|); zero at a minimum. */
  optimality: number;
  converged: boolean;
  iterations: number;
  evaluations: number;
}

const ARMIJO = 1e-4;
const MAX_TRIALS = 30;
const MAX_IDLE = 4;
/** What is left of the gradient where rounding hides every further descent. */
const OPTIMAL = 1e-6;

/**
 * Minimum of a smooth function under bounds and linear constraints: sequential quadratic programming with a damped BFGS matrix.
 * Every point tried is allowed by the constraints, because the set is convex and the first point is put into it.
 * @returns the best point found; `converged` is false after `maxIterations` (200 when nothing is said) or where no step lowers f any more.
 * @throws AppError "INVALID_INPUT" if the start breaks a row, a bound is above its partner or f has no value at the start.
 * Source: Nocedal and Wright (2006), chapter 18; damping: Powell (1978).
 * @example minimize({ start: [3], objective: (x, g) => { g[0] = 2 * (x[0] - 1); return (x[0] - 1) ** 2; } }).x[0] is 1
 */
export function minimize(problem: Minimization): Minimum {
  const { objective, tolerance = 1e-10, maxIterations = 200 } = problem;
  const x = allowedStart(problem);
  const n = x.length;
  const rows = constraintRows(problem, n);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  if (!Number.isFinite(value) || !gradient.every(Number.isFinite))
    throw new AppError("INVALID_INPUT", "input", `The objective has no value at its start [${[...x].join(", ")}]. Give another start.`);
  let hessian: Float64Array = problem.curvature ? Float64Array.from(problem.curvature) : scaledIdentity(gradient, x);
  /** Whether the matrix knows nothing yet but a scale. */
  let fresh = true;
  let [iterations, evaluations, idle, converged] = [0, 1, 0, false];
  while (!converged && iterations < maxIterations) {
    iterations++;
    const quadratic = quadraticStep(gradient, hessian, slackRows(rows, x));
    const slope = quadratic ? dot(gradient, quadratic.step) : 0;
    if (quadratic && slope >= -tolerance) {
      // A matrix that knows only a scale may have the wrong one: then the step is short, not the way.
      if (fresh && !problem.curvature && optimalityOf(x, gradient, rows) > OPTIMAL) {
        hessian = hessian.map((value) => value / 100);
        continue;
      }
      converged = true;
      break;
    }
    const found = quadratic ? search(objective, x, value, quadratic.step, slope) : null;
    evaluations += found?.evaluations ?? MAX_TRIALS;
    if (found) {
      updateHessian(hessian, found.move, difference(found.gradient, gradient), fresh && !problem.curvature);
      fresh = false;
      for (let i = 0; i < n; i++) x[i] = (x[i] as number) + (found.move[i] as number);
      idle = value - found.value < tolerance ? idle + 1 : 0;
      ({ value, gradient } = found);
      // Steps that promise much and bring nothing: the way leads along a kink.
      if (idle === MAX_IDLE) break;
    } else if (fresh) {
      break;
    } else {
      hessian = scaledIdentity(gradient, x);
      fresh = true;
    }
  }
  const optimality = optimalityOf(x, gradient, rows);
  return { x, value, gradient, optimality, converged: converged || optimality < OPTIMAL, iterations, evaluations };
}

/** The best of the minima from several starts. A start that cannot be used is passed over, unless none can. */
export function minimizeFromStarts(starts: readonly ArrayLike<number>[], problem: Omit<Minimization, "start">): Minimum {
  let best: Minimum | null = null;
  let failure: unknown = new AppError("INVALID_INPUT", "input", "minimizeFromStarts needs at least one start.");
  for (const start of starts) {
    try {
      const found = minimize({ ...problem, start });
      if (!best || found.value < best.value) best = found;
    } catch (error) {
      failure = error;
    }
  }
  if (!best) throw failure;
  return best;
}

interface ConstraintRow {
  coefficients: Float64Array;
  bound: number;
}

/** The start moved onto its bounds. */
function allowedStart({ start, lower, upper, rows }: Minimization): Float64Array {
  const x = Float64Array.from(start);
  for (let i = 0; i < x.length; i++) {
    const [low, high] = [lower?.[i] ?? Number.NEGATIVE_INFINITY, upper?.[i] ?? Number.POSITIVE_INFINITY];
    if (!(low <= high)) throw new AppError("INVALID_INPUT", "input", `The bounds of unknown ${i} leave nothing: [${low}, ${high}].`);
    x[i] = Math.min(Math.max(x[i] as number, low), high);
  }
  for (const row of rows ?? []) {
    const sum = dot(Float64Array.from(row.coefficients), x);
    if (!(sum <= row.upper + 1e-12 * Math.max(1, Math.abs(row.upper))))
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `The start breaks a row: ${sum} is above ${row.upper}. Give a start that meets all rows.`,
      );
  }
  return x;
}

function constraintRows({ lower, upper, rows = [] }: Minimization, n: number): ConstraintRow[] {
  const all: ConstraintRow[] = rows.map(({ coefficients, upper: bound }) => ({ coefficients: Float64Array.from(coefficients), bound }));
  for (let i = 0; i < n; i++) {
    const unit = (sign: number) => Float64Array.from({ length: n }, (_, j) => (j === i ? sign : 0));
    const [low, high] = [lower?.[i] ?? Number.NEGATIVE_INFINITY, upper?.[i] ?? Number.POSITIVE_INFINITY];
    if (Number.isFinite(high)) all.push({ coefficients: unit(1), bound: high });
    if (Number.isFinite(low)) all.push({ coefficients: unit(-1), bound: -low });
  }
  return all;
}

const slackRows = (rows: readonly ConstraintRow[], x: Float64Array): StepRow[] =>
  rows.map(({ coefficients, bound }) => ({ coefficients, slack: Math.max(0, bound - dot(coefficients, x)) }));

/** A first step of a tenth of each unknown, or of one tenth where it is zero. */
function scaledIdentity(gradient: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const size = Math.abs(x[i] as number) || 1;
    out[i * n + i] = (10 * Math.abs(gradient[i] as number)) / size || 1 / (size * size);
  }
  return out;
}

interface Found {
  move: Float64Array;
  value: number;
  gradient: Float64Array;
  evaluations: number;
}

/** Backtracking by the minimum of a parabola until f has fallen by Armijo's share of what the slope promised. */
function search(objective: Minimization["objective"], x: Float64Array, value: number, step: Float64Array, slope: number): Found | null {
  const n = x.length;
  const trial = new Float64Array(n);
  const gradient = new Float64Array(n);
  let length = 1;
  for (let evaluations = 1; evaluations <= MAX_TRIALS; evaluations++) {
    for (let i = 0; i < n; i++) trial[i] = (x[i] as number) + length * (step[i] as number);
    const found = objective(trial, gradient);
    if (Number.isFinite(found) && found <= value + ARMIJO * length * slope && gradient.every(Number.isFinite))
      return { move: difference(trial, x), value: found, gradient, evaluations };
    const parabola = (-slope * length * length) / (2 * (found - value - slope * length));
    length = Number.isFinite(found) && parabola > 0 ? Math.min(Math.max(parabola, 0.1 * length), 0.5 * length) : 0.2 * length;
  }
  return null;
}

/** The BFGS update in place, damped so that the matrix stays positive definite where f bends the other way. `scale` first fits its size. */
function updateHessian(hessian: Float64Array, move: Float64Array, change: Float64Array, scale: boolean): void {
  const n = move.length;
  const curvature = dot(move, change);
  if (scale && curvature > 0) {
    const before = dot(move, product(hessian, move));
    for (let at = 0; at < hessian.length; at++) hessian[at] = ((hessian[at] as number) * curvature) / before;
  }
  const bent = product(hessian, move);
  const own = dot(move, bent);
  if (!(own > 0)) return;
  const damping = curvature >= 0.2 * own ? 1 : (0.8 * own) / (own - curvature);
  const damped = change.map((value, i) => damping * value + (1 - damping) * (bent[i] as number));
  const along = dot(move, damped);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      hessian[at] =
        (hessian[at] as number) -
        ((bent[i] as number) * (bent[j] as number)) / own +
        ((damped[i] as number) * (damped[j] as number)) / along;
    }
  }
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return Float64Array.from({ length: n }, (_, i) => dot(matrix.subarray(i * n, (i + 1) * n), vector));
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - (b[i] as number));

/** What is left of the gradient along allowed directions: the length of the steepest such step, by the same quadratic program. */
function optimalityOf(x: Float64Array, gradient: Float64Array, rows: readonly ConstraintRow[]): number {
  const n = x.length;
  const metric = new Float64Array(n * n);
  for (let i = 0; i < n; i++) metric[i * n + i] = 1 / Math.max(1, Math.abs(x[i] as number)) ** 2;
  const steepest = quadraticStep(gradient, metric, slackRows(rows, x));
  return steepest ? Math.sqrt(Math.max(0, -dot(gradient, steepest.step))) : Number.POSITIVE_INFINITY;
}
