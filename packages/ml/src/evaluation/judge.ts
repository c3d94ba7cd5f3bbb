import type { FittedTarget } from "@plimsoll/features";
import type { DataSplit, LossName, MetricValue } from "@plimsoll/schema";
import { calibrationMetrics } from "../calibration/metrics.ts";
import { evaluateAnomaly } from "./anomaly.ts";
import { evaluateBinary } from "./binary.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { evaluateQuantiles, evaluateVariance } from "./distribution.ts";
import { evaluateForecast } from "./forecast.ts";
import type { Values } from "./inputs.ts";
import { evaluateMulticlass } from "./multiclass.ts";
import { evaluateRegression } from "./regression.ts";

/** What a model of a run is judged by, the same for the network and everything beside it. */
export interface Judging {
  target: FittedTarget;
  /** Of BINARY on the probability, of ANOMALY on the share. */
  threshold: number;
  /** FORECAST: `naiveScale` of the training rows; null otherwise. */
  naiveError: number | null;
}

export interface JudgedRows {
  split: DataSplit;
  /** [n] label 0 or 1, class index, or value in the target's own unit (FORECAST: in order of time); ANOMALY: labels, or null. */
  y: Values | null;
  /** As `Predictor.scores` gives them. */
  scores: { outputs: Values; uncalibrated: Values };
  /** The loss the outputs come from, whose own metrics are added; null for a model of plain values. */
  loss: { name: LossName; quantiles: readonly number[] | null } | null;
  bootstrap: BootstrapOptions | null;
}

/** The metrics of a task on one part of the data. @throws AppError as the task's own evaluation. */
export function judge(
  { target, threshold, naiveError }: Judging,
  { split, y, scores: { outputs, uncalibrated }, loss, bootstrap }: JudgedRows,
): MetricValue[] {
  if (target.task === "ANOMALY") {
    return evaluateAnomaly({ score: uncalibrated, share: outputs, threshold, labels: y, split, bootstrap });
  }
  const observed = y ?? [];
  switch (target.task) {
    case "BINARY":
      return [
        ...evaluateBinary({ y: observed, score: outputs, split, threshold, bootstrap }),
        ...calibrationMetrics(observed, outputs, split),
      ];
    case "MULTICLASS":
      return evaluateMulticlass({ y: observed, score: outputs, nClasses: target.labels.length, split, bootstrap });
    case "REGRESSION":
    case "FORECAST": {
      const quantiles = loss?.quantiles ?? null;
      const prediction = quantiles ? columnOf(outputs, medianOf(quantiles), quantiles.length) : outputs;
      const values =
        target.task === "FORECAST"
          ? evaluateForecast({ y: observed, prediction, naiveError: naiveError ?? 1, split, bootstrap })
          : evaluateRegression({ y: observed, prediction, split, bootstrap });
      const levels = quantiles ? evaluateQuantiles({ y: observed, prediction: outputs, levels: quantiles, split, bootstrap }) : [];
      const variance = loss?.name === "QLIKE" ? evaluateVariance({ y: observed, prediction, split, bootstrap }) : [];
      return [...values, ...levels, ...variance];
    }
  }
}

/** Where the median stands among a row's quantiles: it is what a single value is read from. */
export const medianOf = (quantiles: readonly number[] | null): number => Math.max(0, quantiles?.indexOf(0.5) ?? 0);

function columnOf(outputs: Values, at: number, k: number): Float64Array {
  return Float64Array.from({ length: outputs.length / k }, (_row, i) => outputs[i * k + at] as number);
}
