import type { Disparity, FairnessPolicy, ProtectedAttribute, ThresholdConstraint, TrainingSpec } from "@plimsoll/schema";
import type { FairTraining } from "../fairness/alternatives.ts";
import type { ChosenThresholds } from "../fairness/threshold-optimizer.ts";

/** One way to train the version, and what came of it. */
export interface TrainedAlternative extends FairTraining {
  /** On the validation rows, where the search chose: AUC, and unlike treatment at the common approval rate. */
  quality: number;
  disparity: number;
  isOnFrontier: boolean;
  /** The same on the test rows, which chose nothing. */
  test: { quality: number; disparity: number };
}

/** Thresholds under the constraint, from the validation rows; why there are none where none meet it. */
export interface AlternativeThresholds {
  of: "ORIGINAL" | "CHOSEN";
  thresholds: ChosenThresholds | null;
  refusal: string | null;
}

/** A search for less discriminatory alternatives to a version. JSON-safe. */
export interface AlternativesReport {
  attribute: ProtectedAttribute;
  groups: string[];
  policy: FairnessPolicy;
  measure: Disparity;
  approvalRate: number;
  tolerance: number;
  nValidation: number;
  nTest: number;
  /** The first is the version as it was trained. */
  alternatives: TrainedAlternative[];
  /** Index of the fairest within the tolerance, if it is fairer than the first. */
  chosen: number | null;
  constraint: ThresholdConstraint;
  limit: number;
  thresholds: AlternativeThresholds[];
  /** What the version was trained by: an alternative differs from it in its mitigation and seed alone. */
  training: TrainingSpec;
}
