import { readFile, writeFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import {
  type ColumnSchema,
  encodeTarget,
  inputFeatures,
  selectRows,
  suspectLeaks,
  targetForSteps,
  validationFolds,
} from "@plimsoll/features";
import {
  architecture,
  baselinesOf,
  checkCalibration,
  checkOptions,
  classCount,
  columnScales,
  diagnoseFit,
  type Engine,
  loadEngine,
  loadPredictor,
  type ModelManifest,
  modelBackground,
  type Outputs,
  readBundle,
  type TrainedNetwork,
  weightHash,
  writeBundle,
} from "@plimsoll/ml";
import { AppError, type FoldScore, type SuspectedLeak } from "@plimsoll/schema";
import type { TrainResult, TrainTask } from "../messages/training.ts";
import { calibrate, noveltyOf } from "./calibrate.ts";
import { readCheckpointFile, writeCheckpointFile } from "./checkpoints.ts";
import { crossValidate, summariseFolds } from "./cross-validate.ts";
import { evaluateBaselines, evaluateNetwork } from "./evaluate-network.ts";
import { manifestOf } from "./manifest.ts";
import { trainAsAsked } from "./mitigation.ts";
import {
  batchSource,
  columnsOf,
  type KeptRows,
  keepRows,
  type PreparedData,
  pipelineReport,
  prepareData,
  readTrainingTable,
  splitOf,
} from "./prepare-data.ts";
import { signatureOf } from "./signature.ts";
import { DrainedError, type TaskIo } from "./task-io.ts";
import { trainingClock } from "./training-clock.ts";

/** Where training begins and ends within the run's progress. */
const TRAINING = { from: 0.08, folds: 0.7, to: 0.88 };
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
  const kept = keepRows(spec, table);
  const { split, crossValidation } = await judgeOnFolds(task, engine, features, kept, io);
  const data = prepareData(spec, features, kept, split);
  const trained = await trainNetwork(task, engine, data, io);
  const uncalibrated = manifestOf({ ...task, engine }, data);
  io.progress("Evaluating", TRAINING.to);
  const detector = noveltyOf(spec, data);
  const manifest: ModelManifest = {
    ...uncalibrated,
    novelty: detector?.calibration ?? null,
    scales: columnScales(data.pipeline.columns, selectRows(data.table, spread(data.train.rows, SCALE_ROWS))),
    ...calibrate(spec, engine, data, { manifest: uncalibrated, weights: trained.weights }),
  };
  const predictor = loadPredictor(engine, { manifest, weights: trained.weights });
  const { metrics, report, testScores } = await evaluateNetwork(data, manifest, predictor, turn);
  const background = modelBackground(predictor, data.train.tensor.data, data.train.tensor.n, spec.training.seed);
  predictor.dispose();
  io.progress("Evaluating", 0.92);
  const baselines = await evaluateBaselines(manifest, data, testScores, turn);
  const overfit = diagnoseFit({ task: spec.task, metrics, baselines, history: trained.history, weightsOfEpoch: trained.weightsOfEpoch });
  io.progress("Saving", 0.97);
  await writeFile(task.outputPath, writeBundle(manifest, trained.weights, { background, novelty: detector?.state }), { mode: 0o600 });
  await proveBundle(task.outputPath, engine, data, testScores);
  return {
    metrics,
    baselines,
    report: { ...report, overfit, suspectedLeaks: leaksOf(data) },
    weightHash: weightHash(trained.weights),
    crossValidation,
    signature: {
      ...signatureOf(data.pipeline, data.target, manifest.threshold, data.table, data.train.rows),
      history: manifest.history ?? null,
    },
    pipeline: pipelineReport(data),
    engine: { name: engine.name, version: engine.version, threads: engine.threads },
    params,
    rows: { train: data.train.rows.length, validation: data.validation?.rows.length ?? 0, test: data.test.rows.length },
  };
}

/** The parts of the final training, and before it the folds that the run asks for: of all rows but the test's. */
async function judgeOnFolds(task: TrainTask, engine: Engine, features: readonly ColumnSchema[], kept: KeptRows, io: TaskIo) {
  const { spec } = task;
  if (spec.validation.method === "HOLD_OUT") return { split: splitOf(spec, kept.table), crossValidation: null };
  const { split, folds } = validationFolds({ ...spec, target: spec.target ?? null, table: kept.table });
  const { from, folds: to } = TRAINING;
  const onProgress = (done: number) => io.progress("Training on folds", from + (to - from) * done);
  const input = { ...task, baseline: null, folds, kept, features, engine, folder: task.checkpointDir, io, onProgress };
  const scores: FoldScore[] = [];
  for await (const { score } of crossValidate(input)) scores.push(score);
  return { split, crossValidation: summariseFolds(spec, scores) };
}

/** Rows that the columns' scales are learned from: so many tell a median as well as all. */
const SCALE_ROWS = 50_000;

/** Rows that columns are held against the target on. */
const LEAK_ROWS = 20_000;

/** Columns that alone tell the target of the training rows. */
function leaksOf({ table, pipeline, target, train }: PreparedData): SuspectedLeak[] {
  const values = targetForSteps(target, encodeTarget(target, table, spread(train.rows, LEAK_ROWS)));
  if (!values) return [];
  const { columns } = selectRows(table, spread(train.rows, LEAK_ROWS));
  const names = new Set(pipeline.columns.map(({ name }) => name));
  return suspectLeaks(
    columns.filter(({ name }) => names.has(name)),
    values,
  );
}

/** At most so many of the rows, evenly. */
function spread(rows: Int32Array, most: number): Int32Array {
  const step = Math.ceil(rows.length / most);
  return step <= 1 ? rows : rows.filter((_row, i) => i % step === 0);
}

async function trainNetwork(task: TrainTask, engine: Engine, data: PreparedData, io: TaskIo): Promise<TrainedNetwork> {
  const { spec } = task;
  const resume = task.resumePath === null ? null : await readCheckpointFile(task.resumePath, io.log);
  if (resume) io.log(`Training goes on after epoch ${resume.epoch}.`);
  const clock = trainingClock(spec.training.epochs, resume?.epoch ?? 0, () => performance.now());
  const from = spec.validation.method === "HOLD_OUT" ? TRAINING.from : TRAINING.folds;
  const span = TRAINING.to - from;
  io.progress("Training", from + span * ((resume?.epoch ?? 0) / spec.training.epochs));
  return trainAsAsked(spec, data, {
    engine,
    architecture: spec.architecture,
    params: spec.params,
    task: spec.task,
    nClasses: classCount(data.target),
    options: spec.training,
    train: batchSource(data.train, spec),
    inputs: inputFeatures(data.pipeline),
    validation: data.validation ? batchSource(data.validation, spec) : null,
    resume: resume ?? undefined,
    onProgress({ epoch, step, steps }) {
      const { fraction, etaSeconds } = clock.at(epoch, step, steps);
      io.progress("Training", from + span * fraction, etaSeconds);
    },
    async onEpoch({ epoch, history, checkpoint }) {
      const file = await writeCheckpointFile(task.checkpointDir, task.attempt, epoch, await checkpoint());
      io.epoch(epoch, Object.fromEntries(history.map(({ name, value }) => [name, value])));
      io.checkpoint(file, epoch);
      if (io.isDraining() && epoch < spec.training.epochs) throw new DrainedError();
    },
  });
}

/** Loads the written file as scoring will, and compares its scores of test rows with those that were judged. */
async function proveBundle(path: string, engine: Engine, { test }: PreparedData, testScores: Outputs): Promise<void> {
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
