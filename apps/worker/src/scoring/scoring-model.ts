import { applyPipeline, type ColumnSchema, sliceTable, type Table } from "@plimsoll/features";
import {
  type DecisionModel,
  decisionModel,
  type Engine,
  loadPredictor,
  type ModelBundle,
  type ModelManifest,
  type NoveltyDetector,
  openNovelty,
  type Scores,
} from "@plimsoll/ml";
import type { ScoreReason, ScoreResult, SequenceHistory } from "@plimsoll/schema";
import { type ScoreReader, scoreReader } from "./decisions.ts";
import { createReasonGiver, type ReasonGiver } from "./reasons.ts";
import type { Wording } from "./wording.ts";

/** Rows that go through the network in one call; the event loop gets its turn between calls. */
export const CHUNK_ROWS = 4_096;

/** A registered model ready to score tables of raw columns. */
export interface ScoringModel {
  manifest: ModelManifest;
  columns: readonly ColumnSchema[];
  /** Where the model looks back: how, and the columns of the long table that it can be given instead. */
  history: { spec: SequenceHistory; columns: readonly ColumnSchema[] } | null;
  reader: ScoreReader;
  /** Probabilities of the outputs where they are quantiles. */
  quantiles: readonly number[] | null;
  reasonGiver: ReasonGiver;
  /** What recourse asks. @throws AppError INVALID_INPUT for a task without a decision that one fears. */
  decisions(): DecisionModel;
  /** Null for versions that were stored without one. */
  novelty: NoveltyDetector | null;
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
  const reader = scoreReader(target, threshold, predictor.quantiles, manifest.interval ?? null);
  const width = pipeline.nSteps * pipeline.nFeatures;
  const { novelty: calibration } = manifest;
  const lookBack = manifest.spec.sequence?.history;
  return {
    manifest,
    columns: pipeline.columns,
    history: lookBack && manifest.history ? { spec: lookBack, columns: manifest.history.columns } : null,
    reader,
    quantiles: predictor.quantiles,
    decisions: () => decisionModel(predictor, pipeline, threshold),
    reasonGiver: createReasonGiver(predictor, manifest, bundle.background),
    novelty: calibration ? openNovelty({ calibration, state: bundle.novelty ?? [] }, width) : null,
    width,
    logits: (x, n) => predictor.logits(x, n),
    scores: (logits, n) => predictor.scores(logits, n),
    dispose: () => predictor.dispose(),
  };
}

export interface ScoredTable extends Scores {
  /** One list a row; empty without `explain`. */
  reasons: ScoreReason[][];
  /** How unlike the training rows each row is; both null for versions without a detector. */
  unlike: Pick<ScoreResult, "strangeness" | "outOfDistribution">[];
}

/** Raw outputs of encoded rows, computed somewhere: at once, or together with those of other requests. */
export type Predict = (x: Float32Array, n: number) => Promise<Float32Array>;

/** Scores a table in chunks. What a row gets does not depend on the rows beside it. @throws AppError of the pipeline, UNMAPPED_REASON. */
export async function scoreTable(
  model: ScoringModel,
  table: Table,
  explain: boolean,
  predict: Predict,
  wording: Wording | null = null,
): Promise<ScoredTable> {
  const { reader, reasonGiver, manifest, novelty } = model;
  const k = reader.nOutputs;
  const logits = new Float32Array(table.rowCount * k);
  const reasons: ScoreReason[][] = [];
  const unlike: ScoredTable["unlike"] = [];
  for (let start = 0; start < table.rowCount; start += CHUNK_ROWS) {
    const chunk = sliceTable(table, start, Math.min(table.rowCount, start + CHUNK_ROWS));
    const { data, n } = applyPipeline(manifest.pipeline, chunk);
    const raw = await predict(data, n);
    logits.set(raw, start * k);
    const judged = novelty?.judge(data, n);
    for (let at = 0; at < n; at++)
      unlike.push({ strangeness: judged?.strangeness[at] ?? null, outOfDistribution: judged?.isOutside(at) ?? null });
    if (!explain) continue;
    const { outputs } = model.scores(raw, n);
    reasons.push(...(await reasonGiver.reasons(chunk, data, (at) => reader.isAdverse(outputs, at), wording)));
  }
  if (!explain) for (let at = 0; at < table.rowCount; at++) reasons.push([]);
  return { ...model.scores(logits, table.rowCount), reasons, unlike };
}
