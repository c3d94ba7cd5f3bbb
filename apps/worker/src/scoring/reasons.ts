import type { Table } from "@plimsoll/features";
import {
  type Background,
  explainedModel,
  explainer,
  type ModelManifest,
  type Predictor,
  principalReasons,
  reasonValues,
  referenceBackground,
} from "@plimsoll/ml";
import type { ScoreReason } from "@plimsoll/schema";

/** Says why rows of a model score as they do. */
export interface ReasonGiver {
  /**
   * @param table raw columns of the rows. @param x the same, encoded. @param isAdverse whether a row's decision is the event one fears: then only
   * what raised its score is a reason, else what moved it most either way. @returns one list a row, strongest first.
   */
  reasons(table: Table, x: Float32Array, isAdverse: (at: number) => boolean): Promise<ScoreReason[][]>;
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
    async reasons(table, x, isAdverse) {
      const n = table.rowCount;
      const attributions = await explainer("EXPECTED_GRADIENTS").explain(model, x, n, { tolerance: TOLERANCE });
      return Array.from({ length: n }, (_row, at) =>
        principalReasons(attributions, at, isAdverse(at) ? "RAISING" : "EITHER").map(({ feature, contribution }) => {
          const { value, reference } = valuesOf(table, at, feature);
          const text = `${feature.name} = ${value} ${contribution > 0 ? "raises" : "lowers"} the ${what[target.task]} (reference ${reference})`;
          return { feature: feature.name, text, contribution };
        }),
      );
    },
  };
}
