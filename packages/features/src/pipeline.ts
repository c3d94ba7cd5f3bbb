import { AppError, type SequenceSpec } from "@plimsoll/schema";
import { defaultSteps } from "./default-steps.ts";
import { type CompiledPipeline, compile, runBlock } from "./execute.ts";
import { PipelineFitter } from "./fit.ts";
import { referenceValues } from "./reference.ts";
import type { ColumnSchema, Table } from "./table.ts";
import type { FitContext, Json } from "./transforms/transform.ts";

/** One step as the user writes it: a transform of the registry on columns; several columns are fitted together, as one. */
export interface StepSpec {
  type: string;
  params: { [key: string]: Json };
  columns: string[];
}

/** What the model reads. `steps` replaces the default pipeline. */
export interface PipelineSpec {
  columns: ColumnSchema[];
  sequence: SequenceSpec | null;
  steps?: StepSpec[];
}

export interface FittedStep {
  type: string;
  params: { [key: string]: Json };
  inputs: string[];
  outputs: string[];
  state: Json;
}

/** A pipeline with what it learned from the training rows: plain JSON, stored in the model bundle. */
export interface FittedPipeline {
  version: 1;
  /** The raw columns it reads, in the data set's order. */
  columns: ColumnSchema[];
  sequence: SequenceSpec | null;
  steps: FittedStep[];
  /** T: 1 without a sequence. */
  nSteps: number;
  /** F: features of each step. */
  nFeatures: number;
  featureNames: string[];
  /** `layout[t][f]`: the encoded column that is feature f at step t. */
  layout: string[][];
  /** The raw column that feature f comes from (for a sequence feature: that of each step). */
  sources: string[][];
  /** Median or most frequent value of each raw column over the training rows, in the order of `columns`; null = always missing. */
  reference: (number | string | null)[];
}

export interface FeatureTensor {
  /** [n, T, F] row-major. */
  data: Float32Array;
  n: number;
  nSteps: number;
  nFeatures: number;
}

/**
 * Learns the pipeline's state from the given rows only.
 * @param rows the training rows. @param context the target of those rows for supervised steps.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH (the table does not hold the columns), INVALID_INPUT (bad steps, no rows).
 */
export function fitPipeline(spec: PipelineSpec, table: Table, rows: Int32Array, context: FitContext = {}): FittedPipeline {
  if (rows.length === 0)
    throw new AppError("INVALID_INPUT", "input", "The training part has no rows. Give more rows or a smaller test part.", {
      path: ["split"],
    });
  const fitter = new PipelineFitter(spec.columns, table, rows, context);
  const specs = spec.steps ?? defaultSteps(spec.columns, spec.sequence);
  const steps = specs.map((step, index) => fitter.fit(step, specs.slice(index + 1)));
  const { layout, featureNames, sources } = fitter.layout(spec.sequence);
  return {
    version: 1,
    columns: spec.columns.map(({ name, type }) => ({ name, type })),
    sequence: spec.sequence,
    steps,
    nSteps: layout.length,
    nFeatures: featureNames.length,
    featureNames,
    layout,
    sources,
    reference: referenceValues(spec.columns, table, rows),
  };
}

const compiled = new WeakMap<FittedPipeline, CompiledPipeline>();

/** Rows go through the steps in blocks, so that the scratch memory stays in the processor's cache and does not grow with the table. */
const BLOCK_ROWS = 4096;

/**
 * The rows as the network reads them. Every row is computed by itself: one row alone gives the same bits as within a million.
 * @param rows which rows, in which order; all by default.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH (other columns than fitted), INVALID_INPUT (a cell that no step can turn into a number).
 */
export function applyPipeline(fitted: FittedPipeline, table: Table, rows?: Int32Array): FeatureTensor {
  let pipeline = compiled.get(fitted);
  if (!pipeline) {
    pipeline = compile(fitted);
    compiled.set(fitted, pipeline);
  }
  const n = rows ? rows.length : table.rowCount;
  const data = allocate(n * fitted.nSteps * fitted.nFeatures);
  for (let start = 0; start < n; start += BLOCK_ROWS) runBlock(pipeline, table, rows, start, Math.min(n, start + BLOCK_ROWS), data);
  return { data, n, nSteps: fitted.nSteps, nFeatures: fitted.nFeatures };
}

function allocate(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (cause) {
    const gib = ((length * 4) / 2 ** 30).toFixed(1);
    throw new AppError(
      "OUT_OF_MEMORY",
      "resource",
      `The features need ${gib} GiB in one piece. Use fewer rows, levels or columns.`,
      {},
      { cause },
    );
  }
}
