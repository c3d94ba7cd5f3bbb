import { getColumn, isNumericTask } from "@plimsoll/features";
import {
  aucAdvantage,
  type BaselineRows,
  baselinesOf,
  buildReport,
  type Judging,
  judge,
  logLosses,
  lossAdvantage,
  lossContext,
  lossFor,
  type ModelManifest,
  medianOf,
  naiveScale,
  type Outputs,
  type Predictor,
  scoreDistribution,
  shareOf,
} from "@plimsoll/ml";
import {
  AppError,
  type BaselineResult,
  type DataSplit,
  type EvaluationReport,
  type MetricAdvantage,
  type MetricValue,
  type ReportDetails,
  type Task,
  type TrainingSpec,
} from "@plimsoll/schema";
import { baselineRows } from "./baseline-rows.ts";
import { fitOn } from "./fit-baseline.ts";
import type { DataPart, PreparedData } from "./prepare-data.ts";
import { testDetails } from "./test-details.ts";

const THRESHOLD = 0.5;
const ALERT_RATE = 0.01;
/** Resampled intervals for the test part, on which a model is judged; coarser ones for the training part, which shows the gap. */
const bootstrapOf = (split: DataSplit) => (split === "VALIDATION" ? null : { replicates: split === "TEST" ? 1000 : 200, seed: 1 });

const NO_PLOTS = { nPositive: 0, roc: [], precisionRecall: [], calibration: [], thresholds: [], histogram: [] };

export interface Evaluation {
  metrics: MetricValue[];
  report: EvaluationReport;
  /** Outputs on the test rows, in their order. */
  testScores: Outputs;
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
  let testScores: Outputs = new Float32Array(0);
  let details: ReportDetails | null = null;
  for (const [split, part] of partsOf(data)) {
    const scores = predictor.scores(predictor.logits(part.tensor.data, part.tensor.n), part.tensor.n);
    refuseNonFinite(split, scores.uncalibrated);
    const judged = { split, y: observed(data, part), scores, loss, bootstrap: bootstrapOf(split) };
    metrics.push(...judge(judging, judged));
    if (split === "TEST") {
      testScores = scores.outputs;
      details = testDetails(manifest.spec, data, judging, judged);
    }
    await between();
  }
  const { threshold } = judging;
  const report =
    data.target.task === "BINARY"
      ? buildReport({ y: data.test.y, score: testScores, threshold })
      : { ...NO_PLOTS, nRows: data.test.rows.length, threshold, details };
  return { metrics, report, testScores };
}

/** A network can have finite weights and still overflow on rows: such a model is not kept. */
export function refuseNonFinite(split: DataSplit, scores: Float32Array | Float64Array): void {
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
export function observed({ table, target }: PreparedData, { rows, y }: DataPart): Float32Array | Float64Array | null {
  if (target.task === "ANOMALY") return target.labels ? y : null;
  if (target.task === "BINARY" || target.task === "MULTICLASS") return y;
  const column = getColumn(table, target.column);
  return Float64Array.from(rows, (row) => (column.type === "STRING" ? Number.NaN : (column.values[row] ?? Number.NaN)));
}

/**
 * The plain models on the same rows, for a network to be measured by.
 * @param testScores the network's on the test rows, to compare with pair by pair.
 */
export async function evaluateBaselines(
  manifest: ModelManifest,
  data: PreparedData,
  testScores: Outputs,
  between: () => Promise<void>,
): Promise<BaselineResult[]> {
  const { spec } = manifest;
  const judging = judgingOf(spec, data);
  const parts = partsOf(data).map(([split, part]) => {
    const y = observed(data, part);
    return { split, y, rows: baselineRows(spec, data, part, y) };
  });
  const rowsOf = (split: DataSplit) => parts.find((part) => part.split === split)?.rows ?? null;
  const train = rowsOf("TRAIN") as BaselineRows;
  const results: BaselineResult[] = [];
  for (const definition of baselinesOf(spec.task, spec.baselines)) {
    const model = fitOn(definition, spec, data, train, rowsOf("VALIDATION"));
    await between();
    const distribution = spec.task === "ANOMALY" ? scoreDistribution(model.predict(train)) : null;
    const metrics: MetricValue[] = [];
    let advantage: MetricAdvantage | null = null;
    for (const { split, y, rows } of parts) {
      const predicted = model.predict(rows);
      await between();
      if (split === "TEST") advantage = advantageOf(spec.task, y, { testScores, predicted }, valuePlace(manifest));
      const { values, observed: known } = answered(predicted, y);
      const outputs = distribution ? values.map((score) => shareOf(distribution, score)) : values;
      const scores = { outputs, uncalibrated: values };
      metrics.push(...judge(judging, { split, y: known, scores, loss: null, bootstrap: bootstrapOf(split) }));
      await between();
    }
    results.push({ name: definition.name, metrics, advantage });
  }
  return results;
}

/** Where a single value stands among a row's outputs, how many there are, and whether it is a median rather than a mean. */
function valuePlace(manifest: ModelManifest): { at: number; k: number; isMedian: boolean } {
  const { quantiles } = lossFor(lossContext(manifest));
  return { at: medianOf(quantiles), k: quantiles?.length ?? 1, isMedian: quantiles !== null };
}

/**
 * How much better the network is on the test rows, pair by pair: by the AUC, of several classes by the logarithmic loss, of numbers by the squared error, of a
 * median by the absolute one, which it is the best answer to.
 */
function advantageOf(
  task: Task,
  y: ArrayLike<number> | null,
  { testScores, predicted }: { testScores: Outputs; predicted: Float64Array },
  { at, k, isMedian }: ReturnType<typeof valuePlace>,
): MetricAdvantage | null {
  if (!y) return null;
  if (task === "BINARY") return aucAdvantage(y, testScores, predicted);
  if (task === "MULTICLASS" && y.length > 1) return lossAdvantage("log_loss", logLosses(y, testScores), logLosses(y, predicted));
  if (!isNumericTask(task)) return null;
  const rows = Array.from(predicted, (_value, i) => i).filter((i) => !Number.isNaN(predicted[i]));
  const errors = (value: (i: number) => number) => rows.map((i) => Math.abs(value(i) - (y[i] as number)) ** (isMedian ? 1 : 2));
  if (rows.length < 2) return null;
  return lossAdvantage(
    isMedian ? "mae" : "mse",
    errors((i) => testScores[i * k + at] as number),
    errors((i) => predicted[i] as number),
  );
}

/** The rows that a model has an answer for. */
export function answered(predicted: Float64Array, y: Float32Array | Float64Array | null) {
  if (!y || !predicted.some(Number.isNaN)) return { values: predicted, observed: y };
  const rows = Array.from(predicted, (_value, i) => i).filter((i) => !Number.isNaN(predicted[i]));
  return { values: Float64Array.from(rows, (i) => predicted[i] as number), observed: Float64Array.from(rows, (i) => y[i] as number) };
}
