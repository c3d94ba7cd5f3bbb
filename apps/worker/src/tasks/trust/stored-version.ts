import { readFile } from "node:fs/promises";
import { type ColumnSchema, type RowSplit, validationFolds } from "@plimsoll/features";
import {
  type Background,
  loadEngine,
  loadPredictor,
  type ModelBundle,
  type NoveltyDetector,
  openNovelty,
  type Predictor,
  readBundle,
  referenceBackground,
} from "@plimsoll/ml";
import type { EngineName, TrainingSpec } from "@plimsoll/schema";
import { columnsOf, type KeptRows, keepRows, readTrainingTable, splitOf } from "../prepare-data.ts";

/** A stored version beside the rows that its training read, cut as its training cut them. */
export interface StoredVersion {
  bundle: ModelBundle;
  predictor: Predictor;
  background: Background;
  novelty: NoveltyDetector | null;
  features: ColumnSchema[];
  kept: KeptRows;
  split: RowSplit;
  dispose(): void;
}

export interface VersionFiles {
  engine: EngineName;
  bundlePath: string;
  datasetPath: string;
  /** Of the data set. */
  columns: readonly ColumnSchema[];
}

/**
 * Opens a version and its rows.
 * @param more columns that are read beside those of the training.
 * @throws AppError of the bundle and the split.
 */
export async function openStoredVersion(files: VersionFiles, more: readonly string[] = []): Promise<StoredVersion> {
  const bundle = readBundle(await readFile(files.bundlePath));
  const { manifest } = bundle;
  const { pipeline, spec } = manifest;
  const { features, read } = columnsOf(spec, files.columns);
  const names = new Set([...read.map(({ name }) => name), ...more]);
  const [table, engine] = await Promise.all([
    readTrainingTable(
      files.datasetPath,
      files.columns.filter(({ name }) => names.has(name)),
    ),
    loadEngine(files.engine),
  ]);
  const kept = keepRows(spec, table);
  const split = trainedSplit(spec, kept);
  const predictor = loadPredictor(engine, bundle);
  return {
    bundle,
    predictor,
    background: bundle.background ?? referenceBackground(pipeline),
    novelty: manifest.novelty
      ? openNovelty({ calibration: manifest.novelty, state: bundle.novelty ?? [] }, pipeline.nSteps * pipeline.nFeatures)
      : null,
    features,
    kept,
    split,
    dispose: () => predictor.dispose(),
  };
}

/** The parts of the final training: where it was judged on folds, those beside them. */
function trainedSplit(spec: TrainingSpec, { table }: KeptRows): RowSplit {
  if (spec.validation.method === "HOLD_OUT") return splitOf(spec, table);
  return validationFolds({ ...spec, target: spec.target ?? null, table }).split;
}
