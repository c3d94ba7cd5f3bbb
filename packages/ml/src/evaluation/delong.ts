import { AppError } from "@plimsoll/schema";
import { checkSameLength, degenerateTarget, type Values } from "./inputs.ts";
import { twoSidedP, Z_95 } from "./normal.ts";
import { rankScores } from "./ranking.ts";

export interface AucWithError {
  auc: number;
  /** DeLong standard error. */
  standardError: number;
  /** 95 % normal interval, cut to [0, 1]. */
  low: number;
  high: number;
}

export interface AucComparison {
  aucA: number;
  aucB: number;
  /** Standard error of aucA - aucB on the same rows. */
  standardError: number;
  z: number;
  pTwoSided: number;
}

/** AUC with its DeLong standard error: var = S10 / m + S01 / n, the sample variances (ddof 1) of the placement values of the m positives
 *  and the n negatives.
 *  @param y [rows] labels 0 or 1, at least two of each. @param score [rows] finite, higher = more likely positive.
 *  @returns see `AucWithError`; a perfect ranking has standard error 0. O(rows log rows).
 *  @throws AppError as `rankScores`, and "DEGENERATE_TARGET" if a class has fewer than two rows.
 *  Source: DeLong, DeLong and Clarke-Pearson (1988), equations 3 to 6. */
export function delongAuc(y: Values, score: Values): AucWithError {
  const placed = placements(y, score);
  const standardError = Math.sqrt(covariance(placed.positive, placed.positive) + covariance(placed.negative, placed.negative));
  const half = Z_95 * standardError;
  return { auc: placed.auc, standardError, low: Math.max(0, placed.auc - half), high: Math.min(1, placed.auc + half) };
}

/** Paired DeLong test that two scores of the same rows have the same AUC: z = (aucA - aucB) / se of the difference.
 *  @param y [rows] labels 0 or 1, at least two of each. @param scoreA, scoreB [rows] finite, aligned with y.
 *  @returns see `AucComparison`. Scores that rank alike give z 0 and p 1.
 *  @throws AppError as `delongAuc`, and "DEGENERATE_VARIANCE" if the AUCs differ but the difference has no variance (for example a
 *  perfect score against a constant one): the test is then undefined.
 *  Source: DeLong, DeLong and Clarke-Pearson (1988), equation 8. */
export function delongTest(y: Values, scoreA: Values, scoreB: Values): AucComparison {
  checkSameLength("scoreA", scoreA.length, "scoreB", scoreB.length);
  const a = placements(y, scoreA);
  const b = placements(y, scoreB);
  const difference = (key: "positive" | "negative") => a[key].map((value, i) => value - (b[key][i] as number));
  const [positive, negative] = [difference("positive"), difference("negative")];
  const variance = covariance(positive, positive) + covariance(negative, negative);
  const gap = a.auc - b.auc;
  if (variance === 0 && gap !== 0) {
    throw new AppError(
      "DEGENERATE_VARIANCE",
      "numerical",
      `The AUCs ${a.auc} and ${b.auc} differ without any variance: use a bootstrap interval instead.`,
    );
  }
  const z = gap === 0 ? 0 : gap / Math.sqrt(variance);
  return { aucA: a.auc, aucB: b.auc, standardError: Math.sqrt(variance), z, pTwoSided: twoSidedP(z) };
}

interface Placements {
  auc: number;
  /** For each positive, in row order, the share of negatives scored below it, ties one half. */
  positive: Float64Array;
  /** For each negative, in row order, the share of positives scored above it, ties one half. */
  negative: Float64Array;
}

function placements(y: Values, score: Values): Placements {
  const ranked = rankScores(y, score);
  const { nPositive, nNegative } = ranked;
  if (nPositive < 2 || nNegative < 2) {
    throw degenerateTarget(`The DeLong variance needs two rows of each class. Got ${nPositive} positive and ${nNegative} negative.`);
  }
  const ascending = (label: 0 | 1) => ranked.score.filter((_, i) => ranked.label[i] === label).reverse();
  const negatives = ascending(0);
  const positives = ascending(1);
  const result = { auc: 0, positive: new Float64Array(nPositive), negative: new Float64Array(nNegative) };
  let nextPositive = 0;
  let nextNegative = 0;
  for (let i = 0; i < score.length; i += 1) {
    const value = score[i] as number;
    if (y[i] === 1) result.positive[nextPositive++] = (countBelow(negatives, value) + countAtMost(negatives, value)) / 2 / nNegative;
    else result.negative[nextNegative++] = 1 - (countBelow(positives, value) + countAtMost(positives, value)) / 2 / nPositive;
  }
  result.auc = result.positive.reduce((sum, value) => sum + value, 0) / nPositive;
  return result;
}

/** Sample covariance (ddof 1) over the number of values: the variance of their mean where a and b are the same series. */
function covariance(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const meanA = a.reduce((sum, value) => sum + value, 0) / n;
  const meanB = b.reduce((sum, value) => sum + value, 0) / n;
  return a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0) / (n - 1) / n;
}

function countBelow(ascending: Float64Array, value: number): number {
  return search(ascending, (item) => item < value);
}

function countAtMost(ascending: Float64Array, value: number): number {
  return search(ascending, (item) => item <= value);
}

/** How many leading items fulfil a condition that holds for a prefix only. */
function search(ascending: Float64Array, holds: (item: number) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(ascending[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
