import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkBinary, checkFinite, checkSameLength, invalidInput, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";
import { type RankedScores, type RowCounts, rankingMetrics, rankScores } from "./ranking.ts";

/** Metric names of an anomaly task without labels, and those that labels add. */
export const ANOMALY_METRICS = ["mean_score", "alert_rate"] as const;
export const LABELLED_ANOMALY_METRICS = [
  "auc",
  "average_precision",
  "precision",
  "recall",
  "precision_at_alert_share",
  "recall_at_alert_share",
] as const;

export interface AnomalyEvaluation {
  /** [n] anomaly scores, higher = stranger. */
  score: Values;
  /** [n] share of the training rows with at most that score, in [0, 1]; a row is an alert when it is at least `threshold`. */
  share: Values;
  threshold: number;
  /** [n] 1 for a true anomaly, 0 else: to judge by, never trained on. Null where nobody knows. */
  labels: Values | null;
  split: DataSplit;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** The metrics of anomaly scores on one part of the data, each with its 95 % percentile bootstrap interval (`bootstrapIntervals`).
 *  mean_score = mean of the scores; alert_rate = share of rows that are alerts; with labels of both kinds also auc and average_precision of the
 *  score, precision and recall of the alerts (0 where there are none), and precision_at_alert_share, recall_at_alert_share: of the
 *  round(n (1 - threshold)) rows of highest score, at least one, whatever their share says; of rows of equal score at the border
 *  each counts its part.
 *  @returns `ANOMALY_METRICS`, then `LABELLED_ANOMALY_METRICS` where `labels` holds both kinds.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ, a score is not finite, a label is not 0 or 1, or threshold is outside [0, 1]. */
export function evaluateAnomaly({
  score,
  share,
  threshold,
  labels,
  split,
  bootstrap = DEFAULT_BOOTSTRAP,
}: AnomalyEvaluation): MetricValue[] {
  if (!(threshold >= 0 && threshold <= 1))
    throw invalidInput(`'threshold' must be a share in [0, 1]. Got ${threshold}; pass for example 0.99.`);
  checkFinite("score", score);
  checkSameLength("share", share.length, "score", score.length);
  const n = score.length;
  const plain = plainMetrics(score, share, threshold);
  const values = new Float64Array(ANOMALY_METRICS.length);
  plain(new Uint16Array(n).fill(1), values);
  const own = metricValues(ANOMALY_METRICS, split, values, bootstrap && bootstrapIntervals(n, values.length, plain, bootstrap));
  return labels ? [...own, ...againstLabels({ score, share, threshold, labels, split, bootstrap })] : own;
}

function plainMetrics(score: Values, share: Values, threshold: number): (counts: Uint16Array, out: Float64Array) => boolean {
  const n = score.length;
  return (counts, out) => {
    let sum = 0;
    let alerts = 0;
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      sum += count * (score[i] as number);
      if ((share[i] as number) >= threshold) alerts += count;
    }
    out[0] = sum / n;
    out[1] = alerts / n;
    return true;
  };
}

function againstLabels({
  score,
  share,
  threshold,
  labels,
  split,
  bootstrap,
}: Required<AnomalyEvaluation> & { labels: Values }): MetricValue[] {
  const n = score.length;
  const nPositive = checkBinary(labels, score);
  if (nPositive === 0 || nPositive === n) return [];
  const ranked = rankScores(labels, score);
  // The share rises with the score, so the alerts are the first rows of the ranking.
  let called = 0;
  for (let i = 0; i < n; i += 1) called += (share[i] as number) >= threshold ? 1 : 0;
  const wanted = Math.max(1, Math.round(n * (1 - threshold)));
  const fill = (sample: RowCounts, out: Float64Array): void => {
    const ranking = rankingMetrics(ranked, sample);
    const alerts = ofFirstRows(ranked, sample, called);
    const top = ofTopShare(ranked, sample, wanted);
    out[0] = ranking.auc;
    out[1] = ranking.averagePrecision;
    out[2] = alerts.rows === 0 ? 0 : alerts.positives / alerts.rows;
    out[3] = alerts.positives / sample.nPositive;
    out[4] = top / wanted;
    out[5] = top / sample.nPositive;
  };
  const values = new Float64Array(LABELLED_ANOMALY_METRICS.length);
  fill({ counts: new Uint16Array(n).fill(1), nPositive, nNegative: n - nPositive }, values);
  const resample = (counts: Uint16Array, out: Float64Array): boolean => {
    let positives = 0;
    for (let i = 0; i < n; i += 1) positives += (counts[i] as number) * (ranked.label[i] as number);
    if (positives === 0 || positives === n) return false;
    fill({ counts, nPositive: positives, nNegative: n - positives }, out);
    return true;
  };
  return metricValues(LABELLED_ANOMALY_METRICS, split, values, bootstrap && bootstrapIntervals(n, values.length, resample, bootstrap));
}

/** Rows and positives among the first `called` of the ranking. */
function ofFirstRows({ label }: RankedScores, { counts }: RowCounts, called: number): { rows: number; positives: number } {
  let [rows, positives] = [0, 0];
  for (let i = 0; i < called; i += 1) {
    rows += counts[i] as number;
    positives += (counts[i] as number) * (label[i] as number);
  }
  return { rows, positives };
}

/** Positives among the `wanted` rows of highest score; a group of ties that reaches over the border counts its part. */
function ofTopShare({ label, groupEnd }: RankedScores, { counts }: RowCounts, wanted: number): number {
  let [rows, positives, row] = [0, 0, 0];
  for (const end of groupEnd) {
    let [here, positivesHere] = [0, 0];
    for (; row < end; row += 1) {
      here += counts[row] as number;
      positivesHere += (counts[row] as number) * (label[row] as number);
    }
    const part = here === 0 ? 0 : Math.min(1, (wanted - rows) / here);
    positives += part * positivesHere;
    rows += part * here;
    if (rows >= wanted) break;
  }
  return positives;
}
