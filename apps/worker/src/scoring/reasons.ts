import type { Table } from "@plimsoll/features";
import {
  type Background,
  explainedModel,
  explainer,
  type ModelManifest,
  mappedReasons,
  type Predictor,
  type PrincipalReason,
  principalReasons,
  type ReasonValues,
  reasonValues,
  referenceBackground,
} from "@plimsoll/ml";
import type { ScoreReason } from "@plimsoll/schema";
import type { Wording } from "./wording.ts";

/** Says why rows of a model score as they do. */
export interface ReasonGiver {
  /**
   * @param table raw columns of the rows. @param x the same, encoded. @param isAdverse whether a row's decision is the event one fears: then only
   * what raised its score is a reason, else what moved it most either way. @param wording a lender's own words; plain sentences without it.
   * @returns one list a row, strongest first. In a lender's words, what lowered a score is said where there is a sentence for it.
   * @throws AppError UNMAPPED_REASON where a reason of an adverse decision has no sentence.
   */
  reasons(table: Table, x: Float32Array, isAdverse: (at: number) => boolean, wording?: Wording | null): Promise<ScoreReason[][]>;
}

/** Paths are followed a little less closely than for reports: attributions still add up to a thousandth, at half the work. */
const TOLERANCE = 0.01;

/** Reasons by the scoring model's own expected gradients, against the background applicants stored with the version. */
export function createReasonGiver(predictor: Predictor, { pipeline, target }: ModelManifest, background?: Background): ReasonGiver {
  // Versions from before backgrounds were stored are compared with their reference row.
  const model = explainedModel(predictor, pipeline, background ?? referenceBackground(pipeline));
  const valuesOf = reasonValues(pipeline);
  const what = { BINARY: "probability", MULTICLASS: "probability of this class", REGRESSION: "value", FORECAST: "value", ANOMALY: "score" };
  return {
    async reasons(table, x, isAdverse, wording = null) {
      const n = table.rowCount;
      const attributions = await explainer("EXPECTED_GRADIENTS").explain(model, x, n, { tolerance: TOLERANCE });
      return Array.from({ length: n }, (_row, at) => {
        const found = principalReasons(attributions, at, isAdverse(at) ? "RAISING" : "EITHER");
        if (wording) return worded(wording, found, isAdverse(at), (feature) => valuesOf(table, at, feature));
        return found.map(({ feature, contribution }) => {
          const { value, reference } = valuesOf(table, at, feature);
          const text = `${feature.name} = ${value} ${contribution > 0 ? "raises" : "lowers"} the ${what[target.task]} (reference ${reference})`;
          return { feature: feature.name, text, contribution };
        });
      });
    },
  };
}

/** Nobody is owed a reason for an approval: there, only what has a sentence is said. */
function worded(
  { mapping, language }: Wording,
  found: readonly PrincipalReason[],
  isAdverse: boolean,
  valuesOf: (feature: PrincipalReason["feature"]) => ReasonValues,
): ScoreReason[] {
  const known = new Map(mapping.reasons.map((reason) => [reason.feature, reason]));
  const isSaid = ({ feature, contribution }: PrincipalReason): boolean => {
    const own = known.get(feature.name);
    return Boolean((contribution > 0 ? own?.raises : own?.lowers)?.some((sentence) => sentence.language === language));
  };
  return mappedReasons(mapping, language, isAdverse ? found : found.filter(isSaid), valuesOf);
}
