import type { AlternativesReport, TrustReport, VersionFairness } from "@plimsoll/ml";
import type {
  AppErrorJson,
  CandidateResult,
  ComparisonResult,
  CreditPortfolioResult,
  DataCheckResult,
  DatasetProfile,
  FeatureAuditResult,
  FeaturePreviewResult,
  KriImportResult,
  LossImportResult,
  LossSummary,
  MarketForecastResult,
  OperationalFitResult,
  OperationalSimulationResult,
  PolicyDetails,
  PolicyEvaluationResult,
  PolicyMonitoringResult,
  PolicyShadowResult,
  PolicySimulationResult,
  PolicyTrainingResult,
  PortfolioResult,
  PredictionResult,
  ReplayDifference,
  ReplayResult,
  VarBacktestResult,
  VolatilityResult,
} from "@plimsoll/schema";
import type { CheckTask, FeatureAuditTask, FeatureBuildTask, FeaturePreviewTask, IngestTask, ProbeTask } from "./messages/data.ts";
import type {
  PolicyEvaluateTask,
  PolicyLogTask,
  PolicyMonitorTask,
  PolicyShadowTask,
  PolicySimulateTask,
  PolicyTrainTask,
} from "./messages/policy.ts";
import type {
  CreditPortfolioTask,
  KriImportTask,
  LossFitTask,
  LossImportTask,
  LossSimulateTask,
  MarketForecastTask,
  PortfolioTask,
  PredictionTask,
  VarBacktestTask,
  VolatilityTask,
} from "./messages/risk.ts";
import type {
  EngineInfo,
  JudgeTask,
  ReplayTask,
  TrainResult,
  TrainTask,
  TrialOutcome,
  TrialTask,
  ValidateTask,
} from "./messages/training.ts";
import type { AlternativesTask, DocumentTask, FairnessTask, ScoreTask, TrustTask } from "./messages/version.ts";

/** Everything that a worker asks of a child: see `messages/` for each of them. */
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
