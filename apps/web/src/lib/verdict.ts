import type { Baseline } from "@/generated/graphql.ts";
import { formatInterval, formatMetric } from "./format.ts";
import type { BaselineResult, Metric } from "./run-types.ts";

export const BASELINE_NAMES: Record<Baseline, string> = {
  LOGISTIC: "Logistic regression",
  SCORECARD: "Scorecard",
  BOOSTED_TREES: "Boosted trees",
  MAJORITY: "Base rate or mean",
  LINEAR: "Linear regression",
  NAIVE: "Naive forecast",
  SEASONAL_NAIVE: "Seasonal naive",
  ISOLATION_FOREST: "Isolation forest",
};

export interface MetricLook {
  label: string;
  /** What a better model has. */
  better: "higher" | "lower";
  meaning: string;
}

export const METRICS: Record<string, MetricLook> = {
  auc: { label: "AUC", better: "higher", meaning: "Chance that a random event scores above a random non-event." },
  average_precision: { label: "Average precision", better: "higher", meaning: "Area under the precision-recall curve." },
  ks: { label: "KS", better: "higher", meaning: "Largest gap between the classes' score distributions." },
  accuracy: { label: "Accuracy", better: "higher", meaning: "Share of right decisions at the threshold." },
  majority_accuracy: { label: "Majority accuracy", better: "higher", meaning: "Accuracy of always answering the commoner class." },
  precision: { label: "Precision", better: "higher", meaning: "Share of flagged rows that are events." },
  recall: { label: "Recall", better: "higher", meaning: "Share of events that are flagged." },
  f1: { label: "F1", better: "higher", meaning: "Harmonic mean of precision and recall." },
  macro_f1: { label: "Macro F1", better: "higher", meaning: "Mean F1 over the classes." },
  brier: { label: "Brier score", better: "lower", meaning: "Mean squared error of the probability." },
  log_loss: { label: "Log loss", better: "lower", meaning: "Mean negative log-likelihood." },
  rmse: { label: "RMSE", better: "lower", meaning: "Root mean squared error." },
  mae: { label: "MAE", better: "lower", meaning: "Mean absolute error." },
  mase: {
    label: "MASE",
    better: "lower",
    meaning: "Mean absolute error over the naive forecast's on the training rows; below 1 beats it.",
  },
  pinball: { label: "Pinball loss", better: "lower", meaning: "Mean loss of the quantiles." },
  qlike: { label: "QLIKE", better: "lower", meaning: "Quasi-likelihood of a variance forecast." },
  precision_at_alert_share: {
    label: "Precision at the alert share",
    better: "higher",
    meaning: "Share of true anomalies among the strangest rows.",
  },
  recall_at_alert_share: {
    label: "Recall at the alert share",
    better: "higher",
    meaning: "Share of the true anomalies among the strangest rows.",
  },
  alert_rate: { label: "Alert rate", better: "lower", meaning: "Share of rows that are alerts." },
  mean_score: { label: "Mean anomaly score", better: "lower", meaning: "Mean error of the copies." },
  r2: { label: "R²", better: "higher", meaning: "Share of variance explained." },
};

const VALIDATION = "val_";

/** `val_auc`, the AUC of the validation rows after an epoch, is called validation AUC. */
export function metricLook(name: string): MetricLook {
  if (name === "loss") return { label: "loss", better: "lower", meaning: "What the training minimises." };
  if (name.startsWith(VALIDATION)) {
    const look = metricLook(name.slice(VALIDATION.length));
    return { ...look, label: `validation ${look.label}` };
  }
  return METRICS[name] ?? { label: name.replaceAll("_", " "), better: "higher", meaning: "" };
}

const HEADLINES = ["auc", "mase", "r2", "accuracy", "rmse"];

export const testMetric = (metrics: readonly Metric[], name: string): Metric | undefined =>
  metrics.find((metric) => metric.name === name && metric.split === "TEST") ?? metrics.find((metric) => metric.name === name);

export const headlineMetric = (metrics: readonly Metric[]): string | null =>
  HEADLINES.find((name) => testMetric(metrics, name)) ?? metrics[0]?.name ?? null;

export interface Verdict {
  tone: "good" | "warn" | "bad" | "info";
  sentence: string;
}

