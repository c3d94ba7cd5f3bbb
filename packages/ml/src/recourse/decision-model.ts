import { applyPipeline, type FittedPipeline } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import type { Predictor } from "../training/predictor.ts";
import type { DecisionModel } from "./recourse.ts";

/** A version's decisions as recourse asks for them. @throws AppError "INVALID_INPUT" for a task without a decision that one fears. */
export function decisionModel(predictor: Predictor, pipeline: FittedPipeline, threshold: number): DecisionModel {
  if (predictor.target.task !== "BINARY")
    throw invalidInput(`Recourse turns a decline into an approval; task ${predictor.target.task} has none.`);
  return {
    decide(table) {
      const { data, n } = applyPipeline(pipeline, table);
      const logits = predictor.logits(data, n);
      const { outputs } = predictor.scores(logits, n);
      return { risk: logits, isApproved: (at) => (outputs[at] as number) < threshold };
    },
  };
}
