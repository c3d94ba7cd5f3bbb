import type { ColumnSchema, FeatureSetDefinition } from "@plimsoll/features";
import type { AlternativesReport, TrustReport, VersionFairness } from "@plimsoll/ml";
import type {
  AlternativesSpec,
  AppErrorJson,
  Baseline,
  BaselineResult,
  CandidateResult,
  ComparisonResult,
  CreditPortfolioResult,
  CreditPortfolioSpec,
  CrossValidation,
  DataCheckResult,
  DatasetProfile,
  EngineName,
  EvaluationReport,
  ExpectationSpec,
  FairnessSpec,
  FeatureAuditResult,
  FeaturePreviewResult,
  FeaturePreviewSpec,
  FileFormat,
  FoldScore,
  IngestOptions,
  KriImportResult,
  KriImportSpec,
  LossImportResult,
  LossSummary,
  MarketForecastResult,
  MarketModel,
  MetricValue,
  Task as MlTask,
  OperationalFitResult,
  OperationalFitSpec,
  OperationalSimulationResult,
  OperationalSimulationSpec,
  PipelineReport,
  PolicyDetails,
  PolicyEvaluationResult,
  PolicyEvaluationSpec,
  PolicyMonitoringResult,
  PolicyMonitoringSpec,
  PolicyShadowResult,
  PolicySimulationResult,
  PolicySimulationSpec,
  PolicyTrainingResult,
  PolicyTrainingSpec,
  PortfolioResult,
  PortfolioSpec,
  PredictionResult,
  PredictionSpec,
  ReasonMapping,
  ReplayDifference,
  ReplayResult,
  TrainingSpec,
  TrustSpec,
  ValidationSpec,
  VarBacktestResult,
  VarBacktestSpec,
  VolatilityResult,
  VolatilitySpec,
} from "@plimsoll/schema";
import type { ModelSignature } from "@plimsoll/schema/db";
import type { DocumentFacts } from "./document/facts.ts";

/** What a worker asks of a child: everything resolved to local paths, since the child has no database. */
export interface ProbeTask {
  kind: "probe";
  /** Null: the best that loads. */
  engine: EngineName | null;
}

export interface IngestTask {
  kind: "ingest";
  uploadPath: string;
  /** For messages only. */
  fileName: string;
  stagingDir: string;
  outputPath: string;
  options: IngestOptions;
}

/** Expectations as a child carries them out. */
export interface ExpectationPlan {
  items: ExpectationSpec[];
  schema: ColumnSchema[];
  rowCount: number;
  reference: { path: string; schema: ColumnSchema[]; rowCount: number } | null;
}

export interface CheckTask {
  kind: "check";
  datasetPath: string;
  plan: ExpectationPlan;
}

/** A feature set with the files that stand for its tables. */
export interface FeatureTables {
  definition: FeatureSetDefinition;
  /** By the table's name. */
  files: Record<string, { path: string; columns: string[] }>;
}

export interface FeatureBuildTask extends FeatureTables {
  kind: "feature-build";
  stagingDir: string;
  outputPath: string;
}

export interface FeaturePreviewTask
  extends FeatureTables,
    Pick<FeaturePreviewSpec, "rows" | "sampleRows" | "features" | "task" | "target" | "positiveLabel" | "sequence"> {
  kind: "feature-preview";
}

export interface FeatureAuditTask extends FeatureTables {
  kind: "feature-audit";
  nSampled: number;
  seed: number;
}

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

/** A stored version and its rows, to be looked at by a validator. */
interface VersionTask<Spec> {
  spec: Spec;
  engine: EngineName;
  bundlePath: string;
  datasetPath: string;
  columns: ColumnSchema[];
  checkpointDir: string;
}

export interface TrustTask extends VersionTask<TrustSpec> {
  kind: "trust";
}

export interface FairnessTask extends VersionTask<FairnessSpec> {
  kind: "fairness";
}

export interface AlternativesTask extends VersionTask<AlternativesSpec> {
  kind: "alternatives";
}

