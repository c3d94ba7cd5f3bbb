import { decodeValue } from "@plimsoll/features";
import {
  type Engine,
  type FittedNovelty,
  fitCalibration,
  fitIntervalRule,
  fitNovelty,
  loadPredictor,
  type ModelBundle,
  type ModelManifest,
  scoreDistribution,
} from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import { refuseNonFinite } from "./evaluate-network.ts";
import type { PreparedData } from "./prepare-data.ts";

/** Training rows below which nobody can say what is ordinary. */
const FEWEST = 50;

/**
 * What makes of raw outputs what they mean: the calibration that the run asks for and the intervals of a number, learned from its validation rows
 * alone; of anomaly scores their distribution over the training rows.
 */
export function calibrate(
  spec: TrainingSpec,
  engine: Engine,
  { train, validation, target }: PreparedData,
  network: ModelBundle,
): Pick<ModelManifest, "calibration" | "scores" | "interval"> {
  const isNumber = "mean" in target;
  const rows = spec.task === "ANOMALY" ? train : spec.calibration === "NONE" && !isNumber ? null : validation;
  if (!rows) return { calibration: null };
  const { data, n } = rows.tensor;
  const predictor = loadPredictor(engine, network);
  try {
    const logits = predictor.logits(data, n);
    refuseNonFinite(rows === train ? "TRAIN" : "VALIDATION", logits);
    if (isNumber) {
      const y = Float64Array.from(rows.y, (value) => decodeValue(target, value));
      const { outputs } = predictor.scores(logits, n);
      return { calibration: null, interval: fitIntervalRule({ y, outputs, quantiles: predictor.quantiles }) };
    }
    if (spec.task === "ANOMALY" || spec.calibration === "NONE") return { calibration: null, scores: scoreDistribution(logits) };
    return { calibration: fitCalibration(spec.calibration, spec.task, { logits, y: rows.y, n, k: predictor.nOutputs }) };
  } finally {
    predictor.dispose();
  }
}

/** What tells rows that are unlike the training rows; of ANOMALY that is the score itself. */
export function noveltyOf({ task, training }: TrainingSpec, { train }: PreparedData): FittedNovelty | null {
  const { data, n } = train.tensor;
  if (task === "ANOMALY" || n < FEWEST) return null;
  return fitNovelty({ kind: "MAHALANOBIS", x: data, n, seed: training.seed });
}
