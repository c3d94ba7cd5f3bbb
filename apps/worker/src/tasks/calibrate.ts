import { type Engine, fitCalibration, loadPredictor, type ModelBundle, type ModelManifest, scoreDistribution } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import { refuseNonFinite } from "./evaluate-network.ts";
import type { PreparedData } from "./prepare-data.ts";

/**
 * What makes of raw outputs what they mean: the calibration that the run asks for, learned from its validation rows alone; of anomaly scores their
 * distribution over the training rows.
 */
export function calibrate(
  spec: TrainingSpec,
  engine: Engine,
  { train, validation }: PreparedData,
  network: ModelBundle,
): Pick<ModelManifest, "calibration" | "scores"> {
  const rows = spec.task === "ANOMALY" ? train : spec.calibration === "NONE" ? null : validation;
  if (!rows) return { calibration: null };
  const { data, n } = rows.tensor;
  const predictor = loadPredictor(engine, network);
  try {
    const logits = predictor.logits(data, n);
    refuseNonFinite(rows === train ? "TRAIN" : "VALIDATION", logits);
    if (spec.task === "ANOMALY" || spec.calibration === "NONE") return { calibration: null, scores: scoreDistribution(logits) };
    return { calibration: fitCalibration(spec.calibration, spec.task, { logits, y: rows.y, n, k: predictor.nOutputs }) };
  } finally {
    predictor.dispose();
  }
}
