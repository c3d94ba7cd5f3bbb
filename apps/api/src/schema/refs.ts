import type { DecisionRecord as DecisionRecordRow } from "@plimsoll/schema/db";
import type {
  DatasetRecord,
  FeatureSetRecord,
  FeatureSetVersionRecord,
  KriRecord,
  LossRegisterRecord,
  LossScenarioRecord,
  ModelRecord,
  ModelVersionRecord,
  RunRecord,
  ScheduleRecord,
} from "../loaders.ts";
import { builder } from "./builder.ts";

/** The node types by name, so that files which refer to each other need not import each other. */
export const Dataset = builder.objectRef<DatasetRecord>("Dataset");
export const Run = builder.objectRef<RunRecord>("Run");
export const FeatureSet = builder.objectRef<FeatureSetRecord>("FeatureSet");
export const FeatureSetVersion = builder.objectRef<FeatureSetVersionRecord>("FeatureSetVersion");
export const Model = builder.objectRef<ModelRecord>("Model");
export const ModelVersion = builder.objectRef<ModelVersionRecord>("ModelVersion");
export const Schedule = builder.objectRef<ScheduleRecord>("Schedule");
export const DecisionRecord = builder.objectRef<DecisionRecordRow>("DecisionRecord");
export const LossRegister = builder.objectRef<LossRegisterRecord>("LossRegister");
export const LossScenario = builder.objectRef<LossScenarioRecord>("LossScenario");
export const Kri = builder.objectRef<KriRecord>("Kri");
