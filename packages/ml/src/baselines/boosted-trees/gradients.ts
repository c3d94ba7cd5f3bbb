import type { Values } from "../../evaluation/inputs.ts";
import type { BoostedTreesParams } from "./params.ts";

/** Pairs of every row, first [gradient, hessian] as the objective gives them, then [gradient, packed hessian]. */
export interface GradientPairs {
  /** [2 n] a row's two numbers side by side. */
  pairs: Float64Array;
  /** Sum of the magnitudes of the gradients. */
  magnitude: number;
  /** Sum of the hessians. */
  total: number;
  /** A power of two above the sum of all hessians: floor(sum of packed / countUnit) is the number of rows in a sum. */
  countUnit: number;
}

/** Bits of a sum that Float64 holds exactly, one kept in reserve. */
const EXACT_BITS = 52;

/** Rounds gradients and hessians to fixed-point numbers whose sums over any rows are exact in Float64, and packs a row's count into its
 *  hessian. Sums are then the same in any order, a histogram minus another is exactly the third, and the number of rows costs no addition.
 *  The gradient's unit is 2^-52 of the sum of all magnitudes. The hessian's is 2^-52 of (rows + 1) times `countUnit`: 2^-24 for 24,000
 *  rows, 2^-14 for a million, with hessians of 1/4.
 *  @param rows to pack, in place. */
export function packGradients(rows: Int32Array, gradients: GradientPairs): void {
  const { pairs, magnitude, total } = gradients;
  const countUnit = 2 ** exponentAbove(total * 1.001);
  const hessianUnit = countUnit * 2 ** (exponentAbove(rows.length + 1) - EXACT_BITS);
  // Added and taken away again, 1.5 * 2^52 units leave a number rounded to whole units.
  const gradientRounder = 1.5 * 2 ** exponentAbove(magnitude);
  const hessianRounder = 1.5 * 2 ** 52 * hessianUnit;
  for (let k = 0; k < rows.length; k += 1) {
    const at = 2 * (rows[k] as number);
    pairs[at] = (pairs[at] as number) + gradientRounder - gradientRounder;
    const hessian = (pairs[at + 1] as number) + hessianRounder - hessianRounder;
    // At least one unit: a leaf of confident rows must not have a hessian of 0.
    pairs[at + 1] = countUnit + Math.max(hessian, hessianUnit);
  }
  gradients.countUnit = countUnit;
}

function exponentAbove(value: number): number {
  return value > 0 ? Math.max(-500, Math.floor(Math.log2(value)) + 1) : 0;
}

/** Loss, first and second derivative by the raw score (log-odds, or the value itself), times the row's weight. */
export interface Objective {
  /** The constant that minimises the loss of the rows that count. */
  start(y: Values, weight: Float64Array | null, rows: Int32Array): number;
  /** Writes the pairs of the rows that count, and their sums. */
  derivatives(y: Float64Array, weight: Float64Array | null, raw: Float64Array, rows: Int32Array, out: GradientPairs): void;
  /** Mean loss a unit of weight over rows [from, to) of y, weight and raw. */
  loss(y: Float64Array, weight: Float64Array | null, raw: Float64Array, from: number, to: number): number;
}

/** Log-loss of labels 0 or 1: ln(1 + exp(s)) - y s, gradient p - y, hessian p (1 - p), p = 1 / (1 + exp(-s)). */
const logistic: Objective = {
  start(y, weight, rows) {
    const rate = weightedMean(y, weight, rows);
    return Math.log(rate / (1 - rate));
  },
  derivatives(y, weight, raw, rows, out) {
    const { pairs } = out;
    let magnitude = 0;
    let total = 0;
    for (let k = 0; k < rows.length; k += 1) {
      const i = rows[k] as number;
      const w = weight ? (weight[i] as number) : 1;
      const p = 1 / (1 + Math.exp(-(raw[i] as number)));
      const g = w * (p - (y[i] as number));
      const h = w * p * (1 - p);
      magnitude += Math.abs(g);
      total += h;
      pairs[2 * i] = g;
      pairs[2 * i + 1] = h;
    }
    out.magnitude = magnitude;
    out.total = total;
  },
  loss(y, weight, raw, from, to) {
    let sum = 0;
    let total = 0;
    for (let i = from; i < to; i += 1) {
      const w = weight ? (weight[i] as number) : 1;
      const s = raw[i] as number;
      sum += w * (Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - (y[i] as number) * s);
      total += w;
    }
    return sum / total;
  },
};

/** Half the squared error: (s - y)^2 / 2, gradient s - y, hessian 1. */
const squaredError: Objective = {
  start: weightedMean,
  derivatives(y, weight, raw, rows, out) {
    const { pairs } = out;
    let magnitude = 0;
    let total = 0;
    for (let k = 0; k < rows.length; k += 1) {
      const i = rows[k] as number;
      const w = weight ? (weight[i] as number) : 1;
      const g = w * ((raw[i] as number) - (y[i] as number));
      magnitude += Math.abs(g);
      total += w;
      pairs[2 * i] = g;
      pairs[2 * i + 1] = w;
    }
    out.magnitude = magnitude;
    out.total = total;
  },
  loss(y, weight, raw, from, to) {
    let sum = 0;
    let total = 0;
    for (let i = from; i < to; i += 1) {
      const w = weight ? (weight[i] as number) : 1;
      sum += (w * ((raw[i] as number) - (y[i] as number)) ** 2) / 2;
      total += w;
    }
    return sum / total;
  },
};

/** Huber's loss: half the squared error up to delta, delta (|s - y| - delta / 2) beyond; gradient clipped to delta, hessian 1. */
const huber = (delta: number): Objective => ({
  // The mean is no minimum of it, but the first trees go from there to one.
  start: weightedMean,
  derivatives(y, weight, raw, rows, out) {
    const { pairs } = out;
    let magnitude = 0;
    let total = 0;
    for (let k = 0; k < rows.length; k += 1) {
      const i = rows[k] as number;
      const w = weight ? (weight[i] as number) : 1;
      const g = w * Math.max(-delta, Math.min(delta, (raw[i] as number) - (y[i] as number)));
      magnitude += Math.abs(g);
      total += w;
      pairs[2 * i] = g;
      pairs[2 * i + 1] = w;
    }
    out.magnitude = magnitude;
    out.total = total;
  },
  loss(y, weight, raw, from, to) {
    let sum = 0;
    let total = 0;
    for (let i = from; i < to; i += 1) {
      const w = weight ? (weight[i] as number) : 1;
      const size = Math.abs((raw[i] as number) - (y[i] as number));
      sum += w * (size <= delta ? (size * size) / 2 : delta * (size - delta / 2));
      total += w;
    }
    return sum / total;
  },
});

export const objectiveOf = ({ objective, huberDelta }: Pick<BoostedTreesParams, "objective" | "huberDelta">): Objective =>
  ({ LOGISTIC: logistic, SQUARED_ERROR: squaredError, HUBER: huber(huberDelta) })[objective];

function weightedMean(y: Values, weight: Float64Array | null, rows: Int32Array): number {
  let sum = 0;
  let total = 0;
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k] as number;
    const w = weight ? (weight[i] as number) : 1;
    sum += w * (y[i] as number);
    total += w;
  }
  return sum / total;
}
