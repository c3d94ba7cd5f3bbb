import { AppError } from "@plimsoll/schema";

export interface Minimum {
  x: Float64Array;
  value: number;
  iterations: number;
}

type Vertex = Omit<Minimum, "iterations">;

/** A function to minimise; Infinity says that a point is not allowed. */
export type Objective = (x: Float64Array) => number;

const CUBE_ROOT = Math.cbrt(Number.EPSILON);
/** Gains, relative to the value, that the differences of a sum of thousands of terms cannot tell from noise. */
const ROUNDING = 1e-9;
const STALL = 1e-13;
const MOST_STALLED = 3;

/**
 * A local minimum of a smooth function of a few variables, by BFGS with central differences and a backtracking line search, restarted
 * from a simplex search where the gradient leads nowhere.
 * @param objective finite at `start`; Infinity outside its domain. Variables should be of order one: pass logarithms of scales.
 * @param inverse inverse Hessian near the minimum, [n, n], where one is known: the first step is then Newton's.
 * @returns the point, to about 1e-6 of its variables (the noise of differences).
 * @throws AppError "NOT_CONVERGED" if the start is not allowed or no minimum is found in `maxIterations` steps.
 * Source: Nocedal and Wright (2006), algorithm 6.1; Nelder and Mead (1965).
 */
export function minimizeByDifferences(
  objective: Objective,
  start: ArrayLike<number>,
  { maxIterations = 300, tolerance = 1e-6, inverse }: { maxIterations?: number; tolerance?: number; inverse?: Float64Array } = {},
): Minimum {
  let x: Float64Array = Float64Array.from(start);
  let value = objective(x);
  if (!Number.isFinite(value)) throw notConverged(`the start has the value ${value}`);
  for (let attempt = 0; attempt < 4; attempt++) {
    const run = quasiNewton(objective, x, value, { maxIterations, tolerance, inverse: attempt === 0 ? inverse?.slice() : undefined });
    const gained = value - run.value;
    ({ x, value } = run);
    if (run.settled) return { x, value, iterations: run.iterations };
    const simplex = simplexSearch(objective, x, value, 200 * x.length);
    const further = value - simplex.value;
    ({ x, value } = simplex);
    if (!Number.isFinite(value)) throw notConverged("the value falls without end");
    // Both methods agree that nothing lower is near: the gradient test failed by the noise of the differences alone.
    if (attempt > 0 && Math.max(gained, further) <= 1e-10 * (Math.abs(value) + 1)) return { x, value, iterations: run.iterations };
  }
  throw notConverged(`the value is still falling at ${value}`);
}

/** Central differences. @returns [n]; a variable whose two sides are not both allowed has the one-sided difference. */
export function gradientOf(objective: Objective, x: Float64Array, value = objective(x)): Float64Array {
  const moved = x.slice();
  return x.map((at, i) => {
    const h = CUBE_ROOT * Math.max(1, Math.abs(at));
    moved[i] = at + h;
    const above = objective(moved);
    moved[i] = at - h;
    const below = objective(moved);
    moved[i] = at;
    if (Number.isFinite(above) && Number.isFinite(below)) return (above - below) / (2 * h);
    return Number.isFinite(above) ? (above - value) / h : (value - below) / h;
  });
}

/** Second differences. @returns [n, n] row-major, symmetric. */
export function hessianOf(objective: Objective, x: ArrayLike<number>): Float64Array {
  const at = Float64Array.from(x);
  const n = at.length;
  const step = at.map((value) => Number.EPSILON ** 0.25 * Math.max(1, Math.abs(value)));
  const center = objective(at);
  const shifted = (i: number, a: number, j: number, b: number): number => {
    const point = at.slice();
    point[i] = (point[i] as number) + a * (step[i] as number);
    point[j] = (point[j] as number) + b * (step[j] as number);
    return objective(point);
  };
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] = (shifted(i, 1, i, 0) - 2 * center + shifted(i, -1, i, 0)) / (step[i] as number) ** 2;
    for (let j = 0; j < i; j++) {
      const mixed = shifted(i, 1, j, 1) - shifted(i, 1, j, -1) - shifted(i, -1, j, 1) + shifted(i, -1, j, -1);
      hessian[i * n + j] = mixed / (4 * (step[i] as number) * (step[j] as number));
      hessian[j * n + i] = hessian[i * n + j] as number;
    }
  }
  return hessian;
}

interface Descent {
  maxIterations: number;
  tolerance: number;
  inverse: Float64Array | undefined;
}

