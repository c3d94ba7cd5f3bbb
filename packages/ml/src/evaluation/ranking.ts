import { checkBinary, requireBothClasses, type Values } from "./inputs.ts";

/** Rows from the highest score to the lowest; rows of equal score form one group. */
export interface RankedScores {
  n: number;
  nPositive: number;
  nNegative: number;
  /** [n] descending. */
  score: Float64Array;
  /** [n] 0 or 1, aligned with `score`. */
  label: Uint8Array;
  /** [groups] index after the last row of each group of equal scores, ascending; the last is n. */
  groupEnd: Uint32Array;
}

/** Points of a curve from the highest threshold to the lowest: rows with score >= threshold[i] are called positive. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
  threshold: Float64Array;
}

export interface RankingMetrics {
  auc: number;
  averagePrecision: number;
  ks: number;
  /** Where the KS distance is reached; the highest such score on a draw. */
  ksThreshold: number;
}

/** Sorts scores once, descending, with their labels and their groups of ties: the input of every ranking metric.
 *  @param y [n] labels 0 or 1. @param score [n] finite, any scale, higher = more likely positive.
 *  @returns ranked rows; the result does not depend on the order of the input rows. O(n log n) time, 21 bytes a row.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ, a score is not finite or a label is not 0 or 1;
 *  "DEGENERATE_TARGET" if only one class is present. */
export function rankScores(y: Values, score: Values): RankedScores {
  const n = score.length;
  const nPositive = checkBinary(y, score);
  requireBothClasses(n, nPositive);
  const byClass = [new Float64Array(n - nPositive), new Float64Array(nPositive)] as const;
  const filled = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const label = y[i] as 0 | 1;
    const at = filled[label] as number;
    byClass[label][at] = score[i] as number;
    filled[label] = at + 1;
  }
  // Two native sorts of plain numbers and a merge: ten times faster than sorting row indices by a comparator.
  const [negative, positive] = [byClass[0].sort(), byClass[1].sort()];
  const sorted = new Float64Array(n);
  const label = new Uint8Array(n);
  const groupEnd = new Uint32Array(n);
  let groups = 0;
  let nextPositive = nPositive - 1;
  let nextNegative = n - nPositive - 1;
  for (let i = 0; i < n; i += 1) {
    const takePositive =
      nextNegative < 0 || (nextPositive >= 0 && (positive[nextPositive] as number) >= (negative[nextNegative] as number));
    const value = (takePositive ? positive[nextPositive--] : negative[nextNegative--]) as number;
    if (i > 0 && value !== sorted[i - 1]) groupEnd[groups++] = i;
    sorted[i] = value;
    label[i] = takePositive ? 1 : 0;
  }
  groupEnd[groups++] = n;
  return { n, nPositive, nNegative: n - nPositive, score: sorted, label, groupEnd: groupEnd.slice(0, groups) };
}

/** How often each ranked row is counted: once in the data itself, by chance in a resample. */
export interface RowCounts {
  /** [n] aligned with `RankedScores.score`. */
  counts: Uint16Array;
  /** Counted rows of each class. */
  nPositive: number;
  nNegative: number;
}

/** Every row counted once. */
export function countedOnce(ranked: RankedScores): RowCounts {
  return { counts: new Uint16Array(ranked.n).fill(1), nPositive: ranked.nPositive, nNegative: ranked.nNegative };
}

/** AUC, average precision and KS of ranked rows in one linear pass.
 *  AUC = P(score of a positive > score of a negative) + 1/2 P(equal) = sum over groups of negatives * (positives above + half of
 *  those inside) / (P N); AP = sum over groups of (recall step) * precision; KS = max |TPR - FPR|.
 *  @param ranked rows of `rankScores`. @param sample how often each is counted; both classes must be present.
 *  Edge cases: all scores equal gives auc 0.5, ks 0 and average precision = the positive rate. A score below chance gives auc < 0.5.
 *  Source: Hanley and McNeil (1982) for AUC; average precision without interpolation, as in scikit-learn. */
