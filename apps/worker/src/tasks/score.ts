import { readFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { isNumericTask } from "@plimsoll/features";
import { openScoreWriter, type ScoreColumn } from "@plimsoll/features/files";
import { loadEngine, readBundle } from "@plimsoll/ml";
import type { ScoreTask } from "../messages/version.ts";
import { rowsToScore } from "../scoring/raw-rows.ts";
import { openScoringModel, type ScoredTable, type ScoringModel, scoreTable } from "../scoring/scoring-model.ts";
import type { TaskIo } from "./task-io.ts";

const N_REASONS = 4;

/** Scores a whole dataset into a file of its columns and the scores beside them. Memory does not grow with the rows, but for a long table, which is read whole. */
export async function scoreTask(task: ScoreTask, io: TaskIo): Promise<{ rowCount: number }> {
  const [engine, bytes] = await Promise.all([loadEngine(task.engine), readFile(task.bundlePath)]);
  const model = openScoringModel(engine, readBundle(bytes));
  const added = addedColumns(model, task.explain);
  const writer = await openScoreWriter({
    path: task.outputPath,
    format: task.format,
    sourcePath: task.datasetPath,
    columns: added.map(({ column }) => column),
    stagingDir: task.stagingDir,
  });
  const predict = async (x: Float32Array, n: number) => {
    const logits = model.logits(x, n);
    await turn();
    return logits;
  };
  const startedAt = performance.now();
  let done = 0;
  try {
    for await (const batch of rowsToScore(task.datasetPath, model)) {
      const scored = await scoreTable(model, batch, task.explain, predict, task.wording);
      await writer.write(
        added.map(({ read }) => Array.from({ length: batch.rowCount }, (_, at) => read(scored, at))) as (number[] | (string | null)[])[],
      );
      done += batch.rowCount;
      const fraction = done / task.rowCount;
      const elapsed = (performance.now() - startedAt) / 1000;
      io.progress("Scoring", 0.05 + 0.85 * fraction, elapsed < 1 ? null : (elapsed / fraction) * (1 - fraction));
    }
    io.progress("Saving", 0.92);
    const { rowCount } = await writer.close();
    return { rowCount };
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    model.dispose();
  }
}

interface AddedColumn {
  column: ScoreColumn;
  read(scored: ScoredTable, at: number): number | string | null;
}

/**
 * What the file has beside the input: the probability (or one a class, or the value with its quantiles, or the anomaly score and its share), where the
 * version is calibrated the network's own one too, of a number its interval, the decision, whether the row is unlike the training rows where the
 * version can tell, and the reasons asked for.
 */
function addedColumns({ manifest, reader, quantiles, novelty }: ScoringModel, explain: boolean): AddedColumn[] {
  const { target } = manifest;
  const output = (name: string, index: number): AddedColumn => ({
    column: { name, type: "FLOAT" },
    read: ({ outputs }, at) => outputs[at * reader.nOutputs + index] as number,
  });
  const raw = (name: string): AddedColumn => ({
    column: { name, type: "FLOAT" },
    read: ({ uncalibrated }, at) => uncalibrated[at] as number,
  });
  const bound = (end: "low" | "high"): AddedColumn => ({
    column: { name: `interval_${end}`, type: "FLOAT" },
    read: (scored, at) => reader.result(scored, at, []).interval?.[end] ?? null,
  });
  const numbers = (): AddedColumn[] => {
    switch (target.task) {
      case "BINARY":
        return [output("probability", 0), ...(manifest.calibration ? [raw("raw_probability")] : [])];
      case "MULTICLASS":
        return target.labels.map((label, index) => output(`probability_${label}`, index));
      case "REGRESSION":
      case "FORECAST":
        return [
          output("value", reader.explained ?? 0),
          ...(quantiles ?? []).map((level, index) => output(`quantile_${level}`, index)),
          ...(manifest.interval ? (["low", "high"] as const).map(bound) : []),
        ];
      case "ANOMALY":
        return [raw("value"), output("probability", 0)];
    }
  };
  const decision: AddedColumn = { column: { name: "decision", type: "STRING" }, read: ({ outputs }, at) => reader.decision(outputs, at) };
  const outside: AddedColumn = {
    column: { name: "out_of_distribution", type: "STRING" },
    read: ({ unlike }, at) => (unlike[at]?.outOfDistribution ? "true" : "false"),
  };
  const reasons = Array.from(
    { length: explain ? N_REASONS : 0 },
    (_, index): AddedColumn => ({
      column: { name: `reason_${index + 1}`, type: "STRING" },
      read: ({ reasons: all }, at) => all[at]?.[index]?.text ?? null,
    }),
  );
  return [...numbers(), ...(isNumericTask(target.task) ? [] : [decision]), ...reasons, ...(novelty ? [outside] : [])];
}
