import {
  BASELINES,
  CADENCES,
  CALIBRATIONS,
  CLASS_WEIGHTS,
  COLUMN_TYPES,
  DATA_SPLITS,
  DATASET_STATUSES,
  DISPARITIES,
  ENGINE_NAMES,
  FILE_FORMATS,
  FINDING_STATUSES,
  FIT_VERDICTS,
  GAP_POLICIES,
  HORIZON_UNITS,
  LEARNING_RATE_SCHEDULES,
  LOSSES,
  MODEL_EVENT_TYPES,
  MODEL_KINDS,
  OPTIMIZERS,
  PAIRED_TESTS,
  PENALTY_AIMS,
  REPLAY_OUTCOMES,
  ROLES,
  RUN_KINDS,
  RUN_STATUSES,
  SEARCH_METHODS,
  SEQUENCE_SAMPLES,
  SEVERITIES,
  SPLIT_METHODS,
  TASKS,
  THRESHOLD_CONSTRAINTS,
  TRAINING_WINDOWS,
  VALIDATION_METHODS,
  VERDICTS,
  VERSION_STATUSES,
} from "@plimsoll/schema";
import { builder } from "./builder.ts";

export const RunKind = builder.enumType("RunKind", { values: RUN_KINDS });
export const RunStatus = builder.enumType("RunStatus", { values: RUN_STATUSES });
export const DatasetStatus = builder.enumType("DatasetStatus", { values: DATASET_STATUSES });
export const ColumnType = builder.enumType("ColumnType", { values: COLUMN_TYPES });
export const Task = builder.enumType("Task", { values: TASKS });
export const SplitMethod = builder.enumType("SplitMethod", { values: SPLIT_METHODS });
export const ValidationMethod = builder.enumType("ValidationMethod", { values: VALIDATION_METHODS });
export const TrainingWindow = builder.enumType("TrainingWindow", { values: TRAINING_WINDOWS });
export const HorizonUnit = builder.enumType("HorizonUnit", { values: HORIZON_UNITS });
export const GapPolicy = builder.enumType("GapPolicy", {
  description:
    "IGNORE: steps are the rows before, however far apart. BREAK: a history ends at a gap longer than the given one. GRID: one step each gap, the latest row in it.",
  values: GAP_POLICIES,
});
export const SequenceSamples = builder.enumType("SequenceSamples", {
  description: "EVERY row is a sample, or the LAST of each entity alone.",
  values: SEQUENCE_SAMPLES,
});
export const Cadence = builder.enumType("Cadence", {
  description: "How often; WEEKDAYS is Monday to Friday. Times are UTC.",
  values: CADENCES,
});
export const SearchMethod = builder.enumType("SearchMethod", { values: SEARCH_METHODS });
export const ReplayOutcome = builder.enumType("ReplayOutcome", { values: REPLAY_OUTCOMES });
export const PairedTest = builder.enumType("PairedTest", { values: PAIRED_TESTS });
export const VerdictKind = builder.enumType("VerdictKind", { values: VERDICTS });
export const Direction = builder.enumType("Direction", { values: ["HIGHER", "LOWER"] as const, description: "Which value is better." });
export const DataSplit = builder.enumType("DataSplit", { values: DATA_SPLITS });
export const Baseline = builder.enumType("Baseline", { values: BASELINES });
export const Calibration = builder.enumType("Calibration", { values: CALIBRATIONS });
export const ClassWeight = builder.enumType("ClassWeight", { values: CLASS_WEIGHTS });
export const Optimizer = builder.enumType("Optimizer", { values: OPTIMIZERS });
export const LearningRateSchedule = builder.enumType("LearningRateSchedule", { values: LEARNING_RATE_SCHEDULES });
export const FitVerdict = builder.enumType("FitVerdict", { values: FIT_VERDICTS });
export const Loss = builder.enumType("Loss", { values: LOSSES });
export const EngineName = builder.enumType("EngineName", { values: ENGINE_NAMES });
export const WorkerRole = builder.enumType("WorkerRole", { values: ["WORKER", "SCORER"] as const });
export const FileFormat = builder.enumType("FileFormat", { values: FILE_FORMATS });
export const Role = builder.enumType("Role", { values: ROLES });
export const ModelKind = builder.enumType("ModelKind", { values: MODEL_KINDS });
export const ModelEventType = builder.enumType("ModelEventType", { values: MODEL_EVENT_TYPES });
export const FairnessVerdict = builder.enumType("FairnessVerdict", {
  description: "INCONCLUSIVE: beyond the limit, but within chance. TOO_SMALL: too few events to judge by.",
  values: ["PASS", "BREACH", "INCONCLUSIVE", "TOO_SMALL"] as const,
});
export const PenaltyAim = builder.enumType("PenaltyAim", {
  description: "APPROVAL_PARITY: groups get the same mean probability. EQUAL_OPPORTUNITY: those without the event do.",
  values: PENALTY_AIMS,
});
export const Disparity = builder.enumType("Disparity", {
  description:
    "APPROVAL: one less the lowest approval rate over the highest. OPPORTUNITY: the largest difference of approval among those without the event.",
  values: DISPARITIES,
});
export const ThresholdConstraint = builder.enumType("ThresholdConstraint", {
  description:
    "IMPACT_RATIO: lowest approval rate over the highest at least the limit. Others: rates within the limit of each other, of all (APPROVAL_PARITY), of those without the event (EQUAL_OPPORTUNITY), of those without and with it (EQUALIZED_ODDS).",
  values: THRESHOLD_CONSTRAINTS,
});
export const Severity = builder.enumType("Severity", { values: SEVERITIES });
export const FindingStatus = builder.enumType("FindingStatus", { values: FINDING_STATUSES });
export const VersionStatus = builder.enumType("VersionStatus", { values: VERSION_STATUSES });
