import { type FittedTarget, getColumn } from "@plimsoll/features";
import {
  aucAdvantage,
  buildReport,
  calibrationMetrics,
  classCount,
  evaluateBinary,
  evaluateMulticlass,
  evaluateRegression,
  fitBaseline,
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

export const THRESHOLD = 0.5;
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
export async function evaluateNetwork(data: PreparedData, predictor: Predictor, between: () => Promise<void>): Promise<Evaluation> {
  const metrics: MetricValue[] = [];
  let testScores = new Float32Array(0);
  for (const [split, part] of partsOf(data)) {
    const scores = predictor.predict(part.tensor.data, part.tensor.n);
    refuseNonFinite(split, scores);
    metrics.push(...metricsOf(data, split, part, scores));
    if (split === "TEST") testScores = Float32Array.from(scores);
    await between();
  }
  const report = data.target.task === "BINARY" ? buildReport({ y: data.test.y, score: testScores, threshold: THRESHOLD }) : null;
  return { metrics, report, testScores };
}

/** A network can have finite weights and still overflow on rows: such a model is not kept. */
function refuseNonFinite(split: DataSplit, scores: Float32Array): void {
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad === undefined) return;
  throw new AppError(
    "DIVERGED",
    "numerical",
    `The trained network diverged: it answers ${bad} on ${split} rows. Lower learningRate, or look for extreme values in features and target.`,
    { split },
  );
}

function metricsOf({ table, target }: PreparedData, split: DataSplit, { rows, y }: DataPart, score: Float32Array): MetricValue[] {
  const bootstrap = bootstrapOf(split);
  switch (target.task) {
    case "BINARY":
      return binaryMetrics(y, score, split);
    case "MULTICLASS":
      return evaluateMulticlass({ y, score, nClasses: classCount(target), split, bootstrap });
    case "REGRESSION":
      return evaluateRegression({ y: ownUnit(table, target, rows), prediction: score, split, bootstrap });
  }
}

function binaryMetrics(y: Float32Array, score: Float32Array | Float64Array, split: DataSplit): MetricValue[] {
  const metrics = evaluateBinary({ y, score, split, threshold: THRESHOLD, bootstrap: bootstrapOf(split) });
  return [...metrics, ...calibrationMetrics(y, score, split)];
}

/** The target of the rows in its own unit, unscaled. */
function ownUnit(table: PreparedData["table"], target: FittedTarget, rows: Int32Array): Float64Array {
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
  const results: BaselineResult[] = [];
  for (const name of new Set(spec.baselines)) {
    const { x, d } = flatten(data.pipeline, data.train.tensor);
    const model = fitBaseline(name, { x, y: data.train.y, n: data.train.tensor.n, d });
    await between();
    let advantage: MetricAdvantage | null = null;
    const metrics = partsOf(data).flatMap(([split, { tensor, y }]) => {
      const score = model.predict(flatten(data.pipeline, tensor).x, tensor.n);
      if (split === "TEST") advantage = aucAdvantage(y, testScores, score);
      return binaryMetrics(y, score, split);
    });
    results.push({ name, metrics, advantage });
    await between();
  }
  return results;
}
