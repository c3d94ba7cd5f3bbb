import { z } from "zod";
import { TrainingSpec } from "./training.ts";

export const SEARCH_METHODS = ["RANDOM", "HALVING"] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];

/** Values drawn evenly, each as likely as the next. */
const ValuesDimension = z.strictObject({ values: z.array(z.json()).min(1).max(200) });

/** Numbers drawn evenly from [min, max], or evenly in their logarithm. */
const RangeDimension = z
  .strictObject({ min: z.number(), max: z.number(), log: z.boolean().default(false) })
  .superRefine((range, context) => {
    if (range.min >= range.max)
      context.addIssue({ code: "custom", path: ["max"], message: "max must be above min; for one value pass values." });
    if (range.log && range.min <= 0)
      context.addIssue({ code: "custom", path: ["min"], message: "min must be above 0 on a logarithmic scale." });
  });

/** Where one parameter is searched. */
export const SearchDimension = z.union([ValuesDimension, RangeDimension], {
  error: "is {values: [...]} or {min, max, log}",
});
export type SearchDimension = z.infer<typeof SearchDimension>;

const Dimensions = z.record(z.string().min(1).max(64), SearchDimension);

export const SearchSpec = z.object({
  /** HALVING trains all settings a little, keeps the best 1 / eta of them, trains those eta times as long, and so on; RANDOM trains each to the end. */
  method: z.enum(SEARCH_METHODS).default("HALVING"),
  /** Settings to try; the first is the one that the training itself names. */
  trials: z.int().min(2).max(1000).default(20),
  /** A history name of the validation rows, e.g. `val_auc`; null means `val_auc` of a BINARY task, else `val_loss`. */
  metric: z.string().regex(/^val_/, "must be a metric of the validation rows, such as val_loss").max(64).nullish(),
  /** Of HALVING. */
  eta: z.int().min(2).max(10).default(3),
  /** Epochs of HALVING's first rung; null means as many as four rungs allow. */
  minEpochs: z.int().min(1).max(10_000).nullish(),
  /** Trials that may be queued or running at once, so that other runs find a free worker too. */
  parallel: z.int().min(1).max(64).default(4),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  /** Dimensions by name, those of the architecture's parameters and of the training options; they replace the derived ones. */
  space: z.object({ params: Dimensions.default({}), training: Dimensions.default({}) }).prefault({}),
  /** Also search the dimensions that follow from the architecture's own parameters and their bounds. */
  derive: z.boolean().default(true),
});
export type SearchSpec = z.infer<typeof SearchSpec>;

/** One dimension of a search as it was resolved at submission. */
export const ResolvedDimension = z.object({
  group: z.enum(["PARAMS", "TRAINING"]),
  name: z.string(),
  /** Whole numbers only; of a range. */
  integer: z.boolean(),
  dimension: SearchDimension,
});
export type ResolvedDimension = z.infer<typeof ResolvedDimension>;

/** `runs.input` of a search. */
export const TuningSpec = z.object({
  training: TrainingSpec,
  search: SearchSpec.extend({ metric: z.string(), dimensions: z.array(ResolvedDimension) }),
});
export type TuningSpec = z.infer<typeof TuningSpec>;

/** What a trial changes in the training that is searched. */
export const TrialSettings = z.object({
  params: z.record(z.string(), z.unknown()),
  training: z.record(z.string(), z.unknown()),
});
export type TrialSettings = z.infer<typeof TrialSettings>;

/** `runs.input` of a trial; the rest of what it needs stands in its parent's input. */
export const TrialSpec = TrialSettings.extend({ number: z.int().min(1) });
export type TrialSpec = z.infer<typeof TrialSpec>;

/** One rung that a trial has reached. */
export interface RungResult {
  /** Epochs trained by then. */
  epochs: number;
  /** The best value of the search's metric up to there; the mean over the folds where there are several. */
  value: number;
  bestEpoch: number;
}

/** `runs.result` of a trial, grown rung by rung. */
export interface TrialResult {
  rungs: RungResult[];
  /** Of the metric over all epochs so far. */
  best: number;
  last: number;
  min: number;
  max: number;
  /** Time spent training in all attempts that reached a rung. */
  seconds: number;
  /** Set once the search needs no more of the trial. */
  outcome?: "STOPPED" | "FINISHED";
}

/** `runs.result` of a search that has ended well. */
export interface TuningResult {
  bestTrial: number;
  /** The run that trained the best settings to the end and was judged on the test rows. */
  finalRunId: string;
  nTrials: number;
  nStopped: number;
  nFailed: number;
}
