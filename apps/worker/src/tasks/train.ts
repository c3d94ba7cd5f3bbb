import { readFile, writeFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import {
  architecture,
  baselinesOf,
  checkCalibration,
  checkOptions,
  classCount,
  type Engine,
  fitCalibration,
  loadEngine,
  loadPredictor,
  type ModelBundle,
  type ModelManifest,
  readBundle,
  scoreDistribution,
  type TrainedNetwork,
  train,
  writeBundle,
} from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";
import type { TrainResult, TrainTask } from "../messages.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpoints.ts";
import { evaluateBaselines, evaluateNetwork, refuseNonFinite, thresholdOf } from "./evaluate-network.ts";
import { batchSource, columnsOf, type PreparedData, pipelineReport, prepareData, readTrainingTable } from "./prepare-data.ts";
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
  checkOptions(spec.training, spec.task);
  baselinesOf(spec.task, spec.baselines);
  const { features, read } = columnsOf(spec, task.columns);
  const [table, engine] = await Promise.all([readTrainingTable(task.datasetPath, read), loadEngine(task.engine)]);
  io.progress("Preparing", 0.05);
  await turn();
  const data = prepareData(spec, features, table);
  const trained = await trainNetwork(task, engine, data, io);
  const threshold = thresholdOf(spec);
  const uncalibrated: ModelManifest = {
    format: 1,
    architecture: spec.architecture,
    params,
    task: spec.task,
    target: data.target,
    threshold,
    calibration: null,
    pipeline: data.pipeline,
    engine: { name: engine.name, version: engine.version },
    seed: spec.training.seed,
    spec,
    datasetSha256: task.datasetSha256,
    codeVersion: task.codeVersion,
  };
  io.progress("Evaluating", TRAINING.to);
  const manifest: ModelManifest = {
    ...uncalibrated,
    ...calibrate(task, engine, data, { manifest: uncalibrated, weights: trained.weights }),
  };
  const predictor = loadPredictor(engine, { manifest, weights: trained.weights });
  const { metrics, report, testScores } = await evaluateNetwork(data, manifest, predictor, turn);
  predictor.dispose();
  io.progress("Evaluating", 0.92);
  const baselines = await evaluateBaselines(manifest, data, testScores, turn);
  io.progress("Saving", 0.97);
  await writeFile(task.outputPath, writeBundle(manifest, trained.weights), { mode: 0o600 });
  await proveBundle(task.outputPath, engine, data, testScores);
  return {
    metrics,
    baselines,
    report,
    signature: signatureOf(data.pipeline, data.target, threshold, data.table, data.train.rows),
    pipeline: pipelineReport(data),
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
    train: batchSource(data.train, spec),
    validation: data.validation ? batchSource(data.validation, spec) : null,
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

/**
 * What makes of raw outputs what they mean: the calibration that the run asks for, learned from its validation rows alone; of anomaly scores their
 * distribution over the training rows.
 */
function calibrate(
  { spec }: TrainTask,
  engine: Engine,
  { train, validation }: PreparedData,
  network: ModelBundle,
): Pick<ModelManifest, "calibration" | "scores"> {
  const rows = spec.task === "ANOMALY" ? train : spec.calibration === "NONE" ? null : validation;
  if (!rows) return { calibration: null };
  const { data, n } = rows.tensor;
  const predictor = loadPredictor(engine, network);
  try {
    const logits = predictor.logits(data, n);
    refuseNonFinite(rows === train ? "TRAIN" : "VALIDATION", logits);
    if (spec.task === "ANOMALY" || spec.calibration === "NONE") return { calibration: null, scores: scoreDistribution(logits) };
    return { calibration: fitCalibration(spec.calibration, spec.task, { logits, y: rows.y, n, k: predictor.nOutputs }) };
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
