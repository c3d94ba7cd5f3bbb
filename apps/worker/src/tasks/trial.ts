import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { validationFolds } from "@plimsoll/features";
import { type HistoryEntry, isHigherBetter, loadEngine } from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";
import type { TrialOutcome, TrialTask } from "../messages/training.ts";
import { columnsOf, keepRows, prepareData, readTrainingTable } from "./prepare-data.ts";
import type { TaskIo } from "./task-io.ts";
import { trainFold } from "./train-fold.ts";

/** Trains a trial of a search up to its next rung, on every fold of the validation. The test rows are not looked at. */
export async function trialTask(task: TrialTask, io: TaskIo): Promise<TrialOutcome> {
  const { spec, until, metric } = task;
  const { epochs } = spec.training;
  const { features, read } = columnsOf(spec, task.columns);
  const [table, engine] = await Promise.all([readTrainingTable(task.datasetPath, read), loadEngine(task.engine)]);
  await turn();
  const kept = keepRows(spec, table);
  const { folds } = validationFolds({ ...spec, target: spec.target ?? null, table: kept.table });
  const startedAt = performance.now();
  const histories: HistoryEntry[][] = [];
  const told = new Set<number>();
  for (const [at, fold] of folds.entries()) {
    const data = prepareData(spec, features, kept, { train: fold.train, validation: fold.test, test: new Int32Array() });
    await turn();
    const trained = await trainFold({
      spec,
      engine,
      data,
      folder: join(task.checkpointDir, `fold-${at + 1}`),
      until,
      io,
      onProgress: (done) => io.progress("Training", Math.max(task.from, (at * until + done) / folds.length) / epochs),
      onEpoch(epoch, values) {
        if (folds.length > 1) return;
        told.add(epoch);
        io.epoch(epoch, Object.fromEntries(values.map(({ name, value }) => [name, value])));
      },
    });
    histories.push(trained.history);
  }
  const curve = meanHistory(histories, until);
  // An attempt killed between an epoch's checkpoint and the row of its values leaves the telling to the next one.
  for (const [epoch, values] of curve) if (epoch > task.from && !told.has(epoch)) io.epoch(epoch, values);
  return { ...outcomeOf(curve, metric), seconds: (performance.now() - startedAt) / 1000 };
}

/** The mean over the folds of each number of each epoch. A fold that stopped early counts with its last values. */
export function meanHistory(histories: readonly HistoryEntry[][], until: number): Map<number, Record<string, number>> {
  const curve = new Map<number, Record<string, number>>();
  const byEpoch = histories.map(inEpochs);
  const latest: Record<string, number>[] = histories.map(() => ({}));
  const last = Math.min(until, Math.max(...histories.map((history) => history.at(-1)?.epoch ?? 0)));
  for (let epoch = 1; epoch <= last; epoch++) {
    const sums: Record<string, { sum: number; n: number }> = {};
    for (const [fold, values] of latest.entries()) {
      for (const { name, value } of byEpoch[fold]?.get(epoch) ?? []) values[name] = value;
      for (const [name, value] of Object.entries(values)) {
        const known = sums[name] ?? { sum: 0, n: 0 };
        sums[name] = { sum: known.sum + value, n: known.n + 1 };
      }
    }
    curve.set(epoch, Object.fromEntries(Object.entries(sums).map(([name, { sum, n }]) => [name, sum / n])));
  }
  return curve;
}

function inEpochs(history: readonly HistoryEntry[]): Map<number, HistoryEntry[]> {
  const byEpoch = new Map<number, HistoryEntry[]>();
  for (const entry of history) {
    const known = byEpoch.get(entry.epoch);
    if (known) known.push(entry);
    else byEpoch.set(entry.epoch, [entry]);
  }
  return byEpoch;
}

function outcomeOf(curve: Map<number, Record<string, number>>, metric: string): Omit<TrialOutcome, "seconds"> {
  const points = [...curve].flatMap(([epoch, values]) => (values[metric] === undefined ? [] : [{ epoch, value: values[metric] }]));
  const first = points[0];
  if (!first) {
    const names = [...new Set([...curve.values()].flatMap((values) => Object.keys(values)))].filter((name) => name.startsWith("val_"));
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `The search is judged by '${metric}', which its trials do not record. Choose one of: ${names.join(", ")}.`,
      { path: ["search", "metric"] },
    );
  }
  const sign = isHigherBetter(metric) ? 1 : -1;
  const best = points.reduce((top, point) => (sign * (point.value - top.value) > 0 ? point : top), first);
  const values = points.map(({ value }) => value);
  return {
    value: best.value,
    bestEpoch: best.epoch,
    last: points.at(-1)?.value ?? first.value,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
