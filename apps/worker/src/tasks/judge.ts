import { type Column, getColumn, type Table } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { type ComparedFold, comparedMetric, compareModels, type RowDependence, simplestFirst, verdictOf } from "@plimsoll/ml";
import { AppError, type ValidationSpec } from "@plimsoll/schema";
import type { JudgeTask } from "../messages/training.ts";
import type { TaskResults } from "../messages.ts";
import type { TaskIo } from "./task-io.ts";

const REPLICATES = 1000;
const SEED = 1;

/** Tests the differences between models from their answers on the same rows. */
export async function judgeTask({ task, validation, metric: name, candidates }: JudgeTask, io: TaskIo): Promise<TaskResults["judge"]> {
  const metric = comparedMetric(task, name);
  const tables: Table[] = [];
  for (const { path } of candidates) tables.push(await readTable(path));
  io.progress("Testing the differences", 0.2);
  const folds = alignedFolds(tables, candidates);
  const dependence = dependenceOf(task, validation);
  const compared = compareModels({
    names: candidates.map((candidate) => candidate.name),
    folds,
    metric,
    dependence,
    horizon: dependence === "BLOCKS" ? horizonInMoments(validation, folds) : 0,
    resampled: validation.method === "K_FOLD" || validation.method === "GROUP_K_FOLD",
    replicates: REPLICATES,
    seed: SEED,
  });
  const baselines = new Set(candidates.flatMap(({ name: own, baseline }) => (baseline ? [own] : [])));
  return {
    better: metric.better,
    nRows: folds.reduce((sum, { y }) => sum + y.length, 0),
    models: compared.models.map(({ name: own, value, low, high }) => ({ name: own, mean: value, low, high })),
    pairs: compared.pairs,
    verdict: verdictOf({ compared, metric, isBaseline: (own) => baselines.has(own), simplestFirst: simplestFirst(candidates) }),
  };
}

/** What may be drawn as if it were independent follows from how the folds were cut; rows in time are never. */
function dependenceOf(task: JudgeTask["task"], { method }: ValidationSpec): RowDependence {
  if (method === "GROUP_K_FOLD") return "GROUPS";
  return method === "TIME_SERIES" || method === "PURGED" || task === "FORECAST" ? "BLOCKS" : "ROWS";
}

/** The rows that every model has an answer for, fold by fold. @throws AppError "INTERNAL" if the models were not judged on the same rows. */
function alignedFolds(tables: readonly Table[], candidates: JudgeTask["candidates"]): ComparedFold[] {
  const first = tables[0] as Table;
  const [fold, row, observed, unit] = ["fold", "row", "observed", "unit"].map((name) => numbers(first, name));
  const outputs = tables.map((table) =>
    table.columns.filter(({ name }) => name.startsWith("output_")).map(({ name }) => numbers(table, name)),
  );
  for (const table of tables) {
    const same = table.rowCount === first.rowCount && numbers(table, "row").every((value, i) => value === row?.[i]);
    if (!same) throw new AppError("INTERNAL", "bug", "The candidates were judged on different rows. Submit the comparison again.");
  }
  const byFold = new Map<number, number[]>();
  for (let i = 0; i < first.rowCount; i++) {
    if (outputs.some((columns) => columns.some((values) => Number.isNaN(values[i])))) continue;
    const key = fold?.[i] as number;
    const known = byFold.get(key);
    if (known) known.push(i);
    else byFold.set(key, [i]);
  }
  const nFolds = candidates[0]?.folds.length ?? 0;
  return Array.from({ length: nFolds }, (_, at) => {
    const rows = byFold.get(at + 1) ?? [];
    if (rows.length === 0) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `Fold ${at + 1} has no row that every model answers, as a naive forecast at the beginning of the data. Use fewer folds, or leave that model out.`,
        { path: ["validation", "folds"] },
      );
    }
    const pick = (values: Float64Array | undefined) => Float64Array.from(rows, (i) => values?.[i] as number);
    return {
      y: pick(observed),
      unit: pick(unit),
      k: outputs.map((columns) => columns.length),
      outputs: outputs.map((columns) => Float64Array.from(rows.flatMap((i) => columns.map((values) => values[i] as number)))),
      trainRows: candidates[0]?.folds[at]?.trainRows ?? 1,
    };
  });
}

function numbers(table: Table, name: string): Float64Array {
  const column: Column = getColumn(table, name);
  if (column.type === "STRING") throw new AppError("INTERNAL", "bug", `Column '${name}' of a file of answers holds text.`);
  return column.values;
}

/** A horizon in time is as many moments as fit into it at the median gap between two. */
function horizonInMoments({ horizon, unit }: ValidationSpec, folds: readonly ComparedFold[]): number {
  if (!horizon || unit !== "TIME") return horizon ?? 0;
  const gaps = folds.flatMap(({ unit: times }) => {
    const moments = [...new Set(times)].sort((a, b) => a - b);
    return moments.slice(1).map((moment, at) => moment - (moments[at] as number));
  });
  const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  return Math.ceil(horizon / median);
}
