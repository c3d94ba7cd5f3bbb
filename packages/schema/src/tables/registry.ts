import { index, integer, jsonb, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ColumnType, EngineName, ModelKind, Task, VersionStatus } from "../enums.ts";
import type { ModelInventory } from "../governance.ts";
import type { PipelineReport } from "../pipeline.ts";
import type { MappedReason } from "../reason-mapping.ts";
import type { ActionRule } from "../recourse.ts";
import type { BaselineResult, MetricValue } from "../training.ts";
import { createdAt, moment, plimsoll, workspaceId } from "./columns.ts";
import { runs } from "./runs.ts";

/** What a version was made from: enough to say where each number comes from and to train it again. */
export interface Lineage {
  /** Null for what was learned from a simulator alone. */
  datasetId: string | null;
  datasetSha256: string | null;
  /** The feature set that made the data set, or whose pipeline was trained with. */
  featureSetVersionId?: string | null;
  codeVersion: string;
  engine: EngineName;
  engineVersion: string;
  seed: number;
  /** The network's architecture, or the algorithm's or model's name. */
  architecture: string;
  params: Record<string, unknown>;
  trainRows: number;
  validationRows: number;
  testRows: number;
  /** SHA-256 of the weights alone: the same data, seed and engine give the same. Absent where there are none, or in earlier releases. */
  weightHash?: string;
}

/** What a caller must send to be scored, and how the answer reads. */
export interface ModelSignature {
  task: Task;
  columns: {
    name: string;
    type: ColumnType;
    levels: string[];
    reference: number | string | boolean | null;
    min: number | null;
    max: number | null;
  }[];
  /** What reasons and rules of recourse speak of: columns, and sequence groups as one. Absent in versions of earlier releases. */
  features?: { name: string; columns: string[] }[];
  labels: string[];
  positiveLabel: string | null;
  threshold: number;
  /** Of a model of histories: the columns of a long table, which may be sent instead. Absent in versions of the first release. */
  history?: { columns: { name: string; type: ColumnType }[] } | null;
}

/** A named model of a workspace, of one kind for good; its versions hold the substance. Made by the first successful run under the name. */
export const models = plimsoll.table(
  "models",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    kind: text("kind").$type<ModelKind>().notNull().default("NETWORK"),
    inventory: jsonb("inventory").$type<ModelInventory>(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("models_name").on(table.workspaceId, table.name),
    index("models_created").on(table.workspaceId, table.createdAt, table.id),
  ],
);

/** One trained model with all that is needed to judge and use it. `run_id` is unique: a run registers one version at most. */
export const modelVersions = plimsoll.table(
  "model_versions",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    version: integer("version").notNull(),
    status: text("status").$type<VersionStatus>().notNull().default("CANDIDATE"),
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    artifactSha256: text("artifact_sha256").notNull(),
    engine: text("engine").$type<EngineName>().notNull(),
    metrics: jsonb("metrics").$type<MetricValue[]>().notNull(),
    baselines: jsonb("baselines").$type<BaselineResult[]>().notNull(),
    lineage: jsonb("lineage").$type<Lineage>().notNull(),
    /** Null for what does not score rows. */
    signature: jsonb("signature").$type<ModelSignature>(),
    /** How raw columns become features; null for what does not score rows, and for versions of releases that did not keep it. */
    pipeline: jsonb("pipeline").$type<PipelineReport>(),
    /** What only this kind of model has: a policy's actions and constraints, a market model's parameters. */
    details: jsonb("details").$type<object>(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("model_versions_version").on(table.modelId, table.version),
    uniqueIndex("model_versions_run").on(table.runId),
    index("model_versions_workspace").on(table.workspaceId, table.createdAt, table.id),
  ],
);

/**
 * What people are told for each feature of a model, one row a version, never changed: a stored decision names the one whose words it has.
 * `version` counts from 1 within the model.
 */
export const reasonMappings = plimsoll.table(
  "reason_mappings",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    version: integer("version").notNull(),
    reasons: jsonb("reasons").$type<MappedReason[]>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("reason_mappings_version").on(table.modelId, table.version)],
);

/**
 * What an applicant can do about each column of a model, one row a version, never changed; a column without a rule cannot be changed. Recourse keeps
 * to the newest. `version` counts from 1 within the model.
 */
export const recourseRules = plimsoll.table(
  "recourse_rules",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    version: integer("version").notNull(),
    rules: jsonb("rules").$type<ActionRule[]>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("recourse_rules_version").on(table.modelId, table.version)],
);

/** A name that points at exactly one version of a model (`champion`, `shadow`); history is in the audit log. */
export const aliases = plimsoll.table(
  "aliases",
  {
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    alias: text("alias").notNull(),
    workspaceId: workspaceId(),
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    reason: text("reason").notNull(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.alias] }), index("aliases_version").on(table.modelVersionId)],
);
