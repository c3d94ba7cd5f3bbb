import type { FittedTarget } from "@plimsoll/features";
import { type IntervalRule, intervalOf, medianOf, type Scores } from "@plimsoll/ml";
import type { ScoreReason, ScoreResult } from "@plimsoll/schema";

/** What an anomaly task decides. */
export const ANOMALY_DECISIONS = { normal: "NORMAL", alert: "ALERT" } as const;

/** What a network's outputs say, without what is told of the row beside them. */
export type ReadScore = Omit<ScoreResult, "strangeness" | "outOfDistribution">;

/** Reads the outputs of a network as what a caller asked for. `at` is the row; outputs are [n, k]. */
export interface ScoreReader {
  nOutputs: number;
  /** Which of a row's outputs is its value; null for classes. */
  explained: number | null;
  decision(outputs: ArrayLike<number>, at: number): string | null;
  /** Whether the decision is the event one fears; never where the task has none. */
  isAdverse(outputs: ArrayLike<number>, at: number): boolean;
  result(scores: Scores, at: number, reasons: ScoreReason[]): ReadScore;
}

/** @param quantiles probabilities of the outputs where they are quantiles, as `Predictor.quantiles`. @param interval of a number, where there is one. */
export function scoreReader(
  target: FittedTarget,
  threshold: number,
  quantiles: readonly number[] | null = null,
  interval: IntervalRule | null = null,
): ScoreReader {
  switch (target.task) {
    case "BINARY": {
      const { positive, negative } = target.labels;
      const isAdverse = (outputs: ArrayLike<number>, at: number): boolean => (outputs[at] as number) >= threshold;
      const decision = (outputs: ArrayLike<number>, at: number): string => (isAdverse(outputs, at) ? positive : negative);
      return {
        nOutputs: 1,
        explained: 0,
        isAdverse,
        decision,
        result({ outputs, uncalibrated }, at, reasons) {
          const probability = outputs[at] as number;
          const probabilities = [
            { label: positive, value: probability },
            { label: negative, value: 1 - probability },
          ];
          const rawProbability = uncalibrated[at] as number;
          return {
            probability,
            rawProbability,
            value: null,
            quantiles: [],
            interval: null,
            probabilities,
            decision: decision(outputs, at),
            reasons,
          };
        },
      };
    }
    case "MULTICLASS": {
      const { labels } = target;
      const k = labels.length;
      const decision = (outputs: ArrayLike<number>, at: number): string => labels[likeliest(outputs, at, k)] ?? "";
      return {
        nOutputs: k,
        explained: null,
        isAdverse: () => false,
        decision,
        result({ outputs }, at, reasons) {
          const probabilities = labels.map((label, index) => ({ label, value: outputs[at * k + index] as number }));
          const none = { probability: null, rawProbability: null, value: null, quantiles: [], interval: null };
          return { ...none, probabilities, decision: decision(outputs, at), reasons };
        },
      };
    }
    case "REGRESSION":
    case "FORECAST": {
      const k = quantiles?.length ?? 1;
      const median = medianOf(quantiles);
      return {
        nOutputs: k,
        explained: median,
        isAdverse: () => false,
        decision: () => null,
        result: ({ outputs }, at, reasons) => ({
          probability: null,
          rawProbability: null,
          value: outputs[at * k + median] as number,
          quantiles: (quantiles ?? []).map((probability, index) => ({ probability, value: outputs[at * k + index] as number })),
          interval: interval && intervalOf(interval, outputs.subarray(at * k, (at + 1) * k)),
          probabilities: [],
          decision: null,
          reasons,
        }),
      };
    }
    case "ANOMALY": {
      const isAdverse = (outputs: ArrayLike<number>, at: number): boolean => (outputs[at] as number) >= threshold;
      const decision = (outputs: ArrayLike<number>, at: number): string =>
        isAdverse(outputs, at) ? ANOMALY_DECISIONS.alert : ANOMALY_DECISIONS.normal;
      return {
        nOutputs: 1,
        explained: 0,
        isAdverse,
        decision,
        result: ({ outputs, uncalibrated }, at, reasons) => ({
          probability: outputs[at] as number,
          rawProbability: null,
          value: uncalibrated[at] as number,
          quantiles: [],
          interval: null,
          probabilities: [],
          decision: decision(outputs, at),
          reasons,
        }),
      };
    }
  }
}

/** Index of the largest of the row's k outputs; of equal ones the first. */
export function likeliest(outputs: ArrayLike<number>, at: number, k: number): number {
  let best = 0;
  for (let index = 1; index < k; index++) {
    if ((outputs[at * k + index] as number) > (outputs[at * k + best] as number)) best = index;
  }
  return best;
}
