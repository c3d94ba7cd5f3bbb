import { z } from "zod";
import { ColumnName } from "./column-name.ts";
import { BASELINES, CALIBRATIONS, CLASS_WEIGHTS, type DataSplit, SPLIT_METHODS, TASKS } from "./enums.ts";
import { Mitigation } from "./fairness.ts";
import { FeaturePipeline } from "./pipeline.ts";
import type { ReportDetails } from "./report-details.ts";
import { ValidationSpec } from "./validation.ts";

/** The columns, oldest first, that are the steps of one feature. */
export const SequenceGroup = z.object({ name: ColumnName, columns: z.array(ColumnName).min(1).max(512) });
export type SequenceGroup = z.infer<typeof SequenceGroup>;

export const GAP_POLICIES = ["IGNORE", "BREAK", "GRID"] as const;
export type GapPolicy = (typeof GAP_POLICIES)[number];

export const SEQUENCE_SAMPLES = ["EVERY", "LAST"] as const;

/**
 * Steps from a long table, one row an event or a period: each row is one sample, and the rows of its entity before it are its earlier
 * steps. Short histories are filled up with missing steps in front, which a feature `step present` tells from real ones.
 */
export const SequenceHistory = z
  .strictObject({
    /** Columns that say whose row it is; none = the table is one series. */
    entity: z.array(ColumnName).max(4).default([]),
    /** DATE, TIMESTAMP or a number. */
    time: ColumnName,
    /** T, the sample's own row included. */
    steps: z.int().min(1).max(512),
    /** What each step has. The other features are static: those of the sample's own row. */
    columns: z.array(ColumnName).min(1).max(256),
    /** How many rows of the entity later the target is read; 0 = in the sample's own row. */
    horizon: z.int().min(0).max(512).default(0),
    /** Samples with fewer steps than this are not trained or tested on. */
    minSteps: z.int().min(1).max(512).default(1),
    /**
     * IGNORE: steps are the rows before, however far apart. BREAK: a history ends at a gap longer than `gap`. GRID: one step each `gap`, the
     * latest row in it; steps without a row are missing.
     */
    gaps: z.enum(GAP_POLICIES).default("IGNORE"),
    /** In seconds for dates and times, in the column's own unit for numbers. */
    gap: z.number().positive().nullish(),
    /** EVERY row is a sample, or the LAST of each entity alone. */
    samples: z.enum(SEQUENCE_SAMPLES).default("EVERY"),
  })
  .superRefine(({ columns, entity, steps, minSteps, gaps, gap }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (new Set(columns).size !== columns.length) issue("columns", "A column is named twice among the steps.");
    if (new Set(entity).size !== entity.length) issue("entity", "A column is named twice in the entity.");
    if (minSteps > steps) issue("minSteps", `minSteps must be at most steps, ${steps}. Got ${minSteps}.`);
    if (gaps !== "IGNORE" && !gap) issue("gap", `Gaps ${gaps} needs gap: how long one is.`);
    if (gaps === "IGNORE" && gap) issue("gap", "gap means something with gaps BREAK or GRID only.");
  });
export type SequenceHistory = z.infer<typeof SequenceHistory>;

/** Steps as columns of a wide table (`groups`), or as rows of a long one (`history`). */
export const SequenceSpec = z
  .object({ groups: z.array(SequenceGroup).max(256).default([]), history: SequenceHistory.nullish() })
  .refine(({ groups, history }) => groups.length > 0 !== Boolean(history), {
    message: "A sequence has either groups, at least one, or a history.",
    path: ["groups"],
  })
  .refine(({ groups }) => groups.every((group) => group.columns.length === groups[0]?.columns.length), {
    message: "Every sequence group must list the same number of columns: one for each step, oldest first.",
    path: ["groups"],
  })
  .refine(({ groups }) => new Set(groups.map((group) => group.name)).size === groups.length, {
    message: "Sequence group names must be distinct.",
    path: ["groups"],
  });
export type SequenceSpec = z.infer<typeof SequenceSpec>;

