import { checkFinite, invalidInput, type Values } from "../evaluation/inputs.ts";
import { studentQuantile, studentSf } from "../numeric/distributions.ts";

export interface CorrectedT {
  mean: number;
  /** Of the values over the folds, ddof 1. */
  standardDeviation: number;
  /** Corrected for the rows that the folds' training parts share. */
  standardError: number;
  /** 95 % interval of the mean. */
  low: number;
  high: number;
  /** Two-sided, that the mean is 0; 1 where every value is 0. */
  pTwoSided: number;
}

/**
 * The corrected resampled t-test: t = mean / sqrt((1 / k + testRows / trainRows) * s^2) on k - 1 degrees of freedom, with s^2 the sample
 * variance (ddof 1) of one value a fold. The plain test takes the folds for independent, although their training parts overlap, and finds
 * differences that are none far too often.
 * @param values [k] one a fold, k >= 2: a metric, or the difference of two models' metrics on the fold.
 * @param testToTrain test rows over training rows of a fold, the mean over the folds where they differ. For folds drawn at random: blocks of
 * time are no resample of one another.
 * @returns see `CorrectedT`; values without variance have standard error 0, and p 0 unless all are 0.
 * @throws AppError "INVALID_INPUT" for fewer than two values, one that is not finite, or a ratio that is not positive.
 * Source: Nadeau and Bengio (2003), Inference for the generalization error, Machine Learning 52, section 5.
 * @example correctedResampledT([0.01, 0.03], 0.25): mean 0.02, s^2 = 0.0002, se = sqrt(0.75 * 0.0002)
 */
export function correctedResampledT(values: Values, testToTrain: number): CorrectedT {
  const k = values.length;
  if (k < 2) throw invalidInput(`A test over folds needs at least two of them. Got ${k}.`);
  if (!(testToTrain > 0)) throw invalidInput(`'testToTrain' must be positive. Got ${testToTrain}; pass test rows over training rows.`);
  checkFinite("values", values);
  let mean = 0;
  for (let i = 0; i < k; i++) mean += (values[i] as number) / k;
  let squares = 0;
  for (let i = 0; i < k; i++) squares += ((values[i] as number) - mean) ** 2;
  const variance = squares / (k - 1);
  const standardError = Math.sqrt((1 / k + testToTrain) * variance);
  const half = standardError * studentQuantile(0.975, k - 1);
  const pTwoSided = mean === 0 ? 1 : standardError === 0 ? 0 : 2 * studentSf(Math.abs(mean) / standardError, k - 1);
  return { mean, standardDeviation: Math.sqrt(variance), standardError, low: mean - half, high: mean + half, pTwoSided };
}
