import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type ColumnSchema, carveValidation, type Fold } from "@plimsoll/features";
import {
  baselinesOf,
  correctedResampledT,
  type Engine,
  type JudgedRows,
  judge,
  loadPredictor,
  lossContext,
  lossFor,
  scoreDistribution,
  shareOf,
} from "@plimsoll/ml";
import type { Baseline, CrossValidation, FoldScore, MetricValue, TrainingSpec } from "@plimsoll/schema";
import { baselineRows } from "./baseline-rows.ts";
import { calibrate } from "./calibrate.ts";
import { answered, judgingOf, observed, refuseNonFinite } from "./evaluate-network.ts";
import { fitOn } from "./fit-baseline.ts";
import { manifestOf } from "./manifest.ts";
import { type DataPart, type KeptRows, type PreparedData, prepareData } from "./prepare-data.ts";
import type { TaskIo } from "./task-io.ts";
import { trainFold } from "./train-fold.ts";

/** A fold whose validation rows may be given; otherwise they are cut out of its training rows, as the split's share says. */
export interface WatchedFold extends Fold {
  watched?: Int32Array;
}

export interface CrossValidationInput {
  /** Of a network; of a baseline too, whose rows and columns it names. */
  spec: TrainingSpec;
  /** Null: the network of the spec. */
  baseline: Baseline | null;
  folds: readonly WatchedFold[];
  /** Whose rows the folds count. */
  kept: KeptRows;
  features: readonly ColumnSchema[];
  engine: Engine;
  datasetSha256: string;
  codeVersion: string;
  /** Folder of the run's checkpoints; each fold has one of its own below it. */
  folder: string;
  io: Pick<TaskIo, "log" | "isDraining">;
  /** @param done share of all folds, 0..1. */
  onProgress(done: number): void;
}

export interface JudgedFold {
  score: FoldScore;
  /** What the rows turned out to be; null where nobody knows. */
  y: Float32Array | Float64Array | null;
  scores: FoldScores["scores"];
  /** `test` are the rows that the fold was judged on. */
  data: PreparedData;
}

/** Trains and judges a model on every fold, one after the other. What is kept between two folds is small. */
export async function* crossValidate(input: CrossValidationInput): AsyncGenerator<JudgedFold> {
  const { spec, kept, features, folds } = input;
  // As the run's own training does: what a model watches, or stops by, is kept out of what it learns from.
  const share = spec.split.validationFraction;
  for (const [at, { train, watched, test }] of folds.entries()) {
    const { task, validation } = spec;
    const request = { validation, table: kept.table, task, target: spec.target ?? null, rows: train };
    const [rest, part] = watched ? [train, watched] : share > 0 ? carveValidation(request, share) : [train, new Int32Array()];
    const data = prepareData(spec, features, kept, { train: rest, validation: part, test });
    await turn();
    const startedAt = performance.now();
    const y = observed(data, data.test);
    const { scores, loss, epochs } =
      input.baseline === null ? await networkScores(input, at, data) : baselineScores(input.baseline, spec, data, y);
    const seconds = (performance.now() - startedAt) / 1000;
    const metrics = judgeFold(spec, data, y, scores, loss);
    input.onProgress((at + 1) / folds.length);
    const score = { fold: at + 1, trainRows: rest.length, testRows: test.length, epochs, seconds, metrics };
    yield { score, y, scores, data };
  }
}

interface FoldScores {
  scores: { outputs: Float32Array | Float64Array; uncalibrated: Float32Array | Float64Array };
  loss: JudgedRows["loss"];
  epochs: number | null;
}

async function networkScores(input: CrossValidationInput, at: number, data: PreparedData): Promise<FoldScores> {
  const { spec, engine, folds, io } = input;
  const { epochs } = spec.training;
  const { network } = await trainFold({
    spec,
    engine,
    data,
    folder: join(input.folder, `fold-${at + 1}`),
    until: epochs,
    io,
    onProgress: (done) => input.onProgress((at + done / epochs) / folds.length),
  });
  if (!network) throw new Error("A fold that is trained to its last epoch has a network.");
  const uncalibrated = manifestOf(input, data);
  const manifest = { ...uncalibrated, ...calibrate(spec, engine, data, { manifest: uncalibrated, weights: network.weights }) };
  const predictor = loadPredictor(engine, { manifest, weights: network.weights });
  try {
    const { data: x, n } = data.test.tensor;
    return { scores: predictor.scores(predictor.logits(x, n), n), loss: lossFor(lossContext(manifest)), epochs: network.epochs };
  } finally {
    predictor.dispose();
  }
}

function baselineScores(name: Baseline, spec: TrainingSpec, data: PreparedData, y: Float32Array | Float64Array | null): FoldScores {
  const [definition] = baselinesOf(spec.task, [name]);
  if (!definition) throw new Error("A baseline that is named exists.");
  const rowsOf = (part: DataPart) => baselineRows(spec, data, part, observed(data, part));
  const train = rowsOf(data.train);
  const model = fitOn(definition, spec, data, train, data.validation && rowsOf(data.validation));
  const uncalibrated = model.predict(baselineRows(spec, data, data.test, y));
  const distribution = spec.task === "ANOMALY" ? scoreDistribution(model.predict(train)) : null;
  const outputs = distribution ? uncalibrated.map((score) => shareOf(distribution, score)) : uncalibrated;
  return { scores: { outputs, uncalibrated }, loss: null, epochs: null };
}

/** The task's metrics on the rows that the model has an answer for. */
function judgeFold(
  spec: TrainingSpec,
  data: PreparedData,
  y: Float32Array | Float64Array | null,
  scores: FoldScores["scores"],
  loss: FoldScores["loss"],
): FoldScore["metrics"] {
  const isPlain = loss === null;
  if (!isPlain) refuseNonFinite("VALIDATION", scores.uncalibrated);
  const known = isPlain && scores.outputs instanceof Float64Array ? answered(scores.outputs, y) : { values: scores.outputs, observed: y };
  const judged = judge(judgingOf(spec, data), {
    split: "VALIDATION",
    y: known.observed,
    scores: { outputs: known.values, uncalibrated: spec.task === "ANOMALY" ? scores.uncalibrated : known.values },
    loss,
    bootstrap: null,
  });
  return judged.map(({ name, value }) => ({ name, value }));
}

/** The folds' metrics together. Only folds drawn at random give an interval: blocks of time are no resample of one another. */
export function summariseFolds({ validation }: TrainingSpec, folds: readonly FoldScore[]): CrossValidation {
  const names = folds[0]?.metrics.map(({ name }) => name) ?? [];
  const ratio = folds.reduce((sum, { testRows, trainRows }) => sum + testRows / trainRows / folds.length, 0);
  const isRandom = validation.method === "K_FOLD" || validation.method === "GROUP_K_FOLD";
  const metrics = names.map((name) => {
    const values = folds.map((fold) => metricOf(fold.metrics, name));
    const { mean, standardDeviation, low, high } = correctedResampledT(values, ratio);
    return { name, mean, standardDeviation, low: isRandom ? low : null, high: isRandom ? high : null };
  });
  return { method: validation.method, folds: [...folds], metrics };
}

const metricOf = (metrics: readonly Pick<MetricValue, "name" | "value">[], name: string): number =>
  metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