export function rankingMetrics(ranked: RankedScores, sample: RowCounts): RankingMetrics {
  const { label, groupEnd } = ranked;
  const { counts, nPositive, nNegative } = sample;
  let positives = 0;
  let negatives = 0;
  let orderedPairs = 0;
  let precisionSum = 0;
  let ks = 0;
  let ksGroup = 0;
  let row = 0;
  for (let group = 0; group < groupEnd.length; group += 1) {
    const end = groupEnd[group] as number;
    let here = 0;
    let positivesHere = 0;
    for (; row < end; row += 1) {
      const count = counts[row] as number;
      here += count;
      positivesHere += count * (label[row] as number);
    }
    if (here === 0) continue;
    orderedPairs += (here - positivesHere) * (positives + positivesHere / 2);
    positives += positivesHere;
    negatives += here - positivesHere;
    if (positivesHere > 0) precisionSum += (positivesHere * positives) / (positives + negatives);
    const distance = Math.abs(positives / nPositive - negatives / nNegative);
    if (distance > ks) {
      ks = distance;
      ksGroup = group;
    }
  }
  return {
    auc: orderedPairs / (nPositive * nNegative),
    averagePrecision: precisionSum / nPositive,
    ks,
    ksThreshold: ranked.score[(groupEnd[ksGroup] as number) - 1] as number,
  };
}

/** AUC, average precision and KS of a score, by `rankingMetrics`.
 *  @param y [n] labels 0 or 1. @param score [n] finite, higher = more likely positive. @returns see `RankingMetrics`.
 *  @throws AppError as `rankScores`: an AUC of one class is undefined and never 0.5.
 *  @example rankMetricsOf([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).auc === 0.75 */
export function rankMetricsOf(y: Values, score: Values): RankingMetrics {
  const ranked = rankScores(y, score);
  return rankingMetrics(ranked, countedOnce(ranked));
}

/** Area under the ROC curve: the share of (positive, negative) pairs ranked rightly, ties counting one half. See `rankMetricsOf`.
 *  @example auc([0, 1], [0.2, 0.2]) === 0.5 */
export function auc(y: Values, score: Values): number {
  return rankMetricsOf(y, score).auc;
}

/** Gini coefficient (accuracy ratio) 2 AUC - 1, in [-1, 1]. See `auc`. */
export function gini(y: Values, score: Values): number {
  return 2 * auc(y, score) - 1;
}

/** ROC curve: x = false positive rate, y = true positive rate, one point a group of ties.
 *  @param ranked rows of `rankScores`.
 *  @returns [groups + 1] points from (0, 0) to (1, 1). The first threshold is 1 where all scores are below 1, else the smallest
 *  number above the highest score: nobody is called positive there, and it is finite unlike the customary infinity. */
export function rocCurve(ranked: RankedScores): Curve {
  return curve(ranked, { x: 0, y: 0 }, (positives, negatives) => ({ x: negatives / ranked.nNegative, y: positives / ranked.nPositive }));
}

/** Precision-recall curve: x = recall, y = precision, one point a group of ties.
 *  @param ranked rows of `rankScores`.
 *  @returns [groups + 1] points, recall ascending. The first is (0, 1) by convention, as in scikit-learn, at the threshold described
 *  at `rocCurve`; the last is (1, positive rate). */
export function precisionRecallCurve(ranked: RankedScores): Curve {
  return curve(ranked, { x: 0, y: 1 }, (positives, negatives) => ({
    x: positives / ranked.nPositive,
    y: positives / (positives + negatives),
  }));
}

/** Area under a curve by the trapezoid rule; x must not decrease.
 *  @param points at least 2. @returns sum of (x[i] - x[i-1]) * (y[i] + y[i-1]) / 2.
 *  On a precision-recall curve this is the optimistic "PR AUC"; average precision is the one to report (Davis and Goadrich, 2006).
 *  @example trapezoidArea({ x: [0, 1], y: [0, 1] }) === 0.5 */
export function trapezoidArea(points: { x: Values; y: Values }): number {
  let area = 0;
  for (let i = 1; i < points.x.length; i += 1) {
    const width = (points.x[i] as number) - (points.x[i - 1] as number);
    area += (width * ((points.y[i] as number) + (points.y[i - 1] as number))) / 2;
  }
  return area;
}

function curve(
  ranked: RankedScores,
  first: { x: number; y: number },
  point: (positives: number, negatives: number) => { x: number; y: number },
): Curve {
  const { label, score, groupEnd } = ranked;
  const size = groupEnd.length + 1;
  const result: Curve = { x: new Float64Array(size), y: new Float64Array(size), threshold: new Float64Array(size) };
  result.x[0] = first.x;
  result.y[0] = first.y;
  result.threshold[0] = above(score[0] as number);
  let row = 0;
  let positives = 0;
  for (let group = 0; group < groupEnd.length; group += 1) {
    const end = groupEnd[group] as number;
    for (; row < end; row += 1) positives += label[row] as number;
    const { x, y } = point(positives, end - positives);
    result.x[group + 1] = x;
    result.y[group + 1] = y;
    result.threshold[group + 1] = score[end - 1] as number;
  }
  return result;
}

function above(highest: number): number {
  return highest < 1 ? 1 : highest + highest * Number.EPSILON;
}
