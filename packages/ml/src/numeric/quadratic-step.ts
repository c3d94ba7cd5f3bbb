import { eliminate } from "./linear.ts";

/** A row a'd <= slack that the step must keep; slack >= 0, so that d = 0 is allowed. */
export interface StepRow {
  coefficients: Float64Array;
  slack: number;
}

export interface QuadraticStep {
  /** [n] */
  step: Float64Array;
  /** Rows that hold with equality at the step and press against it, with their multipliers > 0. */
  active: { row: number; multiplier: number }[];
}

/**
 * The step of sequential quadratic programming: min g'd + d'Bd / 2 subject to the rows, by the primal active-set method from d = 0.
 * For the few unknowns of a likelihood each round is one small dense system, which is faster than calling a general solver.
 * @param gradient [n]. @param hessian [n, n] row-major, positive definite. @returns null if rounding makes a system singular.
 * Source: Nocedal and Wright (2006), algorithm 16.3.
 */
export function quadraticStep(gradient: Float64Array, hessian: Float64Array, rows: readonly StepRow[]): QuadraticStep | null {
  const n = gradient.length;
  // Unknowns in units in which each has curvature one, so that "singular" does not hang on what they are measured in.
  const unit = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(hessian[i * n + i] as number));
  const scaled = (vector: Float64Array) => vector.map((value, i) => value * (unit[i] as number));
  const lengths = rows.map(({ coefficients }) => Math.hypot(...scaled(coefficients)));
  const found = unitStep(
    scaled(gradient),
    hessian.map((value, at) => value * (unit[Math.floor(at / n)] as number) * (unit[at % n] as number)),
    rows.map(({ coefficients, slack }, row) => {
      const length = lengths[row] as number;
      return { coefficients: scaled(coefficients).map((value) => value / length), slack: slack / length };
    }),
  );
  return (
    found && {
      step: scaled(found.step),
      active: found.active.map(({ row, multiplier }) => ({ row, multiplier: multiplier / (lengths[row] as number) })),
    }
  );
}

function unitStep(gradient: Float64Array, hessian: Float64Array, rows: readonly StepRow[]): QuadraticStep | null {
  const n = gradient.length;
  const step = new Float64Array(n);
  const working: number[] = [];
  for (let round = 0; round < 20 * (n + rows.length + 1); round++) {
    const solved = equalityStep(gradient, hessian, rows, working, step);
    if (!solved) return null;
    const { direction, multipliers } = solved;
    const { length, blocking } = longestStep(rows, working, step, direction);
    for (let i = 0; i < n; i++) step[i] = (step[i] as number) + length * (direction[i] as number);
    if (blocking >= 0) {
      working.push(blocking);
      continue;
    }
    // The whole direction was allowed: this is the minimum on the working rows. A row that pulls instead of pressing is let go.
    let worst = -1;
    multipliers.forEach((value, at) => {
      if (value < -1e-12 && (worst < 0 || value < (multipliers[worst] as number))) worst = at;
    });
    if (worst < 0) return { step, active: working.map((row, at) => ({ row, multiplier: multipliers[at] as number })) };
    working.splice(worst, 1);
  }
  return null;
}

/** The minimum on the rows of the working set, as a direction from `step`, and those rows' multipliers. */
function equalityStep(gradient: Float64Array, hessian: Float64Array, rows: readonly StepRow[], working: number[], step: Float64Array) {
  const n = gradient.length;
  const size = n + working.length;
  const system = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    let sum = gradient[i] as number;
    for (let j = 0; j < n; j++) {
      const entry = hessian[i * n + j] as number;
      system[i * size + j] = entry;
      sum += entry * (step[j] as number);
    }
    right[i] = -sum;
  }
  working.forEach((row, at) => {
    const { coefficients } = rows[row] as StepRow;
    for (let i = 0; i < n; i++) {
      system[i * size + n + at] = coefficients[i] as number;
      system[(n + at) * size + i] = coefficients[i] as number;
    }
  });
  if (!eliminate(system, right, size)) return null;
  return { direction: right.subarray(0, n), multipliers: right.subarray(n) };
}

/** How much of the direction the rows outside the working set allow, at most all of it, and which of them stops it (-1: none). */
function longestStep(rows: readonly StepRow[], working: readonly number[], step: Float64Array, direction: Float64Array) {
  let length = 1;
  let blocking = -1;
  rows.forEach(({ coefficients, slack }, row) => {
    if (working.includes(row)) return;
    const rate = dot(coefficients, direction);
    if (rate <= 1e-14) return;
    const room = Math.max(0, slack - dot(coefficients, step)) / rate;
    if (room < length) {
      length = room;
      blocking = row;
    }
  });
  return { length, blocking };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
