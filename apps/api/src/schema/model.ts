import type { ColumnType as ColumnTypeValue } from "@plimsoll/schema";
import type { Lineage as LineageValue, ModelSignature as SignatureValue } from "@plimsoll/schema/db";
import { models, modelVersions } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import { type AliasRecord, type ModelVersionRecord, microsOf } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { ColumnType, EngineName, ModelKind, Task, VersionStatus } from "./enums.ts";
import { ModelInventory } from "./inventory.ts";
import { Member } from "./members.ts";
import { Node } from "./node.ts";
import { FittedPipeline } from "./pipeline.ts";
import { Model, ModelVersion, Run } from "./refs.ts";
import { BaselineResult, Metric } from "./report.ts";

const Lineage = builder.objectRef<LineageValue>("Lineage").implement({
  description: "What a version was made from: enough to train it again.",
  fields: (t) => ({
    datasetId: t.exposeID("datasetId", { nullable: true, description: "Null for what was learned from a simulator alone." }),
    datasetSha256: t.exposeString("datasetSha256", { nullable: true }),
    codeVersion: t.exposeString("codeVersion"),
    engine: t.expose("engine", { type: EngineName }),
    engineVersion: t.exposeString("engineVersion"),
    seed: t.exposeInt("seed"),
    architecture: t.exposeString("architecture"),
    params: t.expose("params", { type: "JSONObject" }),
    trainRows: t.expose("trainRows", { type: "BigInt" }),
    validationRows: t.expose("validationRows", { type: "BigInt" }),
    testRows: t.expose("testRows", { type: "BigInt" }),
    weightHash: t.string({
      nullable: true,
      description: "SHA-256 of the weights alone: the same data, seed and engine give the same.",
      resolve: ({ weightHash }) => weightHash ?? null,
    }),
  }),
});

const SignatureColumn = builder.objectRef<SignatureValue["columns"][number]>("SignatureColumn").implement({
  description: "A column the model reads; `reference` is the value reasons compare with, as text.",
  fields: (t) => ({
    name: t.exposeString("name"),
    type: t.expose("type", { type: ColumnType }),
    levels: t.exposeStringList("levels"),
    reference: t.string({ nullable: true, resolve: ({ reference }) => (reference === null ? null : String(reference)) }),
    min: t.exposeFloat("min", { nullable: true }),
    max: t.exposeFloat("max", { nullable: true }),
  }),
});

const HistoryColumn = builder.objectRef<{ name: string; type: ColumnTypeValue }>("HistoryColumn").implement({
  fields: (t) => ({ name: t.exposeString("name"), type: t.expose("type", { type: ColumnType }) }),
});

const ModelSignature = builder.objectRef<SignatureValue>("ModelSignature").implement({
  description: "What a caller must send to be scored, and how the answer reads.",
  fields: (t) => ({
    task: t.expose("task", { type: Task }),
    labels: t.exposeStringList("labels"),
    positiveLabel: t.exposeString("positiveLabel", { nullable: true }),
    threshold: t.exposeFloat("threshold"),
    columns: t.expose("columns", { type: [SignatureColumn] }),
    historyColumns: t.field({
      type: [HistoryColumn],
      description:
        "Of a version of histories: the columns of a long table, which may be sent instead; each row is scored with those before it. Else empty.",
      resolve: ({ history }) => history?.columns ?? [],
    }),
  }),
});

const Artifact = builder.objectRef<{ sha256: string; byteSize: number }>("Artifact").implement({
  description: "A content-addressed file.",
  fields: (t) => ({
    sha256: t.exposeString("sha256"),
    byteSize: t.expose("byteSize", { type: "BigInt" }),
    url: t.string({ resolve: ({ sha256 }) => `/artifacts/${sha256}` }),
  }),
});

const ModelAlias = builder.objectRef<AliasRecord>("ModelAlias").implement({
  description: "A name that points at exactly one version of a model.",
  fields: (t) => ({
    alias: t.exposeString("alias"),
    modelVersion: t.field({
      type: ModelVersion,
      resolve: async ({ modelVersionId }, _args, { loaders }) => present(await loaders.modelVersion.load(modelVersionId)),
    }),
    reason: t.exposeString("reason"),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
  }),
});

/** A row that a foreign key promises. */
function present<Row>(row: Row | null): Row {
  if (row === null) throw new Error("A row that a foreign key names is missing.");
  return row;
}

