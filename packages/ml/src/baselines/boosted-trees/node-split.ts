import type { BinnedMatrix } from "./binned-matrix.ts";
import type { BoostedTreesParams } from "./params.ts";

/** The rows of a node in sums, and the interval that its leaf value must lie in. */
export interface NodeSums {
  gradient: number;
  /** Hessian with the count of rows on top (`GradientPairs`). */
  packed: number;
  lowest: number;
  highest: number;
}

/** The best split found so far; one object a leaf, reused. */
export interface SplitCandidate {
  /** Reduction of the loss times two, above 0; 0 = no split. */
  gain: number;
  /** Index into `BinnedMatrix.features`. */
  at: number;
  /** NUMERIC: bins 0 .. bin go left. */
  bin: number;
  missingLeft: boolean;
  /** CATEGORICAL: bins that go left, missing's among them. */
  leftBins: number[] | null;
  leftGradient: number;
  leftPacked: number;
}

export interface SplitSearch {
  matrix: BinnedMatrix;
  params: BoostedTreesParams;
  /** [features] -1, 0 or 1; null when no feature is constrained. */
  direction: Int8Array | null;
  countUnit: number;
}

export function emptySplit(): SplitCandidate {
  return { gain: 0, at: -1, bin: -1, missingLeft: false, leftBins: null, leftGradient: 0, leftPacked: 0 };
}

/** The leaf value that minimises the loss: -G / (H + l2), brought into the node's interval. */
export function leafValue(gradient: number, hessian: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, -gradient / hessian));
}

/** Twice the loss that a leaf saves at its value w: -(2 G w + H w^2), H with its penalty. */
export function boundedScore(gradient: number, hessian: number, lowest: number, highest: number): number {
  const value = leafValue(gradient, hessian, lowest, highest);
  return -(2 * gradient * value + hessian * value * value);
}

/** The scores of two children, or -Infinity where their values break the feature's direction. Hessians with their penalty. */
export function boundedSplitScore(
  left: number,
  leftHessian: number,
  right: number,
  rightHessian: number,
  lowest: number,
  highest: number,
  direction: number,
): number {
  const a = leafValue(left, leftHessian, lowest, highest);
  const b = leafValue(right, rightHessian, lowest, highest);
  if (direction * (b - a) < 0) return Number.NEGATIVE_INFINITY;
  return -(2 * left * a + leftHessian * a * a) - (2 * right * b + rightHessian * b * b);
}