export const EarlyStopping = z.object({
  /** A history name, e.g. `val_loss`. */
  metric: z.string().default("val_loss"),
  /** Epochs without improvement before training stops. */
  patience: z.int().min(1).max(1000).default(3),
  minDelta: z.number().min(0).default(0),
  /** Put the best epoch's weights back at the end. */
  restoreBest: z.boolean().default(true),
});

export const OPTIMIZERS = ["ADAM", "ADAMW", "SGD", "RMSPROP"] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export const LEARNING_RATE_SCHEDULES = ["CONSTANT", "COSINE", "PLATEAU"] as const;
export type LearningRateSchedule = (typeof LEARNING_RATE_SCHEDULES)[number];

export const LOSSES = ["CROSS_ENTROPY", "FOCAL", "RANKING", "SQUARED_ERROR", "HUBER", "QUANTILE", "QLIKE", "RECONSTRUCTION"] as const;
export type LossName = (typeof LOSSES)[number];

export const TrainingOptions = z.object({
  epochs: z.int().min(1).max(10_000).default(10),
  batchSize: z.int().min(1).max(65_536).default(32),
  learningRate: z.number().positive().max(10).default(0.001),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  classWeight: z.enum(CLASS_WEIGHTS).default("NONE"),
  earlyStopping: EarlyStopping.nullish(),
  /** ADAM when nothing is said. */
  optimizer: z.enum(OPTIMIZERS).nullish(),
  /** Share of each kernel that a step takes away, times the learning rate; only with ADAMW, where nothing said means 0.01. */
  weightDecay: z.number().min(0).max(1).nullish(),
  /** Of SGD (0.9 when nothing is said) and RMSPROP (0). */
  momentum: z.number().min(0).lt(1).nullish(),
  /** CONSTANT when nothing is said; COSINE falls to zero over all epochs; PLATEAU lowers the rate when the loss no longer falls. */
  schedule: z.enum(LEARNING_RATE_SCHEDULES).nullish(),
  /** Epochs, also parts of one, over which the rate first rises from zero. */
  warmupEpochs: z.number().min(0).max(1000).nullish(),
  /** Epochs without a lower loss (that of validation, where there is one) before PLATEAU lowers the rate; 2 when nothing is said. */
  plateauPatience: z.int().min(1).max(1000).nullish(),
  /** What PLATEAU multiplies the rate by; 0.5 when nothing is said. */
  plateauFactor: z.number().gt(0).lt(1).nullish(),
  /** Gradients of a step longer than this together are shortened to it. */
  gradientClipNorm: z.number().positive().nullish(),
  /** Share of each label that is spread evenly over all classes while training. */
  labelSmoothing: z.number().min(0).lt(1).nullish(),
  /** What is minimised; the task's own when nothing is said: CROSS_ENTROPY, SQUARED_ERROR, or RECONSTRUCTION for ANOMALY. */
  loss: z.enum(LOSSES).nullish(),
  /** Of FOCAL: how much a row that is told apart well counts less; 2 when nothing is said. */
  focalGamma: z.number().min(0).max(10).nullish(),
  /** Of FOCAL with a BINARY task: weight of the positive rows, the others have 1 minus it; both weigh 1 when nothing is said. */
  focalAlpha: z.number().gt(0).lt(1).nullish(),
  /** Of RANKING: share of the pairs' loss beside the cross-entropy; 0.5 when nothing is said. */
  rankingWeight: z.number().gt(0).lt(1).nullish(),
  /** Of HUBER: errors beyond it count linearly, in standard deviations of the training target; 1 when nothing is said. */
  huberDelta: z.number().positive().max(1000).nullish(),
  /** Of QUANTILE, in (0, 1). The median, which gives the value, is always among them; that alone when nothing is said. */
  quantiles: z.array(z.number().gt(0).lt(1)).min(1).max(99).nullish(),
  /** Of ANOMALY: share of rows like those trained on that are alerts; 0.01 when nothing is said. */
  alertRate: z.number().gt(0).lt(1).nullish(),
  /** Of RECONSTRUCTION: share of each batch's worst-copied rows that a step leaves out; 0.1 when nothing is said. */
  trimShare: z.number().min(0).max(0.5).nullish(),
  /** Of FORECAST: rows from one season to the next, for the seasonal-naive forecast and the scale of `mase`; 1 when nothing is said. */
  seasonLength: z.int().min(1).max(100_000).nullish(),
});
export type TrainingOptions = z.infer<typeof TrainingOptions>;

