import type { EvaluationReport } from "@plimsoll/schema";
import { checkProbabilities, type Values } from "./inputs.ts";
import { Z_95 } from "./normal.ts";
import { type Curve, precisionRecallCurve, type RankedScores, rankScores, rocCurve } from "./ranking.ts";
import { thinCurve } from "./thinning.ts";
import { checkThreshold } from "./threshold.ts";

const MAX_CURVE_POINTS = 200;
const CALIBRATION_BINS = 10;
const THRESHOLD_STEPS = 100;
const HISTOGRAM_BINS = 20;

/** The plots of a binary evaluation, computed once so that no browser needs the scores.
 *  @param y [n] labels 0 or 1. @param score [n] probability of the positive class. @param threshold finite; rows with score >=
 *  threshold are called positive.
 *  @returns JSON-safe numbers only. ROC and precision-recall: at most 200 points from the highest threshold to the lowest (`thinCurve`).
 *  Calibration: at most 10 bins of equally many rows, rows of equal score never parted, with Wilson 95 % intervals of the observed
 *  rate. Thresholds: 0, 0.01, ..., 1, and the run's own. Histogram: 20 equal bins over [0, 1], the last one closed. O(n log n).
 *  @throws AppError "INVALID_INPUT" and "DEGENERATE_TARGET" as `evaluateBinary`. */
export function buildReport({ y, score, threshold }: { y: Values; score: Values; threshold: number }): EvaluationReport {
  checkThreshold(threshold);
  const ranked = rankScores(y, score);
  checkProbabilities("score", ranked.score);
  return {
    nRows: ranked.n,
    nPositive: ranked.nPositive,
    threshold,
    roc: thinned(rocCurve(ranked)).map(({ x, y: height, at }) => ({ falsePositiveRate: x, truePositiveRate: height, threshold: at })),
    precisionRecall: thinned(precisionRecallCurve(ranked)).map(({ x, y: height, at }) => ({ recall: x, precision: height, threshold: at })),
    calibration: calibrationByQuantile(ranked),
    thresholds: thresholdTable(ranked, threshold),
    histogram: histogram(ranked),
  };
}

/** Wilson score interval of a rate, 95 %: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
 *  @param nPositive 0 to n. @param n at least 1. @returns inside [0, 1], never empty, unlike the normal interval at rates of 0 and 1.
 *  Source: Wilson (1927). @example wilsonInterval(0, 10).low === 0 */
export function wilsonInterval(nPositive: number, n: number): { low: number; high: number } {
  const z2 = Z_95 * Z_95;
  const rate = nPositive / n;
  const centre = rate + z2 / (2 * n);
  const half = Z_95 * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return {
    low: nPositive === 0 ? 0 : (centre - half) / (1 + z2 / n),
    high: nPositive === n ? 1 : (centre + half) / (1 + z2 / n),
  };
}

function thinned(curve: Curve): { x: number; y: number; at: number }[] {
  return Array.from(thinCurve(curve.x, curve.y, MAX_CURVE_POINTS), (i) => ({
    x: curve.x[i] as number,
    y: curve.y[i] as number,
    at: curve.threshold[i] as number,
  }));
}

/** Bins of n / 10 rows, ascending by score; a group of ties goes whole to the bin in which its lowest row falls. */
function calibrationByQuantile({ n, score, label, groupEnd }: RankedScores): EvaluationReport["calibration"] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ count: 0, positives: 0, sum: 0 }));
  for (let group = groupEnd.length - 1; group >= 0; group -= 1) {
    const end = groupEnd[group] as number;
    const bin = bins[Math.floor((CALIBRATION_BINS * (n - end)) / n)];
    for (let row = group === 0 ? 0 : (groupEnd[group - 1] as number); row < end && bin; row += 1) {
      bin.count += 1;
      bin.positives += label[row] as number;
      bin.sum += score[row] as number;
    }
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ count, positives, sum }) => ({
      meanPredicted: sum / count,
      observedRate: positives / count,
      ...wilsonInterval(positives, count),
      count,
    }));
}

function thresholdTable({ n, nPositive, nNegative, score, label }: RankedScores, own: number): EvaluationReport["thresholds"] {
  const thresholds = Array.from({ length: THRESHOLD_STEPS + 1 }, (_, i) => i / THRESHOLD_STEPS);
  if (!thresholds.includes(own)) thresholds.push(own);
  thresholds.sort((a, b) => b - a);
  let row = 0;
  let truePositives = 0;
  const table = thresholds.map((threshold) => {
    for (; row < n && (score[row] as number) >= threshold; row += 1) truePositives += label[row] as number;
    const falsePositives = row - truePositives;
    return {
      threshold,
      truePositives,
      falsePositives,
      trueNegatives: nNegative - falsePositives,
      falseNegatives: nPositive - truePositives,
    };
  });
  return table.reverse();
}

function histogram({ n, score, label }: RankedScores): EvaluationReport["histogram"] {
  const bins = Array.from({ length: HISTOGRAM_BINS }, (_, i) => ({
    low: i / HISTOGRAM_BINS,
    high: (i + 1) / HISTOGRAM_BINS,
    positives: 0,
    negatives: 0,
  }));
  for (let row = 0; row < n; row += 1) {
    const bin = bins[Math.min(Math.floor(HISTOGRAM_BINS * (score[row] as number)), HISTOGRAM_BINS - 1)];
    if (bin) bin[label[row] === 1 ? "positives" : "negatives"] += 1;
  }
  return bins;
}
