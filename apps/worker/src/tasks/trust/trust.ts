import { join } from "node:path";
import {
  type JudgedVersion,
  judgedVersion,
  loadEngine,
  loadPredictor,
  type TrustOptions,
  type TrustReport,
  tableModel,
  trustReport,
} from "@plimsoll/ml";
import type { TrustTask } from "../../messages/version.ts";
import { calibrate } from "../calibrate.ts";
import { type PreparedData, prepareData } from "../prepare-data.ts";
import { controlOf } from "../risk/control.ts";
import type { TaskIo } from "../task-io.ts";
import { trainFold } from "../train-fold.ts";
import { openStoredVersion, type StoredVersion } from "./stored-version.ts";

/** Measures how far a stored version can be trusted, on its own test rows. */
export async function trustTask(task: TrustTask, io: TaskIo): Promise<TrustReport> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const stored = await openStoredVersion(task);
  try {
    const { bundle, predictor, background, novelty, kept, split } = stored;
    const version = judgedVersion({
      manifest: bundle.manifest,
      predictor,
      background,
      novelty,
      kept: kept.table,
      split,
      label: spec.label,
    });
    return await trustReport(version, {
      masterScale: spec.masterScale && { grades: spec.masterScale },
      explainedRows: spec.explainedRows,
      features: spec.features,
      seed: spec.seed,
      seeds: seedsOf(task, stored, version, io),
      ...controlOf(io, 0.05, 0.98),
    });
  } finally {
    stored.dispose();
  }
}

/** Trainings that differ from the version's own in nothing but the seed of its weights, on the same rows. */
function seedsOf(
  { spec, engine: name, checkpointDir }: TrustTask,
  { bundle: { manifest }, features, kept, split }: StoredVersion,
  { table, label }: JudgedVersion,
  io: TaskIo,
): TrustOptions["seeds"] {
  if (spec.seeds === 0) return null;
  const own = manifest.spec.training.seed;
  let data: PreparedData | null = null;
  const scores = async (seed: number): Promise<ArrayLike<number>> => {
    const engine = await loadEngine(name);
    data ??= prepareData(manifest.spec, features, kept, split);
    const training = { ...manifest.spec, training: { ...manifest.spec.training, seed } };
    const folder = join(checkpointDir, `seed-${seed}`);
    const until = training.training.epochs;
    const { network } = await trainFold({ spec: training, engine, data, folder, until, io, onProgress: () => undefined });
    if (!network) throw new Error("A training to its last epoch has a network.");
    const plain = { ...manifest, pipeline: data.pipeline, target: data.target, calibration: null };
    const calibrated = { ...plain, ...calibrate(training, engine, data, { manifest: plain, weights: network.weights }) };
    const predictor = loadPredictor(engine, { manifest: calibrated, weights: network.weights });
    try {
      return Float64Array.from(tableModel(predictor, data.pipeline, "OUTPUT", label).score(table));
    } finally {
      predictor.dispose();
    }
  };
  // The version's own seed is the first, so that one more training already makes a pair.
  return { list: [own, ...Array.from({ length: spec.seeds }, (_seed, k) => own + k + 1)], scores };
}