export const SplitSpec = z
  .object({
    method: z.enum(SPLIT_METHODS).default("RANDOM"),
    /** Share of all rows kept for the test; ignored by COLUMN. */
    testFraction: z.number().gt(0).lt(1).default(0.2),
    /** Share of the training part watched during training. */
    validationFraction: z.number().min(0).lt(1).default(0.1),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    timeColumn: ColumnName.nullish(),
    groupColumn: ColumnName.nullish(),
    /** 1 marks the test rows, 0 the others; never a feature. */
    testColumn: ColumnName.nullish(),
  })
  .superRefine((split, context) => {
    const needs = { RANDOM: null, TIME: "timeColumn", GROUP: "groupColumn", COLUMN: "testColumn" } as const;
    const field = needs[split.method];
    if (field && !split[field]) {
      context.addIssue({ code: "custom", path: [field], message: `Split method ${split.method} needs ${field}.` });
    }
  });
export type SplitSpec = z.infer<typeof SplitSpec>;

/** What `submitTraining` takes and what `runs.input` of a TRAINING run holds. */
export const TrainingSpec = z
  .object({
    datasetId: z.string(),
    modelName: z
      .string()
      .min(1)
      .max(128)
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u,
        "A model name starts with a letter or digit and holds letters, digits, spaces, dots, underscores and hyphens.",
      ),
    task: z.enum(TASKS).default("BINARY"),
    /** What is learned; for ANOMALY at most a 0/1 label to judge by, which is never learned from. */
    target: ColumnName.nullish(),
    /** The cell's text that counts as the event; null means '1'. */
    positiveLabel: z.string().max(256).nullish(),
    /** Null means every column but the target, the dropped ones and the split's own. */
    features: z.array(ColumnName).min(1).max(10_000).nullish(),
    drop: z.array(ColumnName).max(10_000).default([]),
    sequence: SequenceSpec.nullish(),
    /** Null means the default pipeline. */
    pipeline: FeaturePipeline.nullish(),
    /** Takes this feature set's pipeline where none is given, and notes it in the version's lineage. */
    featureSetVersionId: z.string().nullish(),
    architecture: z.string().min(1).max(64),
    /** Checked against the architecture's own schema. */
    params: z.record(z.string(), z.unknown()).default({}),
    training: TrainingOptions.prefault({}),
    split: SplitSpec.prefault({}),
    validation: ValidationSpec.prefault({}),
    /** Null means the task's first: LOGISTIC, LINEAR or ISOLATION_FOREST. */
    baselines: z.array(z.enum(BASELINES)).max(BASELINES.length).nullish(),
    /** Learned from the validation rows after training; the network's own probability is kept beside the calibrated one. */
    calibration: z.enum(CALIBRATIONS).default("NONE"),
    /** Columns that the data set declares protected, and that are features all the same: switched on knowingly, and logged. */
    protectedFeatures: z.array(ColumnName).max(64).default([]),
    /** Why they are read all the same. */
    protectedReason: z.string().trim().min(1, "say why protected columns are read").max(2_000).nullish(),
    /** How groups are treated more alike; BINARY alone. */
    mitigation: Mitigation.nullish(),
  })
  .superRefine(({ task, target, split, validation, sequence, mitigation }, context) => {
    if (mitigation && task !== "BINARY")
      context.addIssue({ code: "custom", path: ["mitigation"], message: `Mitigation is for task BINARY, which decides. Got ${task}.` });
    const sharesSteps = sequence?.history?.samples === "EVERY";
    for (const [path, method] of [
      ["split", split.method],
      ["validation", validation.method],
    ] as const) {
      if (!sharesSteps || (method !== "RANDOM" && method !== "K_FOLD")) continue;
      const instead = path === "split" ? "TIME, GROUP or COLUMN" : "HOLD_OUT, GROUP_K_FOLD, TIME_SERIES or PURGED";
      const message = `Samples of one entity share their steps: with ${method} a model would be judged on rows it learned from. Take ${instead}, or samples LAST.`;
      context.addIssue({ code: "custom", path: [path, "method"], message });
    }
    if (!target && task !== "ANOMALY")
      context.addIssue({ code: "custom", path: ["target"], message: `Task ${task} needs a target column.` });
    if (task === "FORECAST" && split.method !== "TIME") {
      const message = `Task FORECAST needs split method TIME: with ${split.method} a model would learn from rows later than those it is tested on.`;
      context.addIssue({ code: "custom", path: ["split", "method"], message });
    }
    if (task === "FORECAST" && validation.method !== "HOLD_OUT" && validation.method !== "TIME_SERIES") {
      const message = `Task FORECAST needs validation HOLD_OUT or TIME_SERIES: with ${validation.method} a model would learn from rows later than those it is judged on.`;
      context.addIssue({ code: "custom", path: ["validation", "method"], message });
    }
  });
