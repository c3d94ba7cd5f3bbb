/** Closed vocabularies shared by tables, jobs, API and portal. The order of a list is the order clients see. */
export const RUN_KINDS = [
  "INGEST",
  "TRAINING",
  "TUNING",
  "COMPARISON",
  "SCORING",
  "POLICY",
  "MARKET",
  "OPERATIONAL",
  "CREDIT",
  "MONITORING",
  "FEATURES",
  "TRUST",
  "DOCUMENT",
] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const RUN_STATUSES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export const TERMINAL_RUN_STATUSES = ["SUCCEEDED", "FAILED", "CANCELLED"] as const satisfies readonly RunStatus[];
export const isTerminal = (status: RunStatus): boolean => (TERMINAL_RUN_STATUSES as readonly RunStatus[]).includes(status);

export const DATASET_STATUSES = ["INGESTING", "READY", "FAILED"] as const;
export type DatasetStatus = (typeof DATASET_STATUSES)[number];

export const COLUMN_TYPES = ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const TASKS = ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST", "ANOMALY"] as const;
export type Task = (typeof TASKS)[number];

export const SPLIT_METHODS = ["RANDOM", "TIME", "GROUP", "COLUMN"] as const;
export type SplitMethod = (typeof SPLIT_METHODS)[number];

/** How a model is judged before the test: on one part, or on folds. */
export const VALIDATION_METHODS = ["HOLD_OUT", "K_FOLD", "GROUP_K_FOLD", "TIME_SERIES", "PURGED"] as const;
export type ValidationMethod = (typeof VALIDATION_METHODS)[number];

export const DATA_SPLITS = ["TRAIN", "VALIDATION", "TEST"] as const;
export type DataSplit = (typeof DATA_SPLITS)[number];

export const BASELINES = [
  "LOGISTIC",
  "SCORECARD",
  "BOOSTED_TREES",
  "MAJORITY",
  "LINEAR",
  "NAIVE",
  "SEASONAL_NAIVE",
  "ISOLATION_FOREST",
] as const;
export type Baseline = (typeof BASELINES)[number];

export const CLASS_WEIGHTS = ["NONE", "BALANCED"] as const;
export type ClassWeight = (typeof CLASS_WEIGHTS)[number];

/** How raw outputs become probabilities: learned from the validation rows. */
export const CALIBRATION_METHODS = ["PLATT", "ISOTONIC", "BETA", "TEMPERATURE"] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

/** What a training run may ask for. */
export const CALIBRATIONS = ["NONE", ...CALIBRATION_METHODS] as const;
export type CalibrationChoice = (typeof CALIBRATIONS)[number];

export const ENGINE_NAMES = ["NATIVE", "WASM", "CPU"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const FILE_FORMATS = ["CSV", "PARQUET"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const ROLES = ["OWNER", "ADMIN", "DEVELOPER", "VALIDATOR", "VIEWER"] as const;
export type Role = (typeof ROLES)[number];

/** What a key of a member may carry: no role that allows more than the member's own. */
export const ROLES_WITHIN: Record<Role, readonly Role[]> = {
  OWNER: ROLES,
  ADMIN: ["ADMIN", "DEVELOPER", "VALIDATOR", "VIEWER"],
  DEVELOPER: ["DEVELOPER", "VIEWER"],
  VALIDATOR: ["VALIDATOR", "VIEWER"],
  VIEWER: ["VIEWER"],
};

/** What a registered model is: a network that scores rows, a policy that decides, a market model, a loss model. */
export const MODEL_KINDS = ["NETWORK", "POLICY", "MARKET", "OPERATIONAL"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export const VERSION_STATUSES = ["CANDIDATE", "VALIDATED", "RETIRED"] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];
