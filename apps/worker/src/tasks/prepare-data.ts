import {
  applyPipeline,
  applyRows,
  type ColumnSchema,
  encodeTarget,
  extraColumns,
  type FeatureTensor,
  type FittedPipeline,
  type FittedTarget,
  fitAndApply,
  fitTarget,
  getColumn,
  isNumericTask,
  type RowSplit,
  selectFeatures,
  splitRows,
  type Table,
  targetForSteps,
  widenHistory,
  wideSequence,
} from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import type { TensorBatchSource } from "@plimsoll/ml";
import { AppError, type PipelineReport, type RowStepReport, type TrainingSpec } from "@plimsoll/schema";
import { judgingModel } from "./judging-model.ts";

export interface DataPart {
  rows: Int32Array;
  tensor: FeatureTensor;
  /** As the network learns it; for ANOMALY the labels, which it never sees. */
  y: Float32Array;
}

export interface PreparedData {
  /** The rows that the pipeline's row steps leave, or the samples of a history; all parts count rows of this table. */
  table: Table;
  rowSteps: RowStepReport[];
  target: FittedTarget;
  pipeline: FittedPipeline;
  train: DataPart;
  validation: DataPart | null;
  test: DataPart;
}

/** The features of a training run and every column it reads: features, target, those that cut the rows, those that pipeline steps look at and the one that a mitigation groups by. */
export function columnsOf(spec: TrainingSpec, columns: readonly ColumnSchema[]): { features: ColumnSchema[]; read: ColumnSchema[] } {
  const features = selectFeatures(spec, columns);
  const { timeColumn, groupColumn, testColumn } = spec.split;
  const cutBy = [timeColumn, groupColumn, testColumn, spec.validation.timeColumn, spec.validation.groupColumn];
  const extra = extraColumns(spec.pipeline, columns);
  const history = spec.sequence?.history;
  const steps = history ? [...history.entity, history.time, ...history.columns] : [];
  const grouped = spec.mitigation?.attribute.column ?? null;
  const names = new Set([...features.map(({ name }) => name), ...steps, spec.target ?? null, ...cutBy, ...extra, grouped]);
  return { features, read: columns.filter(({ name }) => names.has(name)) };
}

export const readTrainingTable = (path: string, columns: readonly ColumnSchema[]): Promise<Table> => readTable(path, columns);

/** The rows that the pipeline's row steps leave, which splits and folds cut; of a history, the samples that they make. */
export type KeptRows = Pick<PreparedData, "table" | "rowSteps">;

export function keepRows(spec: TrainingSpec, given: Table): KeptRows {
  const { table, report: rowSteps } = applyRows(spec.pipeline?.rows ?? [], given);
  const history = spec.sequence?.history;
  if (!history) return { table, rowSteps };
  const { timeColumn, testColumn } = spec.split;
  const cutBy = [timeColumn, testColumn, spec.validation.timeColumn].filter((name) => typeof name === "string");
  return { table: widenHistory(table, history, { target: spec.target ?? null, cutBy }), rowSteps };
}

/** The parts that the spec's own split cuts. */
export const splitOf = ({ split, task, target }: TrainingSpec, table: Table): RowSplit =>
  splitRows({ split, table, task, target: target ?? null });

/**
 * Fits target scaling and feature pipeline on the training rows alone and encodes all parts.
 * @param parts those that the spec's own split cuts unless given; the test may be empty.
 * @throws AppError of the split, the target and the pipeline; INVALID_INPUT where every feature is constant.
 */
export function prepareData(
  spec: TrainingSpec,
  features: readonly ColumnSchema[],
  { table, rowSteps }: KeptRows,
  parts: RowSplit = splitOf(spec, table),
): PreparedData {
  const { task, positiveLabel } = spec;
  const name = spec.target ?? null;
  // The labels are those of all rows; the scale of numbers is the training rows' alone.
  const labels = isNumericTask(task) ? null : fitTarget(table, { task, target: name, positiveLabel });
  const split = inOrderOfTime(spec, table, parts);
  const scale = spec.training.loss === "QLIKE" ? "POSITIVE" : "STANDARD";
  const target = labels ?? fitTarget(table, { task, target: name, scale }, split.train);
  const y = encodeTarget(target, table, split.train);
  const request = { columns: features, sequence: wideSequence(spec.sequence), pipeline: spec.pipeline ?? null };
  const context = { target: targetForSteps(target, y), seed: spec.training.seed, fitModel: judgingModel };
  const { pipeline, training } = fitAndApply(request, table, split.train, context);
  refuseConstant(training, features);
  const part = (rows: Int32Array): DataPart => ({
    rows,
    tensor: applyPipeline(pipeline, table, rows),
    y: encodeTarget(target, table, rows),
  });
  return {
    table,
    rowSteps,
    target,
    pipeline,
    train: { rows: split.train, tensor: training, y },
    validation: split.validation.length > 0 ? part(split.validation) : null,
    test: part(split.test),
  };
}

/** @throws AppError INVALID_INPUT where no feature differs between two training rows. */
function refuseConstant({ data, n, nSteps, nFeatures }: FeatureTensor, features: readonly ColumnSchema[]): void {
  const width = nSteps * nFeatures;
  for (let i = width; i < data.length; i++) if (data[i] !== data[i % width]) return;
  const names = features.map(({ name }) => `'${name}'`);
  const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}`;
  throw new AppError(
    "INVALID_INPUT",
    "data",
    `Every feature (${shown}) has one value in all ${n} training rows: there is nothing to learn from. Choose other features, check how the file was read, or give more rows.`,
    { path: ["features"] },
  );
}

/** The rows of a forecast's parts by their time, since it is judged beside what came before. */
function inOrderOfTime({ task, split: { timeColumn } }: TrainingSpec, table: Table, split: RowSplit): RowSplit {
  const column = task === "FORECAST" && timeColumn ? getColumn(table, timeColumn) : null;
  if (!column || column.type === "STRING") return split;
  const { values } = column;
  const sorted = (rows: Int32Array) => rows.toSorted((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  return { train: sorted(split.train), validation: sorted(split.validation), test: sorted(split.test) };
}

export const batchSource = ({ tensor, y }: DataPart, { task }: Pick<TrainingSpec, "task">): TensorBatchSource => ({
  x: tensor.data,
  y: task === "ANOMALY" ? new Float32Array(y.length) : y,
  n: tensor.n,
  nSteps: tensor.nSteps,
  nFeatures: tensor.nFeatures,
});

/**
 * The rows as one vector each, for models without steps: every encoded column once, although static columns stand at each step.
 * @returns x [n, d] row-major.
 */
export function flatten({ layout, nSteps, nFeatures }: FittedPipeline, { data, n }: FeatureTensor): { x: Float32Array; d: number } {
  const position = new Map<string, number>();
  layout.forEach((names, t) => {
    names.forEach((name, f) => {
      if (!position.has(name)) position.set(name, t * nFeatures + f);
    });
  });
  const from = [...position.values()];
  const width = nSteps * nFeatures;
  const d = from.length;
  if (d === width) return { x: data, d };
  const x = new Float32Array(n * d);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < d; k++) x[row * d + k] = data[row * width + (from[k] as number)] as number;
  }
  return { x, d };
}

/** The pipeline as it is shown with the version. */
export const pipelineReport = ({ pipeline, rowSteps }: PreparedData): PipelineReport => ({
  version: pipeline.version,
  rows: rowSteps,
  steps: pipeline.report ?? [],
  features: pipeline.featureNames,
  nSteps: pipeline.nSteps,
});
