import { applyPipeline, decodeValue, encodeTarget, getColumn, type RowSplit, type Table } from "@plimsoll/features";
import type { ModelManifest } from "../bundle/bundle.ts";
import type { Values } from "../evaluation/inputs.ts";
import { invalidInput } from "../evaluation/inputs.ts";
import { auc } from "../evaluation/ranking.ts";
import type { Background } from "../explanation/background.ts";
import { modelRows, type TableModel, tableModel } from "../explanation/table-model.ts";
import type { NoveltyDetector } from "../robustness/novelty-detector.ts";
import type { Predictor } from "../training/predictor.ts";

/** A version with the rows that its training cut, as its report needs them. */
export interface JudgedVersion {
  manifest: ModelManifest;
  predictor: Predictor;
  /** Stored with the version, or its reference row. */
  background: Background;
  novelty: NoveltyDetector | null;
  /** Raw columns of the test rows, those of the model alone. */
  table: Table;
  /** [n, width] the same, encoded. */
  x: Float32Array;
  n: number;
  /** [n] 1 = the event one fears, or the class that is looked at; the value in its own unit; null where nobody knows. */
  y: Float64Array | null;
  /** Index of the class that is looked at, of MULTICLASS; 0 for other tasks. */
  label: number;
  /** What the event is called; null where the task has none. */
  event: string | null;
  /** The version as a function of raw columns: one number a row. */
  model: TableModel;
  /** [n] what `model` gives on the test rows. */
  score: Float64Array;
  /** Rows that the master scale is built from, which are not the test's. */
  scaleRows: { y: Float64Array; pd: Float64Array; from: "VALIDATION" | "TRAIN" } | null;
}

export interface VersionRows {
  manifest: ModelManifest;
  predictor: Predictor;
  background: Background;
  novelty: NoveltyDetector | null;
  /** The rows that the version's training kept, with its target. */
  kept: Table;
  split: RowSplit;
  /** The class of MULTICLASS to be looked at; the rarest one of the test rows unless given. */
  label?: string | null;
}

/** Rows looked at where the master scale must come from the training part. */
const SCALE_ROWS = 20_000;

/** Encodes and scores the test rows of a version. @throws AppError "INVALID_INPUT" for a label that the version has not. */
export function judgedVersion({ manifest, predictor, background, novelty, kept, split, label: wanted }: VersionRows): JudgedVersion {
  const { pipeline, target } = manifest;
  const { label, event } = labelOf(manifest, kept, split.test, wanted ?? null);
  const model = tableModel(predictor, pipeline, "OUTPUT", label);
  const table = modelRows(model, kept, split.test);
  const { data: x, n } = applyPipeline(pipeline, table);
  return {
    manifest,
    predictor,
    background,
    novelty,
    table,
    x,
    n,
    y: outcomes(manifest, kept, split.test, label),
    label,
    event,
    model,
    score: Float64Array.from(model.score(table)),
    scaleRows: target.task === "BINARY" ? scaleRows(manifest, model, kept, split) : null,
  };
}

function scaleRows(manifest: ModelManifest, model: TableModel, kept: Table, { train, validation }: RowSplit): JudgedVersion["scaleRows"] {
  const from = validation.length > 0 ? "VALIDATION" : "TRAIN";
  const rows = (from === "VALIDATION" ? validation : train).slice(0, SCALE_ROWS);
  return {
    from,
    y: Float64Array.from(encodeTarget(manifest.target, kept, rows)),
    pd: Float64Array.from(model.score(modelRows(model, kept, rows))),
  };
}

/** What happened, as the report reads it: an event of two, or a number in its own unit. */
function outcomes({ target }: ModelManifest, kept: Table, rows: Int32Array, label: number): Float64Array | null {
  if (target.task === "ANOMALY" && target.labels === null) return null;
  const y = encodeTarget(target, kept, rows);
  if (target.task === "MULTICLASS") return Float64Array.from(y, (found) => Number(found === label));
  if (!("mean" in target)) return Float64Array.from(y);
  const column = getColumn(kept, target.column);
  return column.type === "STRING"
    ? Float64Array.from(y, (value) => decodeValue(target, value))
    : Float64Array.from(rows, (row) => column.values[row] as number);
}

function labelOf({ target }: ModelManifest, kept: Table, rows: Int32Array, wanted: string | null): { label: number; event: string | null } {
  if (target.task !== "MULTICLASS") {
    if (wanted !== null)
      throw invalidInput("'label' names a class of a MULTICLASS version; this one has none to choose.", { path: ["label"] });
    const labels = "labels" in target ? target.labels : null;
    return { label: 0, event: labels && "positive" in labels ? labels.positive : null };
  }
  const { labels } = target;
  if (wanted !== null) {
    const label = labels.indexOf(wanted);
    if (label >= 0) return { label, event: wanted };
    throw invalidInput(`The version has no class '${wanted}'. It has: ${labels.join(", ")}.`, { path: ["label"] });
  }
  const counts = labels.map(() => 0);
  for (const found of encodeTarget(target, kept, rows)) counts[found] = (counts[found] ?? 0) + 1;
  const present = [...counts.keys()].filter((at) => (counts[at] as number) > 0);
  const label = present.reduce((rarest, at) => ((counts[at] as number) < (counts[rarest] as number) ? at : rarest), present[0] ?? 0);
  return { label, event: labels[label] ?? null };
}

/** How good scores are, higher = better: the area under the ROC curve of an event, the explained share of variance of a number. */
export interface Quality {
  name: "auc" | "r2";
  of(y: Values, score: Values): number;
}

export const qualityOf = ({ manifest }: Pick<JudgedVersion, "manifest">): Quality =>
  "mean" in manifest.target ? { name: "r2", of: explainedVariance } : { name: "auc", of: auc };

/** R^2 = 1 - sum (y - s)^2 / sum (y - mean y)^2. @throws AppError "INVALID_INPUT" where y does not vary. */
function explainedVariance(y: Values, score: Values): number {
  const n = y.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (y[i] as number) / n;
  let [errors, spread] = [0, 0];
  for (let i = 0; i < n; i++) {
    errors += ((y[i] as number) - (score[i] as number)) ** 2;
    spread += ((y[i] as number) - mean) ** 2;
  }
  if (spread === 0) throw invalidInput("The target has one value only in these rows, so no share of its variance can be explained.");
  return 1 - errors / spread;
}
