import type { ColumnSchema } from "@plimsoll/features";
import type {
  Baseline,
  BaselineResult,
  CrossValidation,
  EngineName,
  EvaluationReport,
  FoldScore,
  MetricValue,
  Task as MlTask,
  PipelineReport,
  TrainingSpec,
  ValidationSpec,
} from "@plimsoll/schema";
import type { ModelSignature } from "@plimsoll/schema/db";
import type { ExpectationPlan } from "./data.ts";

export interface TrainTask {
  kind: "train";
  spec: TrainingSpec;
  engine: EngineName;
  datasetPath: string;
  datasetSha256: string;
  columns: ColumnSchema[];
  /** Checked before anything else; null where the data set has none. */
  expectations: ExpectationPlan | null;
  codeVersion: string;
  outputPath: string;
  /** Folder and attempt number under which checkpoints are written. */
  checkpointDir: string;
  attempt: number;
  /** A checkpoint of an earlier attempt. */
  resumePath: string | null;
}

export interface TrialTask {
  kind: "trial";
  /** With the trial's own settings. */
  spec: TrainingSpec;
  engine: EngineName;
  datasetPath: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  checkpointDir: string;
  metric: string;
  /** Epochs done at the rung before, and those of the rung to be reached. */
  from: number;
  until: number;
}

export interface ReplayTask {
  kind: "replay";
  engine: EngineName;
  /** The stored model, whose manifest is the record. */
  bundlePath: string;
  datasetPath: string;
  datasetSha256: string;
  columns: ColumnSchema[];
  codeVersion: string;
  checkpointDir: string;
}

/** One candidate of a comparison, to be trained and judged on every fold. */
export interface ValidateTask {
  kind: "validate";
  /** With the candidate's own settings. */
  spec: TrainingSpec;
  baseline: Baseline | null;
  useTestRows: boolean;
  engine: EngineName;
  datasetPath: string;
  datasetSha256: string;
  codeVersion: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  checkpointDir: string;
  stagingDir: string;
  /** Where its answers on the judged rows are written. */
  outputPath: string;
}

export interface ComparedAnswers {
  name: string;
  baseline: Baseline | null;
  path: string;
  folds: FoldScore[];
}

/** The answers of all candidates, to be compared. */
export interface JudgeTask {
  kind: "judge";
  task: MlTask;
  validation: ValidationSpec;
  metric: string;
  candidates: ComparedAnswers[];
}

export interface EngineInfo {
  name: EngineName;
  version: string;
  threads: number;
}

export interface TrainResult {
  metrics: MetricValue[];
  baselines: BaselineResult[];
  report: EvaluationReport;
  weightHash: string;
  /** Null unless the run asked for folds. */
  crossValidation: CrossValidation | null;
  signature: ModelSignature;
  pipeline: PipelineReport;
  engine: EngineInfo;
  params: Record<string, unknown>;
  rows: { train: number; validation: number; test: number };
}

/** Of the search's metric over all epochs up to the rung; `value` is the best one. */
export interface TrialOutcome {
  value: number;
  bestEpoch: number;
  last: number;
  min: number;
  max: number;
  /** Time that this attempt spent training. */
  seconds: number;
}
