import type { AnomalyDetails } from "@plimsoll/schema";
import { checkFinite, checkSameLength, type Values } from "../inputs.ts";

const BINS = 30;
const WIDE = 100;
const SHARES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

export interface AnomalyRows {
  /** [n] higher = stranger. */
  score: Values;
  /** [n] share of the training rows with at most that score; an alert from `threshold` on. */
  share: Values;
  threshold: number;
  /** [n] 1 for a true anomaly, 0 else; null where nobody knows. */
  labels: Values | null;
}

/** How anomaly scores lie, and what alerts on the strangest rows would find: of the round(n share) rows of highest score, at least one,
 *  precision = anomalies among them / rows among them, recall = anomalies among them / all anomalies; of equal scores the earlier row first.
 *  @throws AppError "INVALID_INPUT" if empty, lengths differ or a score is not finite. */
export function anomalyDetails({ score, share, threshold, labels }: AnomalyRows): AnomalyDetails {
  checkFinite("score", score);
  checkSameLength("share", share.length, "score", score.length);
  if (labels) checkSameLength("labels", labels.length, "score", score.length);
  const n = score.length;
  const alerts = Array.from({ length: n }, (_, i) => i).filter((i) => (share[i] as number) >= threshold);
  const nAnomalies = labels ? Array.from(labels).filter((label) => label === 1).length : null;
  const { isLogarithmic, bins } = histogram(score, labels);
  return {
    nRows: n,
    nAnomalies,
    nAlerts: alerts.length,
    alertsFrom: alerts.length === 0 ? null : alerts.reduce((low, i) => Math.min(low, score[i] as number), Number.POSITIVE_INFINITY),
    isLogarithmic,
    histogram: bins,
    shares: labels && nAnomalies && nAnomalies < n ? sharesOf(score, labels, nAnomalies) : [],
  };
}

function histogram(score: Values, labels: Values | null): { isLogarithmic: boolean; bins: AnomalyDetails["histogram"] } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < score.length; i += 1) {
    low = Math.min(low, score[i] as number);
    high = Math.max(high, score[i] as number);
  }
  const isLogarithmic = low > 0 && high / low > WIDE;
  const to = isLogarithmic ? Math.log : (value: number) => value;
  const from = isLogarithmic ? Math.exp : (value: number) => value;
  const nBins = low === high ? 1 : BINS;
  const width = (to(high) - to(low)) / nBins;
  const bins = Array.from({ length: nBins }, (_, at) => ({
    low: at === 0 ? low : from(to(low) + at * width),
    high: at === nBins - 1 ? high : from(to(low) + (at + 1) * width),
    others: 0,
    anomalies: labels ? 0 : null,
  }));
  for (let i = 0; i < score.length; i += 1) {
    const at = width === 0 ? 0 : Math.min(nBins - 1, Math.floor((to(score[i] as number) - to(low)) / width));
    const bin = bins[at] as (typeof bins)[number];
    if (bin.anomalies !== null && labels?.[i] === 1) bin.anomalies += 1;
    else bin.others += 1;
  }
  return { isLogarithmic, bins };
}

function sharesOf(score: Values, labels: Values, nAnomalies: number): AnomalyDetails["shares"] {
  const n = score.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
  const found = new Float64Array(n + 1);
  for (const [at, i] of order.entries()) found[at + 1] = (found[at] as number) + (labels[i] === 1 ? 1 : 0);
  return SHARES.map((share) => {
    const nAlerts = Math.max(1, Math.round(n * share));
    const right = found[nAlerts] as number;
    return { share, nAlerts, precision: right / nAlerts, recall: right / nAnomalies };
  });
}
