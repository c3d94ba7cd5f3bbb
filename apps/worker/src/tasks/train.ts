import { readFile, writeFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import {
  architecture,
  baseline,
  type Calibration,
  checkCalibration,
  classCount,
  type Engine,
  fitCalibration,
  loadEngine,
  loadPredictor,
  type ModelBundle,
  type ModelManifest,
  readBundle,
  type TrainedNetwork,
  train,
  writeBundle,
} from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";
import type { TrainResult, TrainTask } from "../messages.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpoints.ts";
import { evaluateBaselines, evaluateNetwork, THRESHOLD } from "./evaluate-network.ts";
import { batchSource, columnsOf, type PreparedData, prepareData, readTrainingTable } from "./prepare-data.ts";
import { signatureOf } from "./signature.ts";
import { DrainedError, type TaskIo } from "./task-io.ts";
import { trainingClock } from "./training-clock.ts";

/** Where training begins and ends within the run's progress. */
const TRAINING = { from: 0.08, to: 0.88 };
const SANITY_ROWS = 512;
const SANITY_TOLERANCE = 1e-6;

/** Reads, prepares, trains, judges and writes one model, and proves the written file before it is offered for registration. */
export async function trainTask(task: TrainTask, io: TaskIo): Promise<TrainResult> {
  const { spec } = task;
  // What can be refused is refused before anything is read.
  const params = architecture(spec.architecture).parse(spec.params);
  checkCalibration(spec);
  if (spec.task === "BINARY") for (const name of spec.baselines) baseline(name);
  const { features, read } = columnsOf(spec, task.columns);
  const [table, engine] = await Promise.all([readTrainingTable(task.datasetPath, read), loadEngine(task.engine)]);
  io.progress("Preparing", 0.05);
  await turn();
  const data = prepareData(spec, features, table);
  const trained = await trainNetwork(task, engine, data, io);
  const uncalibrated: ModelManifest = {
    format: 1,
    architecture: spec.architecture,
    params,
    task: spec.task,
    target: data.target,
    threshold: THRESHOLD,
    calibration: null,
    pipeline: data.pipeline,
    engine: { name: engine.name, version: engine.version },
    seed: spec.training.seed,
    spec,
    datasetSha256: task.datasetSha256,
    codeVersion: task.codeVersion,
  };
  io.progress("Evaluating", TRAINING.to);
  const calibration = calibrate(task, engine, data, { manifest: uncalibrated, weights: trained.weights });
  const manifest: ModelManifest = { ...uncalibrated, calibration };
  const predictor = loadPredictor(engine, { manifest, weights: trained.weights });
  const { metrics, report, testScores } = await evaluateNetwork(data, predictor, turn);
  predictor.dispose();
  io.progress("Evaluating", 0.92);
  const baselines = await evaluateBaselines(spec, data, testScores, turn);
  io.progress("Saving", 0.97);
  await writeFile(task.outputPath, writeBundle(manifest, trained.weights), { mode: 0o600 });
  await proveBundle(task.outputPath, engine, data, testScores);
  return {
    metrics,
    baselines,
    report,
    signature: signatureOf(data.pipeline, data.target, THRESHOLD, table, data.train.rows),
    engine: { name: engine.name, version: engine.version, threads: engine.threads },
    params,
    rows: { train: data.train.rows.length, validation: data.validation?.rows.length ?? 0, test: data.test.rows.length },
  };
}

async function trainNetwork(task: TrainTask, engine: Engine, data: PreparedData, io: TaskIo): Promise<TrainedNetwork> {
  const { spec } = task;
  const resume = task.resumePath === null ? null : await readCheckpointFile(task.resumePath, io.log);
  if (resume) io.log(`Training goes on after epoch ${resume.epoch}.`);
  const clock = trainingClock(spec.training.epochs, resume?.epoch ?? 0, () => performance.now());
  const span = TRAINING.to - TRAINING.from;
  io.progress("Training", TRAINING.from + span * ((resume?.epoch ?? 0) / spec.training.epochs));
  return train({
    engine,
    architecture: spec.architecture,
    params: spec.params,
    task: spec.task,
    nClasses: classCount(data.target),
    options: spec.training,
    train: batchSource(data.train),
    validation: data.validation ? batchSource(data.validation) : null,
    resume: resume ?? undefined,
    onProgress({ epoch, step, steps }) {
      const { fraction, etaSeconds } = clock.at(epoch, step, steps);
      io.progress("Training", TRAINING.from + span * fraction, etaSeconds);
    },
    async onEpoch({ epoch, history, checkpoint }) {
      const file = await writeCheckpointFile(task.checkpointDir, task.attempt, epoch, await checkpoint());
      io.epoch(epoch, Object.fromEntries(history.map(({ name, value }) => [name, value])));
      io.checkpoint(file, epoch);
      if (io.isDraining() && epoch < spec.training.epochs) throw new DrainedError();
    },
  });
}

/** The calibration that the run asks for, learned from its validation rows alone. */
function calibrate({ spec }: TrainTask, engine: Engine, { validation }: PreparedData, network: ModelBundle): Calibration | null {
  if (spec.calibration === "NONE" || !validation) return null;
  const { data, n } = validation.tensor;
  const predictor = loadPredictor(engine, network);
  try {
    return fitCalibration(spec.calibration, spec.task, { logits: predictor.logits(data, n), y: validation.y, n, k: predictor.nOutputs });
  } finally {
    predictor.dispose();
  }
}

/** Loads the written file as scoring will, and compares its scores of test rows with those that were judged. */
async function proveBundle(path: string, engine: Engine, { test }: PreparedData, testScores: Float32Array): Promise<void> {
  const reloaded = loadPredictor(engine, readBundle(await readFile(path)));
  try {
    const n = Math.min(SANITY_ROWS, test.tensor.n);
    const width = test.tensor.nSteps * test.tensor.nFeatures;
    const scores = reloaded.predict(test.tensor.data.subarray(0, n * width), n);
    for (const [at, score] of scores.entries()) {
      const judged = testScores[at] as number;
      if (Math.abs(score - judged) > SANITY_TOLERANCE * Math.max(1, Math.abs(judged))) {
        throw new AppError(
          "INTERNAL",
          "bug",
          "The written model does not give the scores that were judged, so it is not registered. Retry the run.",
        );
      }
    }
  } finally {
    reloaded.dispose();
  }
}
