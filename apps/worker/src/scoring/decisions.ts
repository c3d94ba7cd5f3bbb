import type { FittedTarget } from "@plimsoll/features";
import type { Scores } from "@plimsoll/ml";
import type { ScoreReason, ScoreResult } from "@plimsoll/schema";

/** Reads the outputs of a network as what a caller asked for. `at` is the row; outputs are [n, k]. */
export interface ScoreReader {
  nOutputs: number;
  decision(outputs: Float32Array, at: number): string | null;
  result(scores: Scores, at: number, reasons: ScoreReason[]): ScoreResult;
}

export function scoreReader(target: FittedTarget, threshold: number): ScoreReader {
  switch (target.task) {
    case "BINARY": {
      const { positive, negative } = target.labels;
      const decision = (outputs: Float32Array, at: number): string => ((outputs[at] as number) >= threshold ? positive : negative);
      return {
        nOutputs: 1,
        decision,
        result({ outputs, uncalibrated }, at, reasons) {
          const probability = outputs[at] as number;
          const probabilities = [
            { label: positive, value: probability },
            { label: negative, value: 1 - probability },
          ];
          const rawProbability = uncalibrated[at] as number;
          return { probability, rawProbability, value: null, probabilities, decision: decision(outputs, at), reasons };
        },
      };
    }
    case "MULTICLASS": {
      const { labels } = target;
      const k = labels.length;
      const decision = (outputs: Float32Array, at: number): string => labels[likeliest(outputs, at, k)] ?? "";
      return {
        nOutputs: k,
        decision,
        result({ outputs }, at, reasons) {
          const probabilities = labels.map((label, index) => ({ label, value: outputs[at * k + index] as number }));
          return { probability: null, rawProbability: null, value: null, probabilities, decision: decision(outputs, at), reasons };
        },
      };
    }
    case "REGRESSION":
      return {
        nOutputs: 1,
        decision: () => null,
        result: ({ outputs }, at, reasons) => ({
          probability: null,
          rawProbability: null,
          value: outputs[at] as number,
          probabilities: [],
          decision: null,
          reasons,
        }),
      };
  }
}

/** Index of the largest of the row's k outputs; of equal ones the first. */
export function likeliest(outputs: Float32Array, at: number, k: number): number {
  let best = 0;
  for (let index = 1; index < k; index++) {
    if ((outputs[at * k + index] as number) > (outputs[at * k + best] as number)) best = index;
  }
  return best;
}
