import { z } from "zod";
import type { EngineName } from "./enums.ts";

/** `runs.input` of a replay: which version is trained again from its record, and the run that made it. */
export const ReplaySpec = z.object({ runId: z.string(), modelVersionId: z.string() });
export type ReplaySpec = z.infer<typeof ReplaySpec>;

export const REPLAY_OUTCOMES = ["IDENTICAL", "WITHIN_TOLERANCE", "DIFFERS"] as const;
export type ReplayOutcome = (typeof REPLAY_OUTCOMES)[number];

/** How two trainings from one record compare. */
export interface ReplayDifference {
  outcome: ReplayOutcome;
  weightHash: { stored: string; replayed: string };
  /** Largest difference of a weight; null where the weights have other names or shapes. */
  maxWeightDifference: number | null;
  scores: {
    /** Numbers compared: the test rows' outputs. */
    count: number;
    maxAbsolute: number;
    /** Largest |a - b| / max(|a|, |b|); numbers below 1e-6 count as 1e-6. */
    maxRelative: number;
    /** What WITHIN_TOLERANCE allows of maxRelative. */
    tolerance: number;
  };
}

/** `runs.result` of a replay. */
export interface ReplayResult extends ReplayDifference {
  /** Whether the feature pipeline learned the same from the training rows. */
  samePipeline: boolean;
  /** Metrics of the test rows, then and now. */
  metrics: { name: string; stored: number; replayed: number }[];
  engine: { name: EngineName; version: string };
  codeVersion: { stored: string; replayed: string };
  datasetSha256: string;
}
