import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkProbabilities, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";
import { logLosses, squaredErrors } from "./probability.ts";
import { countedOnce, type RankedScores, type RowCounts, rankingMetrics, rankScores } from "./ranking.ts";
import { accuracy, checkThreshold, f1, majorityAccuracy, precision, recall } from "./threshold.ts";

/** Metric names of a binary task, in the order of `evaluateBinary`. */
export const BINARY_METRICS = [
  "auc",
  "average_precision",
  "ks",
  "accuracy",
  "majority_accuracy",
  "precision",
  "recall",
  "f1",
  "brier",
  "log_loss",
] as const;

export interface BinaryEvaluation {
  /** [n] labels 0 or 1. */
  y: Values;
  /** [n] probability of the positive class, in [0, 1]. */
  score: Values;
  split: DataSplit;
  /** Rows with score >= threshold are called positive; 0.5 unless given. */
  threshold?: number;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** The metrics of a binary model on one part of the data, each with its 95 % percentile bootstrap interval (`bootstrapIntervals`).
 *  @returns `BINARY_METRICS` in that order; low and high are null without a bootstrap. Precision and f1 are 0 when nothing is called
 *  positive. `majority_accuracy` is what always answering the more frequent class would reach on these rows.
 *  One sort, then each replicate is linear: O(n log n + replicates * n) time, 45 bytes a row.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ, a score is not in [0, 1] or not finite, a label is not 0 or 1, or the
 *  threshold is not finite; "DEGENERATE_TARGET" if only one class is present. */
export function evaluateBinary({ y, score, split, threshold = 0.5, bootstrap = DEFAULT_BOOTSTRAP }: BinaryEvaluation): MetricValue[] {
  checkThreshold(threshold);
  const ranked = rankScores(y, score);
  checkProbabilities("score", ranked.score);
  const fill = binaryMetrics(ranked, threshold);
  const values = new Float64Array(BINARY_METRICS.length);
  fill(countedOnce(ranked), values);
  const intervals = bootstrap
    ? bootstrapIntervals(
        ranked.n,
        BINARY_METRICS.length,
        (counts, out) => {
          const sample = classCounts(ranked, counts);
          if (sample.nPositive === 0 || sample.nNegative === 0) return false;
          fill(sample, out);
          return true;
        },
        bootstrap,
      )
    : null;
  return metricValues(BINARY_METRICS, split, values, intervals);
}

/** All binary metrics of counted rows, in linear passes over the sorted rows. */
function binaryMetrics(ranked: RankedScores, threshold: number): (sample: RowCounts, out: Float64Array) => void {
  const { n, score, label } = ranked;
  const squared = squaredErrors(label, score);
  const logged = logLosses(label, score);
  const firstBelow = score.findIndex((value) => value < threshold);
  const called = firstBelow === -1 ? n : firstBelow;

  return (sample, out) => {
    const { counts, nPositive, nNegative } = sample;
    let calledPositive = 0;
    let truePositives = 0;
    for (let i = 0; i < called; i += 1) {
      const count = counts[i] as number;
      calledPositive += count;
      truePositives += count * (label[i] as number);
    }
    let squaredSum = 0;
    let loggedSum = 0;
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      squaredSum += count * (squared[i] as number);
      loggedSum += count * (logged[i] as number);
    }
    const falsePositives = calledPositive - truePositives;
    const confusion = {
      truePositives,
      falsePositives,
      trueNegatives: nNegative - falsePositives,
      falseNegatives: nPositive - truePositives,
    };
    const ranking = rankingMetrics(ranked, sample);
    out[0] = ranking.auc;
    out[1] = ranking.averagePrecision;
    out[2] = ranking.ks;
    out[3] = accuracy(confusion);
    out[4] = majorityAccuracy(confusion);
    out[5] = precision(confusion);
    out[6] = recall(confusion);
    out[7] = f1(confusion);
    out[8] = squaredSum / (nPositive + nNegative);
    out[9] = loggedSum / (nPositive + nNegative);
  };
}

function classCounts({ n, label }: RankedScores, counts: Uint16Array): RowCounts {
  let nPositive = 0;
  for (let i = 0; i < n; i += 1) nPositive += (counts[i] as number) * (label[i] as number);
  return { counts, nPositive, nNegative: n - nPositive };
}