export type TrainingSpec = z.infer<typeof TrainingSpec>;

/** One number of an evaluation, with its 95 % interval where one was computed. */
export interface MetricValue {
  name: string;
  split: DataSplit;
  value: number;
  low: number | null;
  high: number | null;
}

/** How much better the network is than a baseline on the same test rows: positive = better, whichever way the metric points. */
export interface MetricAdvantage {
  metric: string;
  value: number;
  /** 95 % interval of the paired difference. */
  low: number;
  high: number;
}

export interface BaselineResult {
  name: (typeof BASELINES)[number];
  metrics: MetricValue[];
  /** Absent in results of the first release. */
  advantage?: MetricAdvantage | null;
}

export const FIT_VERDICTS = ["SOUND", "OVERFITS", "UNDERFITS"] as const;
export type FitVerdict = (typeof FIT_VERDICTS)[number];

/** Whether a network learned its training rows by heart, too little, or soundly. */
export interface OverfitDiagnosis {
  verdict: FitVerdict;
  /** The verdict and what it rests on, in plain words. */
  sentences: string[];
  /** `gap`: how much worse a metric is on the test rows than on the training rows, with its 95 % interval. */
  gaps: { name: string; train: number; test: number; gap: number; low: number | null; high: number | null }[];
  /** Losses by epoch, at most 200 points. */
  curve: { epoch: number; train: number; validation: number | null }[];
  /** Of the lowest validation loss; null without validation rows. */
  lowestEpoch: number | null;
  weightsOfEpoch: number;
}

/** A column that alone tells the target better than honest columns do: it may have been filled in once the outcome was known. */
export interface SuspectedLeak {
  column: string;
  /** auc: of BINARY; accuracy_gain: of MULTICLASS, share of the rows beyond the largest class that it names rightly; r2: of numbers. */
  metric: "auc" | "accuracy_gain" | "r2";
  value: number;
}

/** Points of the report's plots, computed once by the worker and never again in a browser. Plots are those of BINARY; empty for other tasks. */
export interface EvaluationReport {
  /** Absent in reports of earlier releases. */
  overfit?: OverfitDiagnosis;
  /** Features as they were before the pipeline; absent in reports of earlier releases. */
  suspectedLeaks?: SuspectedLeak[];
  /** Null for BINARY, whose plots are below; absent in reports of earlier releases. */
  details?: ReportDetails | null;
  /** Test rows and how many of them are positive; 0 where the task has no positive class. */
  nRows: number;
  nPositive: number;
  threshold: number;
  roc: { falsePositiveRate: number; truePositiveRate: number; threshold: number }[];
  precisionRecall: { recall: number; precision: number; threshold: number }[];
  calibration: { meanPredicted: number; observedRate: number; low: number; high: number; count: number }[];
  /** One row per candidate threshold, ascending: predict positive when score >= threshold. */
  thresholds: { threshold: number; truePositives: number; falsePositives: number; trueNegatives: number; falseNegatives: number }[];
  /** Counts of scores by class in equal bins over [0, 1]. */
  histogram: { low: number; high: number; positives: number; negatives: number }[];
}
