import { checkBinary, invalidInput, type Values } from "./inputs.ts";

/** Counts of decisions at one threshold. */
export interface Confusion {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
}

/** Confusion counts of the rule "positive when score >= threshold".
 *  @param y [n] labels 0 or 1. @param score [n] finite. @param threshold finite, on the score's scale.
 *  @returns four counts that sum to n; one class only is allowed.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ, a score or the threshold is not finite, or a label is not 0 or 1.
 *  @example confusionAt([0, 1], [0.4, 0.5], 0.5) has truePositives 1 and trueNegatives 1 */
export function confusionAt(y: Values, score: Values, threshold: number): Confusion {
  checkBinary(y, score);
  checkThreshold(threshold);
  const counts: Confusion = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (let i = 0; i < score.length; i += 1) {
    const called = (score[i] as number) >= threshold;
    if (y[i] === 1) counts[called ? "truePositives" : "falseNegatives"] += 1;
    else counts[called ? "falsePositives" : "trueNegatives"] += 1;
  }
  return counts;
}

export function checkThreshold(threshold: number): void {
  if (!Number.isFinite(threshold)) throw invalidInput(`'threshold' must be a finite number. Got ${threshold}; pass for example 0.5.`);
}

/** Share of rows decided rightly: (TP + TN) / n, in [0, 1]. */
export function accuracy(counts: Confusion): number {
  return (counts.truePositives + counts.trueNegatives) / total(counts);
}

/** Accuracy of always answering the more frequent class: max(P, N) / n, in [0.5, 1]. An accuracy below it is worth nothing. */
export function majorityAccuracy(counts: Confusion): number {
  const nPositive = counts.truePositives + counts.falseNegatives;
  return Math.max(nPositive, total(counts) - nPositive) / total(counts);
}

/** Share of the rows called positive that are: TP / (TP + FP), in [0, 1]; 0 when none is called positive. */
export function precision(counts: Confusion): number {
  return ratio(counts.truePositives, counts.truePositives + counts.falsePositives);
}

/** Share of the positives that are called so: TP / (TP + FN), in [0, 1]; 0 when there are no positives. */
export function recall(counts: Confusion): number {
  return ratio(counts.truePositives, counts.truePositives + counts.falseNegatives);
}

/** Share of the negatives that are called so: TN / (TN + FP), in [0, 1]; 0 when there are no negatives. */
export function specificity(counts: Confusion): number {
  return ratio(counts.trueNegatives, counts.trueNegatives + counts.falsePositives);
}

/** Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), in [0, 1]; 0 when there is nothing to find and nothing called. */
export function f1(counts: Confusion): number {
  return ratio(2 * counts.truePositives, 2 * counts.truePositives + counts.falsePositives + counts.falseNegatives);
}

/** Mean of recall and specificity, in [0, 1]; 0.5 for a constant answer. */
export function balancedAccuracy(counts: Confusion): number {
  return (recall(counts) + specificity(counts)) / 2;
}

/** Matthews correlation of decision and label: (TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)), in [-1, 1]; 0 when a margin is
 *  empty. Source: Matthews (1975). */
export function matthewsCorrelation(counts: Confusion): number {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  return ratio(tp * tn - fp * fn, Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn));
}

function total(counts: Confusion): number {
  return counts.truePositives + counts.falsePositives + counts.trueNegatives + counts.falseNegatives;
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
