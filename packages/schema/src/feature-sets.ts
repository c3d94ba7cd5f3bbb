import { z } from "zod";
import { type ColumnType, TASKS } from "./enums.ts";
import type { StepReport } from "./pipeline.ts";
import { SequenceSpec } from "./training.ts";

/** A data set that stands for a table of a feature set. */
export const FeatureSource = z.object({ name: z.string(), datasetId: z.string() });
export type FeatureSource = z.infer<typeof FeatureSource>;

const sources = z.array(FeatureSource).min(1).max(16);
/** Plain JSON; the features package knows what it says. */
const definition = z.record(z.string(), z.unknown());

/** `runs.input` of a run that makes a data set: `datasetId` is the one in the making. */
export const FeatureBuildSpec = z.object({ datasetId: z.string(), featureSetVersionId: z.string(), sources });
export type FeatureBuildSpec = z.infer<typeof FeatureBuildSpec>;

/** `runs.input` of a run that shows the first rows after every stage and step. */
export const FeaturePreviewSpec = z.object({
  definition,
  sources,
  rows: z.int().min(1).max(100).default(20),
  /** Rows of the spine that stages and steps are carried out on. */
  sampleRows: z.int().min(10).max(50_000).default(5_000),
  /** The features that the pipeline gets; every column but the target unless given. */
  features: z.array(z.string().min(1).max(256)).min(1).max(10_000).nullish(),
  task: z.enum(TASKS).default("BINARY"),
  /** The target, for steps that look at it. */
  target: z.string().min(1).max(256).nullish(),
  positiveLabel: z.string().max(256).nullish(),
  /** As in a training: columns of a group share a fit, and the rows of a history become samples. */
  sequence: SequenceSpec.nullish(),
});
export type FeaturePreviewSpec = z.infer<typeof FeaturePreviewSpec>;

/** `runs.input` of a leakage audit. */
export const FeatureAuditSpec = z.object({
  featureSetVersionId: z.string(),
  sources,
  nSampled: z.int().min(1).max(2_000).default(100),
  seed: z.int().min(0).default(1),
});
export type FeatureAuditSpec = z.infer<typeof FeatureAuditSpec>;

/** What a preview shows after a stage or a step. */
export interface PreviewedStage {
  /**
   * STAGE: columns from other rows and tables; ROWS: leaves rows out before the split; SEQUENCE: rows of a history as samples; STEP: numbers
   * within a training.
   */
  kind: "SOURCE" | "STAGE" | "ROWS" | "SEQUENCE" | "STEP";
  type: string;
  origin: "USER" | "DEFAULT";
  columns: { name: string; type: ColumnType }[];
  /** [rows][columns]; null = missing. Empty for ROWS. */
  cells: (string | null)[][];
  notes: string[];
  /** Of a STEP: what its fits learned from the sample. */
  learned: StepReport["learned"];
}

/** `runs.result` of a preview. */
export interface FeaturePreviewResult {
  rowCount: number;
  stages: PreviewedStage[];
}

/** `runs.result` of a leakage audit. */
export interface FeatureAuditResult {
  passed: boolean;
  nSampled: number;
  features: { name: string; nChanged: number }[];
  leaks: { feature: string; row: number; withFuture: string | null; withoutFuture: string | null }[];
  failures: { row: number; message: string }[];
}

/** What the api sends to the scorer for features of single rows: rows of each table by its name. */
export interface FeatureRequest {
  workspaceId: string;
  featureSetVersionId: string;
  tables: { name: string; rows: Record<string, unknown>[] }[];
}
export interface FeatureResponse {
  /** For each row of the spine the columns that the stages added; times as ISO 8601 text. */
  rows: Record<string, number | string | boolean | null>[];
}
