import { setImmediate as turn } from "node:timers/promises";
import { cutFolds, getColumn, splitRows, validationFolds } from "@plimsoll/features";
import { writeNumbers } from "@plimsoll/features/files";
import { loadEngine } from "@plimsoll/ml";
import type { CandidateResult, FoldScore, TrainingSpec } from "@plimsoll/schema";
import type { ValidateTask } from "../messages/training.ts";
import { crossValidate, type JudgedFold, type WatchedFold } from "./cross-validate.ts";
import { columnsOf, type KeptRows, keepRows, readTrainingTable } from "./prepare-data.ts";
import type { TaskIo } from "./task-io.ts";

const MS_PER_DAY = 86_400_000;

/** Trains and judges one candidate on every fold, and keeps its answer on each judged row for the comparison. */
export async function validateTask(task: ValidateTask, io: TaskIo): Promise<CandidateResult & { rowCount: number }> {
  const { spec } = task;
  const { features, read } = columnsOf(spec, task.columns);
  const [table, engine] = await Promise.all([readTrainingTable(task.datasetPath, read), loadEngine(task.engine)]);
  io.progress("Preparing", 0.05);
  await turn();
  const kept = keepRows(spec, table);
  const folds = comparedFolds(spec, kept, task.useTestRows);
  const startedAt = performance.now();
  const onProgress = (done: number): void => {
    const elapsed = (performance.now() - startedAt) / 1000;
    io.progress("Training on folds", 0.05 + 0.9 * done, done > 0.02 && elapsed > 1 ? (elapsed / done) * (1 - done) : null);
  };
  const scores: FoldScore[] = [];
  const answers = new AnswerTable(spec, kept);
  const input = { ...task, folds, kept, features, engine, folder: task.checkpointDir, io, onProgress };
  for await (const judged of crossValidate(input)) {
    scores.push(judged.score);
    answers.add(judged);
  }
  io.progress("Saving", 0.96);
  await writeNumbers(task.outputPath, answers.columns(), task.stagingDir);
  return { folds: scores, rowCount: answers.rowCount };
}

/** Folds of the rows that are not the test's, or of all; under HOLD_OUT the test part itself, which the models are compared on. */
function comparedFolds(spec: TrainingSpec, { table }: KeptRows, useTestRows: boolean): WatchedFold[] {
  const { validation, split, task } = spec;
  const request = { validation, split, task, table, target: spec.target ?? null };
  if (validation.method !== "HOLD_OUT" && useTestRows) return cutFolds(request);
  if (validation.method !== "HOLD_OUT") return validationFolds(request).folds;
  const { train, validation: watched, test } = splitRows(request);
  return [{ train, watched, test }];
}

/** One line a judged row: where it stands, what it turned out to be, what it is alike with, and the model's answer. */
class AnswerTable {
  private readonly spec: TrainingSpec;
  private readonly kept: KeptRows;
  private readonly fold: number[] = [];
  private readonly row: number[] = [];
  private readonly observed: number[] = [];
  private readonly unit: number[] = [];
  private readonly outputs: number[][] = [];

  constructor(spec: TrainingSpec, kept: KeptRows) {
    this.spec = spec;
    this.kept = kept;
  }

  get rowCount(): number {
    return this.row.length;
  }

  add({ score, y, scores, data }: JudgedFold): void {
    const { rows } = data.test;
    // Anomalies are ranked by the score itself: shares of the training rows tie at 1.
    const values = this.spec.task === "ANOMALY" ? scores.uncalibrated : scores.outputs;
    const k = values.length / rows.length;
    const units = this.unitsOf(rows);
    rows.forEach((row, i) => {
      this.fold.push(score.fold);
      this.row.push(row);
      this.observed.push(y ? (y[i] as number) : Number.NaN);
      this.unit.push(units[i] as number);
      for (let j = 0; j < k; j++) {
        this.outputs[j] ??= [];
        this.outputs[j]?.push(values[i * k + j] as number);
      }
    });
  }

  columns() {
    const integers = (name: string, values: number[]) => ({ name, type: "INTEGER" as const, values });
    const numbers = (name: string, values: number[]) => ({ name, type: "FLOAT" as const, values });
    return [
      integers("fold", this.fold),
      integers("row", this.row),
      numbers("observed", this.observed),
      numbers("unit", this.unit),
      ...this.outputs.map((values, j) => numbers(`output_${j}`, values)),
    ];
  }

  /** The group or the time (days of a date) of each row, as the validation names it; 0 where rows are independent. */
  private unitsOf(rows: Int32Array): Float64Array {
    const { groupColumn, timeColumn } = this.spec.validation;
    const name = groupColumn ?? timeColumn ?? (this.spec.task === "FORECAST" ? this.spec.split.timeColumn : null);
    if (!name) return new Float64Array(rows.length);
    const column = getColumn(this.kept.table, name);
    const keys = column.type === "STRING" ? column.codes : column.values;
    const scale = column.type === "DATE" || column.type === "TIMESTAMP" ? MS_PER_DAY : 1;
    return Float64Array.from(rows, (row) => (keys[row] as number) / scale);
  }
}