function quasiNewton(objective: Objective, start: Float64Array, startValue: number, { maxIterations, tolerance, inverse: known }: Descent) {
  const n = start.length;
  let x = start;
  let value = startValue;
  let gradient = gradientOf(objective, x, value);
  let inverse = known ?? identity(n);
  let stalled = 0;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    if (isFlat(gradient, x, value, tolerance)) return { x, value, iterations: iteration, settled: true };
    let direction = negativeProduct(inverse, gradient);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      inverse = identity(n);
      direction = gradient.map((g) => -g);
      slope = dot(direction, gradient);
    }
    // A first step of at most one in each variable: the scale of the curvature is not known yet.
    let step = Math.min(1, 2 / Math.max(...direction.map(Math.abs)));
    let next = move(x, direction, step);
    let nextValue = objective(next);
    while (!(nextValue <= value + 1e-4 * step * slope) && step > 1e-14) {
      step /= 2;
      next = move(x, direction, step);
      nextValue = objective(next);
    }
    // Where even the promised gain is below the rounding of the function, this is as low as it can be told.
    if (!(nextValue <= value + 1e-4 * step * slope))
      return { x, value, iterations: iteration, settled: -slope <= ROUNDING * (1 + Math.abs(value)) };
    stalled = value - nextValue <= STALL * (1 + Math.abs(value)) ? stalled + 1 : 0;
    if (stalled === MOST_STALLED && isFlat(gradient, x, value, 1000 * tolerance))
      return { x: next, value: nextValue, iterations: iteration, settled: true };
    const nextGradient = gradientOf(objective, next, nextValue);
    update(
      inverse,
      next.map((v, i) => v - (x[i] as number)),
      nextGradient.map((g, i) => g - (gradient[i] as number)),
    );
    x = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return { x, value, iterations: maxIterations, settled: false };
}

function isFlat(gradient: Float64Array, x: Float64Array, value: number, tolerance: number): boolean {
  return gradient.every((g, i) => Math.abs(g) * Math.max(1, Math.abs(x[i] as number)) <= tolerance * Math.max(1, Math.abs(value)));
}

/** The BFGS update of the inverse Hessian, left out where the curvature along the step is not positive. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const curvature = dot(s, y);
  if (!(curvature > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  const hy = negativeProduct(inverse, y).map((v) => -v);
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [si, sj, hi, hj] = [s[i] as number, s[j] as number, hy[i] as number, hy[j] as number];
      inverse[i * n + j] = (inverse[i * n + j] as number) + factor * si * sj - (hi * sj + si * hj) / curvature;
    }
  }
}

function simplexSearch(objective: Objective, start: Float64Array, startValue: number, maxEvaluations: number): Vertex {
  const n = start.length;
  const points: Vertex[] = [{ x: start, value: startValue }];
  for (let i = 0; i < n; i++) {
    const x = start.slice();
    x[i] = (x[i] as number) + 0.1 * Math.max(1, Math.abs(x[i] as number));
    points.push({ x, value: objective(x) });
  }
  const along = (center: Float64Array, away: Float64Array, factor: number) => {
    const x = center.map((c, i) => c + factor * (c - (away[i] as number)));
    return { x, value: objective(x) };
  };
  for (let used = n; used < maxEvaluations; ) {
    points.sort((a, b) => a.value - b.value);
    const [best, worst] = [points[0], points[n]] as [Vertex, Vertex];
    if (worst.value - best.value <= 1e-14 * (Math.abs(best.value) + 1)) break;
    const center = new Float64Array(n);
    for (const { x } of points.slice(0, n)) for (let i = 0; i < n; i++) center[i] = (center[i] as number) + (x[i] as number) / n;
    const second = points[n - 1] as Vertex;
    const reflected = along(center, worst.x, 1);
    used++;
    let taken = reflected.value < second.value ? reflected : null;
    if (reflected.value < best.value) {
      const expanded = along(center, worst.x, 2);
      used++;
      if (expanded.value < reflected.value) taken = expanded;
    } else if (!taken) {
      const contracted = along(center, worst.x, reflected.value < worst.value ? 0.5 : -0.5);
      used++;
      if (contracted.value < Math.min(reflected.value, worst.value)) taken = contracted;
    }
    if (taken) {
      points[n] = taken;
      continue;
    }
    for (let k = 1; k <= n; k++) {
      const x = (points[k] as Vertex).x.map((v, i) => (v + (best.x[i] as number)) / 2);
      points[k] = { x, value: objective(x) };
      used++;
    }
  }
  points.sort((a, b) => a.value - b.value);
  return points[0] as Vertex;
}

const move = (x: Float64Array, direction: Float64Array, step: number) => x.map((v, i) => v + step * (direction[i] as number));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function negativeProduct(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, i) => -v.reduce((sum, value, j) => sum + (matrix[i * v.length + j] as number) * value, 0));
}

function notConverged(what: string): AppError {
  return new AppError(
    "NOT_CONVERGED",
    "numerical",
    `No optimum was found: ${what}. Use more observations, a simpler distribution, or another start.`,
  );
}
