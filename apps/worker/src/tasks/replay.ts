import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { applyPipeline } from "@plimsoll/features";
import { judge, loadEngine, loadPredictor, lossContext, lossFor, type ModelBundle, readBundle, replayDifference } from "@plimsoll/ml";
import { canonicalJson } from "@plimsoll/schema/hash";
import type { ReplayTask } from "../messages/training.ts";
import type { TaskResults } from "../messages.ts";
import { calibrate } from "./calibrate.ts";
import { judgingOf, observed } from "./evaluate-network.ts";
import { manifestOf } from "./manifest.ts";
import { columnsOf, keepRows, prepareData, readTrainingTable } from "./prepare-data.ts";
import type { TaskIo } from "./task-io.ts";
import { trainFold } from "./train-fold.ts";

/** Trains a version again from its record, and compares weights, pipeline, scores and metrics with what is stored. */
export async function replayTask(task: ReplayTask, io: TaskIo): Promise<TaskResults["replay"]> {
  const stored = readBundle(await readFile(task.bundlePath));
  const { spec } = stored.manifest;
  const { features, read } = columnsOf(spec, task.columns);
  const [table, engine] = await Promise.all([readTrainingTable(task.datasetPath, read), loadEngine(task.engine)]);
  io.progress("Preparing", 0.05);
  await turn();
  const data = prepareData(spec, features, keepRows(spec, table));
  const { epochs } = spec.training;
  const { network } = await trainFold({
    spec,
    engine,
    data,
    folder: join(task.checkpointDir, "replay"),
    until: epochs,
    io,
    onProgress: (done) => io.progress("Training again", 0.08 + 0.82 * (done / epochs)),
    onEpoch: (epoch, values) => io.epoch(epoch, Object.fromEntries(values.map(({ name, value }) => [name, value]))),
  });
  if (!network) throw new Error("A training to its last epoch has a network.");
  io.progress("Comparing", 0.92);
  const uncalibrated = manifestOf({ ...task, spec, engine }, data);
  const manifest = { ...uncalibrated, ...calibrate(spec, engine, data, { manifest: uncalibrated, weights: network.weights }) };
  const replayed: ModelBundle = { manifest, weights: network.weights };
  const { rows } = data.test;
  const scoresOf = (bundle: ModelBundle) => {
    const predictor = loadPredictor(engine, bundle);
    try {
      // Each with the pipeline that it learned itself: what differs there differs in the scores.
      const tensor = applyPipeline(bundle.manifest.pipeline, data.table, rows);
      return predictor.scores(predictor.logits(tensor.data, tensor.n), tensor.n);
    } finally {
      predictor.dispose();
    }
  };
  const scores = scoresOf(replayed);
  const difference = replayDifference(
    { weights: stored.weights, scores: scoresOf(stored).outputs },
    { weights: network.weights, scores: scores.outputs },
  );
  const y = observed(data, data.test);
  const now = judge(judgingOf(spec, data), { split: "TEST", y, scores, loss: lossFor(lossContext(manifest)), bootstrap: null });
  return {
    ...difference,
    samePipeline: canonicalJson(stored.manifest.pipeline) === canonicalJson(manifest.pipeline),
    metrics: now.map(({ name, value }) => ({ name, value })),
    engine: { name: engine.name, version: engine.version },
  };
}
