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

/** What one row step left out. */
export interface RowStepReport {
  type: string;
  params: Record<string, unknown>;
  columns: string[];
  rowsIn: number;
  rowsOut: number;
  /** The first rows left out, counted from 0 in the data set. */
  firstLeftOut: number[];
}

/** A step as it was asked for, what it worked on, and what it learned. */
export interface StepReport {
  type: string;
  /** Whether the user wrote it, or the default encoding added it. */
  origin: "USER" | "DEFAULT";
  params: Record<string, unknown>;
  columns: string[];
  outputs: string[];
  /** What each fit learned, in a few figures: one entry a column or sequence group, or one for all columns together. At most 100. */
  learned: { columns: string[]; summary: Record<string, unknown> | null }[];
}

/** How a version's raw columns become its features, for people; what is applied lies in the model file. */
export interface PipelineReport {
  version: number;
  rows: RowStepReport[];
  steps: StepReport[];
  /** The features of one step, in the order in which the network reads them. */
  features: string[];
  nSteps: number;
}
