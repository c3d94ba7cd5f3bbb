import type { DatasetRecord, ModelRecord, ModelVersionRecord, RunRecord } from "../loaders.ts";
import { builder } from "./builder.ts";

/** The node types by name, so that files which refer to each other need not import each other. */
export const Dataset = builder.objectRef<DatasetRecord>("Dataset");
export const Run = builder.objectRef<RunRecord>("Run");
export const Model = builder.objectRef<ModelRecord>("Model");
export const ModelVersion = builder.objectRef<ModelVersionRecord>("ModelVersion");
