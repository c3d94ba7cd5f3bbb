import { getColumn } from "@plimsoll/features";
import {
  aucAdvantage,
  buildReport,
  fitBaseline,
  type Judging,
  judge,
  lossContext,
  lossFor,
  type ModelManifest,
  naiveScale,
  type Predictor,
} from "@plimsoll/ml";
import {
  AppError,
  type BaselineResult,
  type DataSplit,
  type EvaluationReport,
  type MetricAdvantage,
  type MetricValue,
  type TrainingSpec,
} from "@plimsoll/schema";
import { type DataPart, flatten, type PreparedData } from "./prepare-data.ts";

const THRESHOLD = 0.5;
const ALERT_RATE = 0.01;
/** Resampled intervals for the test part, on which a model is judged; the others are there to show a gap. */
const bootstrapOf = (split: DataSplit) => (split === "TEST" ? { replicates: 1000, seed: 1 } : null);

export interface Evaluation {
  metrics: MetricValue[];
  report: EvaluationReport | null;
  /** Outputs on the test rows, in their order. */
  testScores: Float32Array;
}

function partsOf({ train, validation, test }: PreparedData): [DataSplit, DataPart][] {
  return [["TRAIN", train], ...(validation ? ([["VALIDATION", validation]] as [DataSplit, DataPart][]) : []), ["TEST", test]];
}

/** Judges a network on every part of the data. `between` is awaited after each part. */
export async function evaluateNetwork(
  data: PreparedData,
  manifest: ModelManifest,
  predictor: Predictor,
  between: () => Promise<void>,
): Promise<Evaluation> {
  const judging = judgingOf(manifest.spec, data);
  const loss = lossFor(lossContext(manifest));
  const metrics: MetricValue[] = [];
  let testScores: Float32Array = new Float32Array(0);
  for (const [split, part] of partsOf(data)) {
    const scores = predictor.scores(predictor.logits(part.tensor.data, part.tensor.n), part.tensor.n);
    refuseNonFinite(split, scores.uncalibrated);
    metrics.push(...judge(judging, { split, y: observed(data, part), scores, loss, bootstrap: bootstrapOf(split) }));
    if (split === "TEST") testScores = scores.outputs;
    await between();
  }
  const report = data.target.task === "BINARY" ? buildReport({ y: data.test.y, score: testScores, threshold: THRESHOLD }) : null;
  return { metrics, report, testScores };
}

/** A network can have finite weights and still overflow on rows: such a model is not kept. */
export function refuseNonFinite(split: DataSplit, scores: Float32Array): void {
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad === undefined) return;
  throw new AppError(
    "DIVERGED",
    "numerical",
    `The trained network diverged: it answers ${bad} on ${split} rows. Lower learningRate, or look for extreme values in features and target.`,
    { split },
  );
}

/** From which output on a row is called positive, or an alert. */
export const thresholdOf = ({ task, training }: TrainingSpec): number =>
  task === "ANOMALY" ? 1 - (training.alertRate ?? ALERT_RATE) : THRESHOLD;

export function judgingOf(spec: TrainingSpec, data: PreparedData): Judging {
  const naiveError = spec.task === "FORECAST" ? naiveScale(observed(data, data.train) ?? [], spec.training.seasonLength ?? 1) : null;
  return { target: data.target, threshold: thresholdOf(spec), naiveError };
}

/** What the rows turned out to be: labels, class indices, or values in their own unit; null where nobody knows. */
function observed({ table, target }: PreparedData, { rows, y }: DataPart): Float32Array | Float64Array | null {
  if (target.task === "ANOMALY") return target.labels ? y : null;
  if (target.task === "BINARY" || target.task === "MULTICLASS") return y;
  const column = getColumn(table, target.column);
  return Float64Array.from(rows, (row) => (column.type === "STRING" ? Number.NaN : (column.values[row] ?? Number.NaN)));
}

/**
 * The plain models on the same rows and the same encoded columns, for a network to be measured by.
 * @param testScores the network's on the test rows, to compare with pair by pair.
 */
export async function evaluateBaselines(
  spec: TrainingSpec,
  data: PreparedData,
  testScores: Float32Array,
  between: () => Promise<void>,
): Promise<BaselineResult[]> {
  if (data.target.task !== "BINARY") return [];
  const judging = judgingOf(spec, data);
  const results: BaselineResult[] = [];
  for (const name of new Set(spec.baselines)) {
    const { x, d } = flatten(data.pipeline, data.train.tensor);
    const model = fitBaseline(name, { x, y: data.train.y, n: data.train.tensor.n, d });
    await between();
    let advantage: MetricAdvantage | null = null;
    const metrics = partsOf(data).flatMap(([split, { tensor, y }]) => {
      const score = model.predict(flatten(data.pipeline, tensor).x, tensor.n);
      if (split === "TEST") advantage = aucAdvantage(y, testScores, score);
      const scores = { outputs: score, uncalibrated: score };
      return judge(judging, { split, y, scores, loss: null, bootstrap: bootstrapOf(split) });
    });
    results.push({ name, metrics, advantage });
    await between();
  }
  return results;
}
