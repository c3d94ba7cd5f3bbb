import { z } from "zod";
import { ColumnName } from "./column-name.ts";

/**
 * One step of a feature pipeline: a transform of the registry, its parameters (checked against the transform's own schema) and the
 * columns it works on. A column is named, or chosen: `@all`, `@numeric`, `@boolean`, `@date`, `@text`, a pattern such as `PAY_*`, and
 * `!name` to leave one out. No columns = every column of the types that the transform is made for.
 */
export const PipelineStep = z.strictObject({
  type: z.string().min(1).max(64),
  params: z.record(z.string(), z.unknown()).default({}),
  columns: z.array(ColumnName).min(1).max(10_000).nullish(),
});
export type PipelineStep = z.infer<typeof PipelineStep>;

export const FeaturePipeline = z.strictObject({
  /** Which rows are trained and tested on; learns nothing, runs before the split, and never when scoring. */
  rows: z.array(PipelineStep).max(32).default([]),
  /** Fitted on the training rows, in this order. */
  steps: z.array(PipelineStep).max(256).default([]),
  /** Whether columns that the steps leave as text, dates or with gaps get the default encoding; without it they are an error. */
  defaults: z.boolean().default(false),
});
export type FeaturePipeline = z.infer<typeof FeaturePipeline>;
