import { z } from "zod";
import { FILE_FORMATS } from "./enums.ts";
import { WordingChoice } from "./reason-mapping.ts";

/** `runs.input` of a SCORING run; the alias was resolved at submission, so a later promotion does not change a queued run. */
export const ScoringSpec = z.object({
  datasetId: z.string(),
  modelVersionId: z.string(),
  explain: z.boolean().default(false),
  format: z.enum(FILE_FORMATS).default("PARQUET"),
  /** The model's newest mapping at submission; null = the plain sentences of every model. */
  wording: WordingChoice.nullable().default(null),
});
export type ScoringSpec = z.infer<typeof ScoringSpec>;

/** The column types a stored value may have inside one record to score; null is a missing value. */
export type RecordValue = number | string | boolean | null;
export type ScoreRecord = Record<string, RecordValue>;

export interface ScoreReason {
  feature: string;
  /** The lender's own number of the reason; absent where there is none. */
  code?: string | null;
  text: string;
  /**
   * The feature's part of the log-odds before calibration (of the value, where the task has one), compared with the version's background
   * applicants; positive raises it.
   */
  contribution: number;
}

export interface ScoreResult {
  /**
   * Probability of the positive class, calibrated where the version is; of ANOMALY the share of training rows that are no stranger; null
   * where the task has none.
   */
  probability: number | null;
  /** The network's own probability, before calibration; the same number where the version has none. */
  rawProbability: number | null;
  /** The number itself for REGRESSION and FORECAST (the median where quantiles were trained), the anomaly score; null otherwise. */
  value: number | null;
  /** Ascending, where the model was trained on quantiles; empty otherwise. */
  quantiles: { probability: number; value: number }[];
  probabilities: { label: string; value: number }[];
  /** Where REGRESSION or FORECAST had rows to learn it from: such intervals hold a share `level` of new values. */
  interval: { level: number; low: number; high: number } | null;
  /** Share of ordinary rows that are less strange than this one, in [0, 1]; null where the version has no detector. */
  strangeness: number | null;
  /** Whether the row is so unlike the training rows that its score should not be relied on; null as above. */
  outOfDistribution: boolean | null;
  /** The positive label or the other one at the version's threshold, ALERT or NORMAL for ANOMALY; null where the task has none. */
  decision: string | null;
  reasons: ScoreReason[];
  /** Whose words the reasons are in; absent for the plain sentences of every model. */
  wording?: { reasonMappingId: string; version: number; language: string } | null;
}

/** What the api sends to the scorer and what it answers. The alias is resolved by the api. */
export const ScoreRequest = z.object({
  workspaceId: z.string(),
  modelVersionId: z.string(),
  rows: z.array(z.record(z.string(), z.unknown())).min(1).max(10_000),
  explain: z.boolean().default(false),
  wording: WordingChoice.nullable().default(null),
});
export type ScoreRequest = z.infer<typeof ScoreRequest>;
export interface ScoreResponse {
  modelVersionId: string;
  scores: ScoreResult[];
}
