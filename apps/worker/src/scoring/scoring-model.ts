import { applyPipeline, type ColumnSchema, sliceTable, type Table } from "@plimsoll/features";
import { type Engine, loadPredictor, type ModelBundle, type ModelManifest, type Scores } from "@plimsoll/ml";
import type { ScoreReason } from "@plimsoll/schema";
import { type ScoreReader, scoreReader } from "./decisions.ts";
import { createExplainer, type Explainer } from "./reasons.ts";

/** Rows that go through the network in one call; the event loop gets its turn between calls. */
export const CHUNK_ROWS = 4_096;

/** A registered model ready to score tables of raw columns. */
export interface ScoringModel {
  manifest: ModelManifest;
  columns: readonly ColumnSchema[];
  reader: ScoreReader;
  /** Probabilities of the outputs where they are quantiles. */
  quantiles: readonly number[] | null;
  explainer: Explainer;
  /** Values of one encoded row. */
  width: number;
  /** Raw outputs [n, k] of encoded rows, at most CHUNK_ROWS of them. */
  logits(x: Float32Array, n: number): Float32Array;
  scores(logits: Float32Array, n: number): Scores;
  dispose(): void;
}

export function openScoringModel(engine: Engine, bundle: ModelBundle): ScoringModel {
  const { manifest } = bundle;
  const { pipeline, target, threshold } = manifest;
  const predictor = loadPredictor(engine, bundle);
  const reader = scoreReader(target, threshold, predictor.quantiles);
  return {
    manifest,
    columns: pipeline.columns,
    reader,
    quantiles: predictor.quantiles,
    explainer: createExplainer(pipeline, target, reader),
    width: pipeline.nSteps * pipeline.nFeatures,
    logits: (x, n) => predictor.logits(x, n),
    scores: (logits, n) => predictor.scores(logits, n),
    dispose: () => predictor.dispose(),
  };
}

export interface ScoredTable extends Scores {
  /** One list a row; empty without `explain`. */
  reasons: ScoreReason[][];
}

/** Raw outputs of encoded rows, computed somewhere: at once, or together with those of other requests. */
export type Predict = (x: Float32Array, n: number) => Promise<Float32Array>;

/** Scores a table in chunks. What a row gets does not depend on the rows beside it. @throws AppError of the pipeline. */
export async function scoreTable(model: ScoringModel, table: Table, explain: boolean, predict: Predict): Promise<ScoredTable> {
  const { reader, explainer, manifest } = model;
  const k = reader.nOutputs;
  const logits = new Float32Array(table.rowCount * k);
  const reasons: ScoreReason[][] = [];
  const chunkRows = explain ? Math.max(1, Math.floor(CHUNK_ROWS / explainer.expansion)) : CHUNK_ROWS;
  for (let start = 0; start < table.rowCount; start += chunkRows) {
    const chunk = sliceTable(table, start, Math.min(table.rowCount, start + chunkRows));
    const { data, n } = applyPipeline(manifest.pipeline, explain ? explainer.expand(chunk) : chunk);
    const raw = await predict(data, n);
    if (!explain) {
      logits.set(raw, start * k);
      continue;
    }
    const { uncalibrated } = model.scores(raw, n);
    for (let at = 0; at < chunk.rowCount; at++) {
      const from = at * explainer.expansion * k;
      logits.set(raw.subarray(from, from + k), (start + at) * k);
      reasons.push(explainer.reasons(chunk, at, uncalibrated));
    }
  }
  if (!explain) for (let at = 0; at < table.rowCount; at++) reasons.push([]);
  return { ...model.scores(logits, table.rowCount), reasons };
}
