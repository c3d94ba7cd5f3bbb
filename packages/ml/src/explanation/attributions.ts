import type { FittedPipeline } from "@plimsoll/features";
import type { Predictor } from "../training/predictor.ts";
import type { Background } from "./background.ts";
import type { EncodedAttributions } from "./encoded-attributions.ts";
import { byFeature, type ExplainedFeature, type FeatureMap, featureMap } from "./features.ts";

/** A model with what it is explained by: its features, and the applicants it is compared with. */
export interface ExplainedModel {
  predictor: Predictor;
  pipeline: FittedPipeline;
  background: Background;
  map: FeatureMap;
}

export const explainedModel = (predictor: Predictor, pipeline: FittedPipeline, background: Background): ExplainedModel => ({
  predictor,
  pipeline,
  background,
  map: featureMap(pipeline),
});

/** Why rows score as they do: `base` plus a row's values is its margin, but for `residual`. */
export interface Attributions {
  n: number;
  features: readonly ExplainedFeature[];
  /** [n, features] row-major: what each feature adds to the margin (log-odds before calibration, or the value in the target's unit). */
  values: Float64Array;
  /** [n] margins of the rows. */
  margins: Float64Array;
  /** [n] mean margin of the background, of the row's class. */
  base: Float64Array;
  /** [n] margin - base - sum of the values. */
  residual: Float64Array;
  /** [n] the class explained, of MULTICLASS: the likeliest one of each row; null for other tasks. */
  classes: Uint32Array | null;
  /** [n, nSteps, nFeatures] the same per step and encoded feature, `featureNames` of the pipeline; null where only features were asked. */
  encoded: Float64Array | null;
}

/** Encoded attributions with their sums by feature. */
export const attributionsOf = (map: FeatureMap, encoded: EncodedAttributions, classes: Uint32Array | null): Attributions => ({
  n: encoded.n,
  features: map.features,
  values: byFeature(map, encoded.values, encoded.n),
  margins: encoded.margins,
  base: encoded.base,
  residual: encoded.residual,
  classes,
  encoded: encoded.values,
});

/** The class that a row is explained for: of MULTICLASS the likeliest, the first of equals. */
export function likeliestClasses({ target, nOutputs: k, ...predictor }: Predictor, x: Float32Array, n: number): Uint32Array | null {
  if (target.task !== "MULTICLASS") return null;
  const outputs = predictor.predict(x, n);
  return Uint32Array.from({ length: n }, (_class, i) => {
    const own = outputs.subarray(i * k, (i + 1) * k);
    return own.indexOf(Math.max(...own));
  });
}
