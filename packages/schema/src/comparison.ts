import { z } from "zod";
import { BASELINES, type Baseline, type Task, type ValidationMethod } from "./enums.ts";
import { TrainingOptions, TrainingSpec } from "./training.ts";
import type { FoldScore } from "./validation.ts";

/** A network that stands for comparison beside the training's own. */
export const CandidateSpec = z.object({
  /** What it is called; its architecture's name when nothing is said. */
  name: z.string().min(1).max(64).nullish(),
  architecture: z.string().min(1).max(64),
  /** Checked against the architecture's own schema. */
  params: z.record(z.string(), z.unknown()).default({}),
  /** Replaces options of the training. */
  training: TrainingOptions.partial().default({}),
});
export type CandidateSpec = z.infer<typeof CandidateSpec>;

/** One model of a comparison: a network with all of its settings, or a baseline. */
export const ResolvedCandidate = z.object({
  name: z.string(),
  baseline: z.enum(BASELINES).nullable(),
  /** Of a network; null of a baseline. */
  architecture: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  training: TrainingOptions,
});
export type ResolvedCandidate = z.infer<typeof ResolvedCandidate>;

/** `runs.input` of a comparison. */
export const ComparisonSpec = z.object({
  /** What all candidates have in common: data, columns, split, validation. Its own architecture is the first of them. */
  training: TrainingSpec,
  candidates: z.array(ResolvedCandidate).min(2).max(40),
  metric: z.string(),
  /** Whether the folds are cut out of all rows, those of the split's test part too. */
  useTestRows: z.boolean(),
});
export type ComparisonSpec = z.infer<typeof ComparisonSpec>;

/** `runs.input` of the run that trains and judges one candidate; the rest stands in its parent's input. */
export const CandidateRunSpec = z.object({ index: z.int().min(0), name: z.string() });

/** `runs.result` of that run. */
export interface CandidateResult {
  folds: FoldScore[];
}

export interface ComparedCandidate {
  name: string;
  baseline: Baseline | null;
  architecture: string | null;
  /** Null while it has no run. */
  runId: string | null;
  /** Of the comparison's metric over the folds, with its 95 % interval; null where it failed. */
  mean: number | null;
  low: number | null;
  high: number | null;
  folds: FoldScore[];
  /** Time spent training and predicting on all folds. */
  seconds: number;
  error: { code: string; message: string } | null;
}

/** How the difference of two models was tested. */
export const PAIRED_TESTS = ["DELONG", "PAIRED_BOOTSTRAP", "GROUP_BOOTSTRAP", "BLOCK_BOOTSTRAP"] as const;
export type PairedTest = (typeof PAIRED_TESTS)[number];

export interface ComparedPair {
  a: string;
  b: string;
  /** Mean over the folds of a's metric less b's, with its 95 % interval. */
  difference: number;
  low: number;
  high: number;
  test: PairedTest;
  /** Two-sided, that there is no difference. */
  p: number;
  /** Corrected for the number of pairs (Holm). */
  pCorrected: number;
  /** The corrected resampled t-test over the folds; null where they are no resample of one another. */
  pFolds: number | null;
}

export const VERDICTS = ["BASELINE_WINS", "NETWORK_WINS", "NO_DIFFERENCE", "NO_BASELINE"] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export interface ComparisonVerdict {
  kind: VerdictKind;
  /** What to use: the winner, or the simplest of those that cannot be told apart. */
  choice: string;
  /** Models whose difference from the best one may be chance, best first. */
  tied: string[];
  sentence: string;
}

/** `runs.result` of a comparison. */
export interface ComparisonResult {
  task: Task;
  method: ValidationMethod;
  metric: string;
  better: "higher" | "lower";
  /** Rows judged, in all folds together. */
  nRows: number;
  candidates: ComparedCandidate[];
  pairs: ComparedPair[];
  verdict: ComparisonVerdict;
}
