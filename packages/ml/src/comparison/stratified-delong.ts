import { AppError } from "@plimsoll/schema";
import { delongAuc, delongTest } from "../evaluation/delong.ts";
import type { Values } from "../evaluation/inputs.ts";
import { twoSidedP, Z_95 } from "../evaluation/normal.ts";

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface PairedEstimate extends Estimate {
  pTwoSided: number;
}

/**
 * The mean over folds of a model's AUC with its 95 % interval: variance = sum of the folds' DeLong variances / folds^2. Scores of different
 * folds come from different models and are never ranked against each other.
 * @param folds labels and scores of each fold. @throws AppError as `delongAuc`.
 * Source: LeDell, Petersen and van der Laan (2015), Computationally efficient confidence intervals for cross-validated AUC; the variance
 * of each fold by DeLong et al. (1988).
 */
export function crossValidatedAuc(folds: readonly { y: Values; score: Values }[]): Estimate {
  let value = 0;
  let variance = 0;
  for (const { y, score } of folds) {
    const { auc, standardError } = delongAuc(y, score);
    value += auc / folds.length;
    variance += standardError ** 2 / folds.length ** 2;
  }
  const half = Z_95 * Math.sqrt(variance);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

/**
 * The difference of two models' AUCs, averaged over the folds, with its 95 % interval and the test that it is 0.
 * @returns null where the difference has no variance although it is not 0 (a perfect ranking against a constant one).
 * @throws AppError as `delongTest` otherwise. Sources as for `crossValidatedAuc`.
 */
export function crossValidatedAucDifference(folds: readonly { y: Values; a: Values; b: Values }[]): PairedEstimate | null {
  let value = 0;
  let variance = 0;
  for (const { y, a, b } of folds) {
    try {
      const { aucA, aucB, standardError } = delongTest(y, a, b);
      value += (aucA - aucB) / folds.length;
      variance += standardError ** 2 / folds.length ** 2;
    } catch (error) {
      if (error instanceof AppError && error.code === "DEGENERATE_VARIANCE") return null;
      throw error;
    }
  }
  const standardError = Math.sqrt(variance);
  if (standardError === 0 && value !== 0) return null;
  const half = Z_95 * standardError;
  return { value, low: value - half, high: value + half, pTwoSided: value === 0 ? 1 : twoSidedP(value / standardError) };
}