/** What the registry knows of a version, to be written down. */
export interface DocumentTask {
  kind: "document";
  facts: DocumentFacts;
  htmlPath: string;
  pdfPath: string;
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

export interface ScoreTask {
  kind: "score";
  engine: EngineName;
  bundlePath: string;
  datasetPath: string;
  rowCount: number;
  expectations: ExpectationPlan | null;
  format: FileFormat;
  explain: boolean;
  /** Whose words the reasons are in; null = the plain sentences of every model. */
  wording: { mapping: ReasonMapping; language: string } | null;
  stagingDir: string;
  outputPath: string;
}

/** What every run on a stored table of numbers is told. */
interface TableTask<Spec> {
  spec: Spec;
  datasetPath: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
}

export interface PortfolioTask extends TableTask<PortfolioSpec> {
  kind: "portfolio";
  /** Where net returns are written, if methods are compared over time. */
  outputPath: string;
}

/** What a study that may train networks is told; its forecasts are written to `outputPath`. */
interface MarketTask<Spec> extends TableTask<Spec> {
  engine: EngineName;
  outputPath: string;
}
export interface VolatilityTask extends MarketTask<VolatilitySpec> {
  kind: "volatility";
}
export interface VarBacktestTask extends MarketTask<VarBacktestSpec> {
  kind: "var-backtest";
}
export interface PredictionTask extends MarketTask<PredictionSpec> {
  kind: "prediction";
}

export interface MarketForecastTask extends Omit<TableTask<unknown>, "spec"> {
  kind: "market-forecast";
  model: MarketModel;
  engine: EngineName;
}

export interface CreditPortfolioTask extends TableTask<CreditPortfolioSpec> {
  kind: "credit-portfolio";
  /** Where every loan is written. */
  outputPath: string;
}

/** A loss register as it can be read again: the data set, and the mapping and moment of its import. */
export interface LossSource {
  datasetPath: string;
  columns: ColumnSchema[];
  mapping: Record<string, unknown>;
  /** ISO 8601. */
  now: string;
}

export interface LossImportTask extends LossSource {
  kind: "loss-import";
  expectations: ExpectationPlan | null;
  outputPath: string;
}

export interface LossFitTask {
  kind: "loss-fit";
  spec: OperationalFitSpec;
  source: LossSource;
  registerName: string;
  datasetPath: string;
  expectations: ExpectationPlan | null;
  outputPath: string;
}

export interface LossSimulateTask {
  kind: "loss-simulate";
  spec: OperationalSimulationSpec;
}

export interface KriImportTask extends TableTask<KriImportSpec> {
  kind: "kri-import";
  indicators: { id: string; name: string }[];
}

export interface PolicyTrainTask {
  kind: "policy-train";
  spec: PolicyTrainingSpec;
  engine: EngineName;
  /** Null for an environment. */
  datasetPath: string | null;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  /** Outcomes due later are unknown, milliseconds since 1970. */
  now: number;
  outputPath: string;
  checkpointDir: string;
  attempt: number;
  resumePath: string | null;
}

export interface PolicyEvaluateTask {
  kind: "policy-evaluate";
  spec: PolicyEvaluationSpec;
  engine: EngineName;
  candidatePath: string;
  /** Null: the policy that made the log. */
  championPath: string | null;
  datasetPath: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  now: number;
}

export interface PolicySimulateTask {
  kind: "policy-simulate";
  spec: PolicySimulationSpec;
  engine: EngineName;
  policyPath: string;
  /** Null: the delta hedge. */
  championPath: string | null;
}

export interface PolicyLogTask {
  kind: "policy-log";
  source:
    | { kind: "SAMPLE"; environment: string; n: number; seed: number; start: number; rewardDelayDays: number; knownAt: number }
    | { kind: "DECISIONS"; path: string; columns: ColumnSchema[] };
  stagingDir: string;
  outputPath: string;
}

export interface PolicyMonitorTask extends Pick<PolicyMonitoringSpec, "psiAlert" | "fallbackAlert" | "overdueAlert"> {
  kind: "policy-monitor";
  policyPath: string;
  decisionsPath: string;
  from: number;
  to: number;
  killSwitch: boolean;
}

export interface PolicyShadowTask {
  kind: "policy-shadow";
  engine: EngineName;
  modelVersionId: string;
  policyPath: string;
  decisionsPath: string;
  from: number;
  to: number;
  /** Outcomes due later are unknown, milliseconds since 1970. */
  now: number;
}

export type Task =
  | ProbeTask
  | IngestTask
  | CheckTask
  | FeatureBuildTask
  | FeaturePreviewTask
  | FeatureAuditTask
  | TrainTask
  | TrialTask
  | ReplayTask
  | TrustTask
  | FairnessTask
  | AlternativesTask
  | DocumentTask
  | ValidateTask
  | JudgeTask
  | ScoreTask
  | PortfolioTask
  | VolatilityTask
  | VarBacktestTask
  | PredictionTask
  | MarketForecastTask
  | CreditPortfolioTask
  | LossImportTask
  | LossFitTask
  | LossSimulateTask
  | KriImportTask
  | PolicyTrainTask
  | PolicyEvaluateTask
  | PolicySimulateTask
  | PolicyLogTask
  | PolicyMonitorTask
  | PolicyShadowTask;
export type TaskKind = Task["kind"];
export type TaskOf<Kind extends TaskKind> = Extract<Task, { kind: Kind }>;

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

export interface TaskResults {
  probe: EngineInfo;
  ingest: DatasetProfile;
  check: DataCheckResult;
  "feature-build": DatasetProfile;
  "feature-preview": FeaturePreviewResult;
  "feature-audit": FeatureAuditResult;
  train: TrainResult;
  trial: TrialOutcome;
  replay: ReplayDifference & Pick<ReplayResult, "samePipeline" | "engine"> & { metrics: { name: string; value: number }[] };
  trust: TrustReport;
  fairness: VersionFairness;
  alternatives: AlternativesReport;
  document: { sections: number };
  validate: CandidateResult & { rowCount: number };
  judge: Pick<ComparisonResult, "better" | "nRows" | "pairs" | "verdict"> & {
    models: { name: string; mean: number; low: number; high: number }[];
  };
  score: { rowCount: number };
  portfolio: { result: PortfolioResult; rowCount: number | null };
  volatility: { result: VolatilityResult; rowCount: number };
  "var-backtest": { result: VarBacktestResult; rowCount: number };
  prediction: { result: PredictionResult; rowCount: number };
  "market-forecast": Omit<MarketForecastResult, "type" | "modelVersionId">;
  "credit-portfolio": { result: CreditPortfolioResult; rowCount: number };
  "loss-import": Omit<LossImportResult, "registerId"> & { summary: LossSummary; rowCount: number };
  "loss-fit": OperationalFitResult;
  "loss-simulate": OperationalSimulationResult;
  "kri-import": Pick<KriImportResult, "nRows" | "nRefused" | "issues"> & { values: { kriId: string; time: number; value: number }[] };
  "policy-train": { result: PolicyTrainingResult; details: PolicyDetails; engine: EngineInfo; params: Record<string, unknown> };
  "policy-evaluate": PolicyEvaluationResult;
  "policy-simulate": PolicySimulationResult;
  "policy-log": DatasetProfile;
  "policy-monitor": PolicyMonitoringResult;
  "policy-shadow": PolicyShadowResult;
}

export interface ProgressMessage {
  type: "progress";
  phase: string;
  /** 0..1 over the whole run. */
  progress: number;
  etaSeconds: number | null;
}

export type ChildMessage =
  | ProgressMessage
  | { type: "epoch"; epoch: number; values: Record<string, number> }
  | { type: "checkpoint"; file: string; epoch: number }
  | { type: "log"; message: string }
  | { type: "result"; result: unknown }
  /** The task stopped where a later attempt can go on. */
  | { type: "drained" }
  /** `frames`: where a bug was thrown, without its message, which may hold values. */
  | { type: "failed"; error: AppErrorJson; frames: string[] };

export type ParentMessage = { type: "start"; task: Task } | { type: "drain" };
