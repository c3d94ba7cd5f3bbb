export interface LbfgsResult {
  x: Float64Array;
  value: number;
  /** Largest absolute component of the gradient at x. */
  gradientNorm: number;
  converged: boolean;
  iterations: number;
}

/** Steps remembered for the shape of the function. */
const MEMORY = 10;
const ARMIJO = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 40;

/**
 * Minimum of a smooth function of many unknowns without bounds: limited-memory BFGS, for which n unknowns cost some 40 n numbers and no matrix. For few
 * unknowns, bounds or constraints take `minimize`.
 * @param objective f at x; fills the gradient, [n]. It should be of the order of one (a mean, not a sum).
 * @param tolerance the search ends where no component of the gradient is larger.
 * @returns the best point found; `converged` is false after `maxIterations`, or where rounding hides every further descent.
 * Source: Nocedal and Wright (2006), algorithms 7.4 and 7.5, with a bisection for the weak Wolfe conditions.
 */
export function lbfgs(
  objective: (x: Float64Array, gradient: Float64Array) => number,
  start: ArrayLike<number>,
  { tolerance, maxIterations }: { tolerance: number; maxIterations: number },
): LbfgsResult {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let iteration = 0; ; iteration += 1) {
    const gradientNorm = largest(gradient);
    if (gradientNorm <= tolerance || iteration === maxIterations)
      return { x, value, gradientNorm, converged: gradientNorm <= tolerance, iterations: iteration };
    const direction = directionOf(gradient, pairs);
    const found = search(objective, x, value, gradient, direction, pairs.length === 0 ? Math.min(1, 1 / gradientNorm) : 1);
    if (!found) {
      // A shape remembered wrongly may point uphill: once more along the gradient alone, then there is nothing left to gain.
      if (pairs.length === 0) return { x, value, gradientNorm, converged: false, iterations: iteration };
      pairs.length = 0;
      continue;
    }
    const s = found.x.map((next, i) => next - (x[i] as number));
    const y = found.gradient.map((next, i) => next - (gradient[i] as number));
    const sy = dot(s, y);
    if (sy > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) {
      pairs.push({ s, y, rho: 1 / sy });
      if (pairs.length > MEMORY) pairs.shift();
    }
    ({ x, value, gradient } = found);
  }
}

/** -H g by the two-loop recursion. */
function directionOf(gradient: Float64Array, pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[]): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const { s, y, rho } = pairs[k] as (typeof pairs)[number];
    const alpha = rho * dot(s, q);
    alphas[k] = alpha;
    addScaled(q, y, -alpha);
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : 1;
  for (let i = 0; i < q.length; i += 1) q[i] = scale * (q[i] as number);
  pairs.forEach(({ s, y, rho }, k) => {
    addScaled(q, s, (alphas[k] as number) - rho * dot(y, q));
  });
  return q.map((value) => -value);
}

/** A step that lowers the value enough and turns the slope enough; null where none is found. */
function search(
  objective: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  first: number,
): { x: Float64Array<ArrayBuffer>; value: number; gradient: Float64Array<ArrayBuffer> } | null {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, step] = [0, Number.POSITIVE_INFINITY, first];
  let best: { x: Float64Array<ArrayBuffer>; value: number; gradient: Float64Array<ArrayBuffer> } | null = null;
  for (let trial = 0; trial < MAX_TRIALS; trial += 1) {
    const next = Float64Array.from(x, (from, i) => from + step * (direction[i] as number));
    const nextGradient = new Float64Array(x.length);
    const nextValue = objective(next, nextGradient);
    if (!(nextValue <= value + ARMIJO * step * slope)) high = step;
    else {
      best = { x: next, value: nextValue, gradient: nextGradient };
      if (dot(nextGradient, direction) >= CURVATURE * slope) return best;
      low = step;
    }
    step = Number.isFinite(high) ? (low + high) / 2 : 2 * low;
  }
  return best;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] as number) + factor * (source[i] as number);
}
