import { applyPipeline, type ColumnSchema, sliceTable, type Table } from "@plimsoll/features";
import { type Engine, loadPredictor, type ModelBundle, type ModelManifest } from "@plimsoll/ml";
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
  explainer: Explainer;
  /** Values of one encoded row. */
  width: number;
  /** Outputs [n, k] of encoded rows, at most CHUNK_ROWS of them. */
  predict(x: Float32Array, n: number): Float32Array;
  dispose(): void;
}

export function openScoringModel(engine: Engine, bundle: ModelBundle): ScoringModel {
  const { manifest } = bundle;
  const { pipeline, target, threshold } = manifest;
  const predictor = loadPredictor(engine, bundle);
  return {
    manifest,
    columns: pipeline.columns,
    reader: scoreReader(target, threshold),
    explainer: createExplainer(pipeline, target),
    width: pipeline.nSteps * pipeline.nFeatures,
    predict: (x, n) => predictor.predict(x, n),
    dispose: () => predictor.dispose(),
  };
}

export interface ScoredTable {
  /** [n, k] */
  outputs: Float32Array;
  /** One list a row; empty without `explain`. */
  reasons: ScoreReason[][];
}

/** Scores encoded rows somewhere: at once, or together with those of other requests. */
export type Predict = (x: Float32Array, n: number) => Promise<Float32Array>;

/** Scores a table in chunks. What a row gets does not depend on the rows beside it. @throws AppError of the pipeline. */
export async function scoreTable(model: ScoringModel, table: Table, explain: boolean, predict: Predict): Promise<ScoredTable> {
  const { reader, explainer, manifest } = model;
  const outputs = new Float32Array(table.rowCount * reader.nOutputs);
  const reasons: ScoreReason[][] = [];
  const chunkRows = explain ? Math.max(1, Math.floor(CHUNK_ROWS / explainer.expansion)) : CHUNK_ROWS;
  for (let start = 0; start < table.rowCount; start += chunkRows) {
    const chunk = sliceTable(table, start, Math.min(table.rowCount, start + chunkRows));
    const { data, n } = applyPipeline(manifest.pipeline, explain ? explainer.expand(chunk) : chunk);
    const scored = await predict(data, n);
    if (!explain) {
      outputs.set(scored, start * reader.nOutputs);
      continue;
    }
    for (let at = 0; at < chunk.rowCount; at++) {
      const from = at * explainer.expansion * reader.nOutputs;
      outputs.set(scored.subarray(from, from + reader.nOutputs), (start + at) * reader.nOutputs);
      reasons.push(explainer.reasons(chunk, at, scored));
    }
  }
  if (!explain) for (let at = 0; at < table.rowCount; at++) reasons.push([]);
  return { outputs, reasons };
}
