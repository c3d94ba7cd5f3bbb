import { fitLogistic } from "../baselines/logistic.ts";
import { checkBinary, checkProbabilities, degenerateTarget, requireBothClasses, type Values } from "./inputs.ts";

/** Probabilities are moved this far from 0 and 1 before a logarithm is taken. */
export const LOG_LOSS_CLIP = 1e-15;
const N_BINS = 10;
/** Range in which the calibration line reads probabilities, so that a single score of 0 or 1 does not decide the slope. */
const CALIBRATION_CLIP = 0.01;

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  /** The bin's place: probabilities in [index / 10, (index + 1) / 10), the last one closed. */
  index: number;
  count: number;
  meanPredicted: number;
  observedRate: number;
}

/** Squared error of each row, (p - y)^2. @param y [n] 0 or 1. @param probability [n] in [0, 1]. @returns [n], each in [0, 1]. */
export function squaredErrors(y: Values, probability: Values): Float64Array {
  return Float64Array.from({ length: y.length }, (_, i) => ((probability[i] as number) - (y[i] as number)) ** 2);
}

/** Log loss of each row, -ln(probability of what happened), the probability clipped to [1e-15, 1 - 1e-15].
 *  @param y [n] 0 or 1. @param probability [n] in [0, 1]. @returns [n], nats, each in [0, 34.6]. */
export function logLosses(y: Values, probability: Values): Float64Array {
  return Float64Array.from({ length: y.length }, (_, i) => {
    const p = Math.min(Math.max(probability[i] as number, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
    return -Math.log(y[i] === 1 ? p : 1 - p);
  });
}

/** Brier score: mean squared error of the probability, (1/n) sum (p - y)^2.
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns in [0, 1], lower is better; one class only is allowed.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ, a probability is outside [0, 1] or a label is not 0 or 1.
 *  Source: Brier (1950). @example brierScore([0, 1], [0.5, 0.5]) === 0.25 */
export function brierScore(y: Values, probability: Values): number {
  check(y, probability);
  return mean(squaredErrors(y, probability));
}

/** Brier skill score against the base rate: 1 - Brier / (r (1 - r)), r = positive rate.
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns at most 1; 0 = no better than the base rate, below 0 = worse.
 *  @throws AppError as `brierScore`, and "DEGENERATE_TARGET" if only one class is present. */
export function brierSkill(y: Values, probability: Values): number {
  const nPositive = check(y, probability);
  requireBothClasses(y.length, nPositive);
  const rate = nPositive / y.length;
  return 1 - brierScore(y, probability) / (rate * (1 - rate));
}

/** Log loss (binary cross-entropy): mean of -ln(probability of what happened), probabilities clipped to [1e-15, 1 - 1e-15].
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns nats, >= 0, lower is better; one class only is allowed.
 *  @throws AppError as `brierScore`. @example logLoss([0, 1], [0.5, 0.5]) === Math.LN2 */
export function logLoss(y: Values, probability: Values): number {
  check(y, probability);
  return mean(logLosses(y, probability));
}

/** Reliability diagram in 10 bins of equal width: bin = min(floor(10 p), 9).
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns the bins that hold rows, ascending.
 *  @throws AppError as `brierScore`. */
export function calibrationBins(y: Values, probability: Values): CalibrationBin[] {
  check(y, probability);
  const count = new Float64Array(N_BINS);
  const predicted = new Float64Array(N_BINS);
  const observed = new Float64Array(N_BINS);
  for (let i = 0; i < y.length; i += 1) {
    const p = probability[i] as number;
    const bin = Math.min(Math.floor(N_BINS * p), N_BINS - 1);
    count[bin] = (count[bin] as number) + 1;
    predicted[bin] = (predicted[bin] as number) + p;
    observed[bin] = (observed[bin] as number) + (y[i] as number);
  }
  const bins: CalibrationBin[] = [];
  count.forEach((size, index) => {
    if (size === 0) return;
    bins.push({ index, count: size, meanPredicted: (predicted[index] as number) / size, observedRate: (observed[index] as number) / size });
  });
  return bins;
}

/** Expected and maximum calibration error over `calibrationBins`: ECE = sum of (n_b / n) |observed - predicted|, MCE = its largest gap.
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns both in [0, 1]. @throws AppError as `brierScore`.
 *  Source: Naeini, Cooper and Hauskrecht (2015), with bins of equal width. */
export function calibrationError(y: Values, probability: Values): { ece: number; mce: number } {
  let ece = 0;
  let mce = 0;
  for (const bin of calibrationBins(y, probability)) {
    const gap = Math.abs(bin.observedRate - bin.meanPredicted);
    ece += (bin.count / y.length) * gap;
    mce = Math.max(mce, gap);
  }
  return { ece, mce };
}

/** Calibration line: maximum likelihood of P(y = 1) = sigmoid(intercept + slope * logit(p)), p clipped to [0.01, 0.99].
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1].
 *  @returns log-odds; intercept 0 and slope 1 = calibrated, slope below 1 = too extreme.
 *  @throws AppError as `brierScore`; "DEGENERATE_TARGET" if only one class is present or all clipped probabilities are equal (the
 *  slope is then undefined); "DIVERGED" if the probabilities separate the classes perfectly. Source: Cox (1958). */
export function calibrationLine(y: Values, probability: Values): { intercept: number; slope: number } {
  requireBothClasses(y.length, check(y, probability));
  const logit = Float64Array.from({ length: y.length }, (_, i) => {
    const p = Math.min(Math.max(probability[i] as number, CALIBRATION_CLIP), 1 - CALIBRATION_CLIP);
    return Math.log(p / (1 - p));
  });
  if (logit.every((value) => value === logit[0])) {
    throw degenerateTarget("The calibration slope needs at least two different probabilities; all rows have the same.");
  }
  const { bias, weights } = fitLogistic({ x: logit, y, n: y.length, d: 1, l2: 0 });
  return { intercept: bias, slope: weights[0] as number };
}

/** Spiegelhalter's z: test that the Brier score is what calibrated probabilities would give.
 *  z = sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)).
 *  @param y [n] labels 0 or 1. @param probability [n] in [0, 1]. @returns standard normal under perfect calibration.
 *  @throws AppError as `brierScore`, and "DEGENERATE_TARGET" if every probability is 0, 0.5 or 1 (the variance is then zero).
 *  Source: Spiegelhalter (1986). */
export function spiegelhalterZ(y: Values, probability: Values): number {
  check(y, probability);
  let excess = 0;
  let variance = 0;
  for (let i = 0; i < y.length; i += 1) {
    const p = probability[i] as number;
    excess += ((y[i] as number) - p) * (1 - 2 * p);
    variance += (1 - 2 * p) ** 2 * p * (1 - p);
  }
  if (variance === 0) throw degenerateTarget("Spiegelhalter's z is undefined when every probability is 0, 0.5 or 1.");
  return excess / Math.sqrt(variance);
}

function check(y: Values, probability: Values): number {
  const nPositive = checkBinary(y, probability);
  checkProbabilities("probability", probability);
  return nPositive;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