/**
 * Whether the network earned its place beside the best baseline, told by intervals and not by point values: by the paired one of the
 * difference on the same rows, or, where there is none, by whether the two 95 % intervals overlap.
 */
export function verdict(metrics: readonly Metric[], baselines: readonly BaselineResult[]): Verdict | null {
  const name = headlineMetric(metrics);
  const network = name ? testMetric(metrics, name) : undefined;
  if (!name || !network) return null;
  const { label, better } = metricLook(name);
  const sign = better === "higher" ? 1 : -1;
  const rivals = baselines.flatMap((baseline) => {
    const metric = testMetric(baseline.metrics, name);
    return metric ? [{ name: BASELINE_NAMES[baseline.name], metric, advantage: baseline.advantage ?? null }] : [];
  });
  const best = rivals.sort((a, b) => sign * (b.metric.value - a.metric.value))[0];
  const own = said(label, network);
  if (!best)
    return {
      tone: "info",
      sentence: `${own}. No baseline was trained beside it, so nothing says whether a simpler model would do as well.`,
    };
  const theirs = `${best.name}'s ${formatMetric(best.metric.value)}${inBrackets(best.metric)}`;
  if (best.advantage) return pairedVerdict(own, theirs, best.advantage);
  const [low, high] = [network.low, network.high];
  const [rivalLow, rivalHigh] = [best.metric.low, best.metric.high];
  if (
    low === null ||
    low === undefined ||
    high === null ||
    high === undefined ||
    rivalLow === null ||
    rivalLow === undefined ||
    rivalHigh === null ||
    rivalHigh === undefined
  ) {
    return { tone: "info", sentence: `${own} against ${theirs}. Without both intervals the difference cannot be told from chance.` };
  }
  const wins = better === "higher" ? low > rivalHigh : high < rivalLow;
  const loses = better === "higher" ? high < rivalLow : low > rivalHigh;
  if (wins)
    return { tone: "good", sentence: `The network beats the baseline: ${own} against ${theirs}. The 95 % intervals do not overlap.` };
  if (loses) return { tone: "bad", sentence: `The network loses to the baseline: ${own} against ${theirs}. Use the simpler model.` };
  const ahead = sign * (network.value - best.metric.value) >= 0 ? "ahead of" : "behind";
  return {
    tone: "warn",
    sentence: `The network is ${ahead} the baseline, but not beyond chance: ${own} against ${theirs}. The 95 % intervals overlap.`,
  };
}

function pairedVerdict(own: string, theirs: string, advantage: Advantage): Verdict {
  const lead = `On the same rows its lead is ${leadText(advantage)}`;
  if (advantage.low > 0) return { tone: "good", sentence: `The network beats the baseline: ${own} against ${theirs}. ${lead}.` };
  if (advantage.high < 0)
    return { tone: "bad", sentence: `The network loses to the baseline: ${own} against ${theirs}. ${lead}. Use the simpler model.` };
  const ahead = advantage.value >= 0 ? "ahead of" : "behind";
  return {
    tone: "warn",
    sentence: `The network is ${ahead} the baseline, but not beyond chance: ${own} against ${theirs}. ${lead}, an interval that holds zero.`,
  };
}

export type Advantage = NonNullable<BaselineResult["advantage"]>;

/** A network's lead over a baseline on the same rows; positive = the network is better, whichever way the metric points. */
export const leadText = ({ metric, value, low, high }: Advantage): string =>
  `${value > 0 ? "+" : ""}${formatMetric(value)} ${metric === "mse" ? "of the squared error" : metricLook(metric).label} (${formatInterval(low, high)})`;

/** Accuracy means little without the share of the commoner class beside it. */
export function accuracySentence(metrics: readonly Metric[]): string | null {
  const accuracy = testMetric(metrics, "accuracy");
  const majority = testMetric(metrics, "majority_accuracy");
  if (!accuracy || !majority) return null;
  return `${said("Accuracy", accuracy)}; always answering the commoner class gives ${formatMetric(majority.value)}.`;
}

const inBrackets = ({ low, high }: Metric): string => (formatInterval(low, high) ? ` (${formatInterval(low, high)})` : "");
const said = (label: string, metric: Metric): string => `${label} ${formatMetric(metric.value)}${inBrackets(metric)}`;