ModelVersion.implement({
  description: "One trained model with all that is needed to judge and use it.",
  interfaces: [Node],
  fields: (t) => ({
    version: t.exposeInt("version"),
    model: t.field({ type: Model, resolve: async ({ modelId }, _args, { loaders }) => present(await loaders.model.load(modelId)) }),
    status: t.expose("status", { type: VersionStatus }),
    aliases: t.stringList({
      resolve: async ({ id }, _args, { loaders }) => (await loaders.aliasesOfVersion.load(id)).map((row) => row.alias),
    }),
    metrics: t.expose("metrics", { type: [Metric] }),
    baselines: t.expose("baselines", { type: [BaselineResult], complexity: { field: 1, multiplier: 3 } }),
    lineage: t.expose("lineage", { type: Lineage }),
    signature: t.expose("signature", { type: ModelSignature, nullable: true, description: "Null for what does not score rows." }),
    pipeline: t.expose("pipeline", {
      type: FittedPipeline,
      nullable: true,
      complexity: { field: 1, multiplier: 10 },
      description: "Null for what does not score rows, and for versions older than the record.",
    }),
    engine: t.expose("engine", { type: EngineName }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      description: "Who developed it.",
      resolve: ({ createdBy }, _args, { loaders }) => loaders.memberOfKey.load(createdBy),
    }),
    run: t.field({ type: Run, nullable: true, resolve: ({ runId }, _args, { loaders }) => loaders.run.load(runId) }),
    artifact: t.field({
      type: Artifact,
      resolve: async ({ artifactSha256 }, _args, { loaders }) => present(await loaders.artifact.load(artifactSha256)),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const ModelVersionConnection = connectionType<ModelVersionRecord>("ModelVersion", ModelVersion);

Model.implement({
  description: "A named model; its versions hold the substance.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    kind: t.expose("kind", { type: ModelKind }),
    inventory: t.expose("inventory", { type: ModelInventory, nullable: true }),
    versions: t.field({
      type: ModelVersionConnection,
      description: "Newest first.",
      args: { ...pageArguments },
      complexity: pageCost,
      resolve: async ({ id }, args, context) => {
        const scope = cursorScope(context, `versions:${id}`);
        const window = readWindow(scope, args);
        if (!window.backward && !window.after && !window.before) {
          return connectionOf(scope, window, await context.loaders.newestVersions.load({ modelId: id, limit: window.size + 1 }));
        }
        const { where, orderBy, limit } = keysetOf(window, modelVersions.createdAt, modelVersions.id);
        const rows = await context.services.database.db
          .select({ ...getTableColumns(modelVersions), cursor: microsOf(modelVersions.createdAt) })
          .from(modelVersions)
          .where(and(eq(modelVersions.workspaceId, scope.workspaceId), eq(modelVersions.modelId, id), where))
          .orderBy(...orderBy)
          .limit(limit);
        return connectionOf(scope, window, rows);
      },
    }),
    aliases: t.field({
      type: [ModelAlias],
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ id }, _args, { loaders }) => loaders.aliasesOfModel.load(id),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const ModelConnection = connectionType("Model", Model);

builder.queryFields((t) => ({
  model: t.field({
    type: Model,
    nullable: true,
    authScopes: access.read,
    args: { name: t.arg.string({ required: true }) },
    resolve: async (_root, { name }, context) => {
      const { workspaceId } = callerIn(context);
      const [model] = await context.services.database.db
        .select()
        .from(models)
        .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)));
      if (!model) throw notFound(["name"]);
      return model;
    },
  }),
  modelVersion: t.field({
    type: ModelVersion,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const version = await loaders.modelVersion.load(id);
      if (!version) throw notFound();
      return version;
    },
  }),
  modelVersions: t.field({
    type: ModelVersionConnection,
    description: "Versions of all models, newest first: what awaits approval, say.",
    authScopes: access.read,
    args: { status: t.arg({ type: VersionStatus }), kind: t.arg({ type: ModelKind }), ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "modelVersions");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, modelVersions.createdAt, modelVersions.id);
      const filters = [
        eq(modelVersions.workspaceId, scope.workspaceId),
        args.status ? eq(modelVersions.status, args.status) : undefined,
        args.kind ? eq(models.kind, args.kind) : undefined,
        where,
      ];
      const rows = await context.services.database.db
        .select({ ...getTableColumns(modelVersions), cursor: microsOf(modelVersions.createdAt) })
        .from(modelVersions)
        .innerJoin(models, eq(models.id, modelVersions.modelId))
        .where(and(...filters))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
  models: t.field({
    type: ModelConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { kind: t.arg({ type: ModelKind }), ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "models");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, models.createdAt, models.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(models), cursor: microsOf(models.createdAt) })
        .from(models)
        .where(and(eq(models.workspaceId, scope.workspaceId), args.kind ? eq(models.kind, args.kind) : undefined, where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
}));
