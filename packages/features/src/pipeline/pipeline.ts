import { AppError, type FeaturePipeline, type SequenceSpec, type StepReport } from "@plimsoll/schema";
import type { ColumnSchema, Table } from "../table.ts";
import type { FitContext, Json, JsonObject } from "../transforms/transform.ts";
import { type CompiledPipeline, compile, type FittedColumns, runBlock } from "./execute.ts";
import { PipelineFitter } from "./fit.ts";
import { layoutOf } from "./layout.ts";
import { usedSteps } from "./liveness.ts";
import { checkReadable } from "./plan.ts";
import { referenceValues } from "./reference.ts";

/** What the model reads and what is done to it. */
export interface PipelineRequest {
  /** The features, in the data set's order. */
  columns: readonly ColumnSchema[];
  sequence: SequenceSpec | null;
  /** The user's steps; null = the default pipeline. */
  pipeline?: Pick<FeaturePipeline, "steps" | "defaults"> | null;
}

/** One fit of a step with what it learned; `inputs` come with the columns that the step reads beside them last. */
export interface FittedStep {
  type: string;
  params: JsonObject;
  inputs: string[];
  /** Columns read beside the inputs. */
  reads?: string[];
  outputs: string[];
  state: Json;
}

/** A pipeline with what it learned from the training rows: plain JSON, stored in the model bundle. */
export interface FittedPipeline {
  /** 1 had no `reads` and no `report`, and is opened as it is. */
  version: 1 | 2;
  /** The raw columns that the features are made of, in the data set's order. */
  columns: ColumnSchema[];
  sequence: SequenceSpec | null;
  /** What has to be done for one row, in order; fits whose outputs no feature needs are not in it. */
  steps: FittedStep[];
  /** T: 1 without a sequence. */
  nSteps: number;
  /** F: features of each step. */
  nFeatures: number;
  featureNames: string[];
  /** `layout[t][f]`: the encoded column that is feature f at step t. */
  layout: string[][];
  /** The raw columns that feature f is made of (for a sequence feature: those of each step). */
  sources: string[][];
  /** Median or most frequent value of each raw column over the training rows, in the order of `columns`; null = always missing. */
  reference: (number | string | null)[];
  /** Every step as it was asked for and what it learned and left out, for people. */
  report?: StepReport[];
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
 * @param rows the training rows. @param context the target of those rows for supervised steps, and the seed.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH (the table does not hold the columns), INVALID_INPUT (bad steps, no rows).
 */
export function fitPipeline(request: PipelineRequest, table: Table, rows: Int32Array, context: FitContext = {}): FittedPipeline {
  return fit(request, table, rows, context).pipeline;
}

/**
 * Fits, and gives the features of the rows that were fitted on. They are those of `applyPipeline` but for cross-fitted steps, which
 * show no training row its own target: a network has to learn from these, and from `applyPipeline` for every other row.
 * @throws AppError as `fitPipeline` and `applyPipeline`.
 */
export function fitAndApply(
  request: PipelineRequest,
  table: Table,
  rows: Int32Array,
  context: FitContext = {},
): { pipeline: FittedPipeline; training: FeatureTensor } {
  const { pipeline, crossFitted } = fit(request, table, rows, context);
  return { pipeline, training: apply(pipeline, table, rows, crossFitted) };
}

function fit(request: PipelineRequest, table: Table, rows: Int32Array, context: FitContext) {
  if (rows.length === 0)
    throw new AppError("INVALID_INPUT", "input", "The training part has no rows. Give more rows or a smaller test part.", {
      path: ["split"],
    });
  const fitter = new PipelineFitter(request, table, rows, context);
  fitter.fitAll();
  checkReadable(fitter.frame);
  const layout = layoutOf(fitter.frame, request.sequence);
  const used = usedSteps(fitter.fitted, layout.layout.flat());
  const needed = new Set(used.raw);
  const columns = request.columns.filter(({ name }) => needed.has(name)).map(({ name, type }) => ({ name, type }));
  const crossFitted: FittedColumns = new Map();
  used.steps.forEach((at, index) => {
    const found = fitter.crossFitted.get(at);
    if (found) crossFitted.set(index, found);
  });
  const pipeline: FittedPipeline = {
    version: 2,
    columns,
    sequence: request.sequence,
    steps: used.steps.map((at) => fitter.fitted[at] as FittedStep),
    nSteps: layout.layout.length,
    nFeatures: layout.featureNames.length,
    ...layout,
    reference: referenceValues(columns, table, rows),
    report: fitter.report,
  };
  return { pipeline, crossFitted };
}

const compiled = new WeakMap<FittedPipeline, CompiledPipeline>();

/** Rows go through the steps in blocks, so that the scratch memory stays in the processor's cache and does not grow with the table. */
const BLOCK_ROWS = 1024;

/**
 * The rows as the network reads them. Every row is computed by itself: one row alone gives the same bits as within a million.
 * @param rows which rows, in which order; all by default.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH (other columns than fitted), INVALID_INPUT (a cell that no step can turn into a number),
 * BAD_BUNDLE (a pipeline of a version that is not known).
 */
export function applyPipeline(fitted: FittedPipeline, table: Table, rows?: Int32Array): FeatureTensor {
  return apply(fitted, table, rows, null);
}

function apply(fitted: FittedPipeline, table: Table, rows: Int32Array | undefined, crossFitted: FittedColumns | null): FeatureTensor {
  let pipeline = compiled.get(fitted);
  if (!pipeline) {
    pipeline = compile(fitted);
    compiled.set(fitted, pipeline);
  }
  const n = rows ? rows.length : table.rowCount;
  const data = allocate(n * fitted.nSteps * fitted.nFeatures);
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    runBlock({ pipeline, table, rows, crossFitted, data }, start, Math.min(n, start + BLOCK_ROWS));
  }
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
