import {
  type ColumnSchema,
  FeatureSetDefinition,
  type FeatureStage,
  featureStages,
  planFeatures,
  planPipeline,
  planRows,
  tablesRead,
} from "@plimsoll/features";
import {
  AppError,
  type FeatureAuditResult,
  FeatureAuditSpec,
  FeatureBuildSpec,
  type FeaturePreviewResult,
  FeaturePreviewSpec,
  type FeatureSource,
  newId,
  type PreviewedStage,
} from "@plimsoll/schema";
import { type Caller, datasets, featureSets, featureSetVersions, modelVersions, type Transaction } from "@plimsoll/schema/db";
import { canonicalJson, sha256Hex } from "@plimsoll/schema/hash";
import { and, desc, eq, getTableColumns, max, sql } from "drizzle-orm";
import { z } from "zod";
import { type ApiContext, callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { type DatasetRecord, type FeatureSetVersionRecord, microsOf, type RunRecord } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { displayName } from "./dataset.ts";
import { ColumnType, Task } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Node } from "./node.ts";
import { LearnedSummary, PipelineInput } from "./pipeline.ts";
import { Dataset, FeatureSet, FeatureSetVersion, ModelVersion, Run } from "./refs.ts";
import { RunSuccess } from "./run.ts";
import { resultOf } from "./run-result.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { columnsOf, readyDataset, SequenceGroupInput } from "./training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";

const FeatureStageType = builder.objectRef<FeatureStage>("FeatureStage").implement({
  description: "A kind of stage that a feature set may have; `spec` is a JSON Schema.",
  fields: (t) => ({
    type: t.exposeString("type"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    spec: t.field({
      type: "JSONObject",
      resolve: ({ spec }) => z.toJSONSchema(spec, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
    }),
  }),
});

builder.queryField("featureStages", (t) =>
  t.field({ type: [FeatureStageType], authScopes: access.read, resolve: () => [...featureStages] }),
);

const definitionOf = ({ definition }: FeatureSetVersionRecord): FeatureSetDefinition => FeatureSetDefinition.parse(definition);

const NamedColumn = builder.objectRef<ColumnSchema>("NamedColumn").implement({
  fields: (t) => ({ name: t.exposeString("name"), type: t.expose("type", { type: ColumnType }) }),
});

FeatureSetVersion.implement({
  description: "One way to make features, never changed.",
  interfaces: [Node],
  fields: (t) => ({
    version: t.exposeInt("version"),
    featureSet: t.field({
      type: FeatureSet,
      resolve: async ({ featureSetId }, _args, { loaders }) => {
        const found = await loaders.featureSet.load(featureSetId);
        if (!found) throw new Error("A row that a foreign key names is missing.");
        return found;
      },
    }),
    definition: t.expose("definition", { type: "JSONObject", description: "Tables, spine, stages and pipeline." }),
    columns: t.field({
      type: [NamedColumn],
      description: "The columns of what it makes.",
      resolve: (version) => planFeatures(definitionOf(version)),
    }),
    sha256: t.exposeString("sha256"),
    datasets: t.field({
      type: [Dataset],
      description: "The newest data sets that it made.",
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ id, workspaceId }, _args, { services }) =>
        services.database.db
          .select()
          .from(datasets)
          .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.featureSetVersionId, id)))
          .orderBy(desc(datasets.createdAt))
          .limit(50),
    }),
    modelVersions: t.field({
      type: [ModelVersion],
      description: "The newest versions of models that were trained with it.",
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ id, workspaceId }, _args, { services }) =>
        services.database.db
          .select()
          .from(modelVersions)
          .where(and(eq(modelVersions.workspaceId, workspaceId), sql`${modelVersions.lineage} ->> 'featureSetVersionId' = ${id}`))
          .orderBy(desc(modelVersions.createdAt))
          .limit(50),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const FeatureSetVersionConnection = connectionType("FeatureSetVersion", FeatureSetVersion);

FeatureSet.implement({
  description: "A named way to make features; its versions hold the definition.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    versions: t.field({
      type: FeatureSetVersionConnection,
      description: "Newest first.",
      args: { ...pageArguments },
      complexity: pageCost,
      resolve: async ({ id }, args, context) => {
        const scope = cursorScope(context, `feature-set:${id}`);
        const window = readWindow(scope, args);
        const { where, orderBy, limit } = keysetOf(window, featureSetVersions.createdAt, featureSetVersions.id);
        const rows = await context.services.database.db
          .select({ ...getTableColumns(featureSetVersions), cursor: microsOf(featureSetVersions.createdAt) })
          .from(featureSetVersions)
          .where(and(eq(featureSetVersions.workspaceId, scope.workspaceId), eq(featureSetVersions.featureSetId, id), where))
          .orderBy(...orderBy)
          .limit(limit);
        return connectionOf(scope, window, rows);
      },
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const FeatureSetConnection = connectionType("FeatureSet", FeatureSet);

builder.queryFields((t) => ({
  featureSets: t.field({
    type: FeatureSetConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "featureSets");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, featureSets.createdAt, featureSets.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(featureSets), cursor: microsOf(featureSets.createdAt) })
        .from(featureSets)
        .where(and(eq(featureSets.workspaceId, scope.workspaceId), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
  featureSet: t.field({
    type: FeatureSet,
    nullable: true,
    authScopes: access.read,
    args: { name: t.arg.string({ required: true }) },
    resolve: async (_root, { name }, context) => {
      const [found] = await context.services.database.db
        .select()
        .from(featureSets)
        .where(and(eq(featureSets.workspaceId, callerIn(context).workspaceId), eq(featureSets.name, name)));
      if (!found) throw notFound(["name"]);
      return found;
    },
  }),
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const found = await loaders.featureSetVersion.load(id);
      if (!found) throw notFound();
      return found;
    },
  }),
}));

const DatasetSource = builder.objectRef<FeatureSource>("DatasetSource").implement({
  description: "A data set that stood for a table of a feature set.",
  fields: (t) => ({
    name: t.exposeString("name"),
    dataset: t.field({ type: Dataset, nullable: true, resolve: ({ datasetId }, _args, { loaders }) => loaders.dataset.load(datasetId) }),
  }),
});

builder.objectFields(Dataset, (t) => ({
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    description: "What made it, where it was no upload.",
    resolve: ({ featureSetVersionId }, _args, { loaders }) =>
      featureSetVersionId ? loaders.featureSetVersion.load(featureSetVersionId) : null,
  }),
  sources: t.field({ type: [DatasetSource], description: "What it was made from.", resolve: ({ sources }) => sources }),
}));

builder.objectFields(ModelVersion, (t) => ({
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    description: "The feature set it was trained with.",
    resolve: ({ lineage }, _args, { loaders }) =>
      lineage.featureSetVersionId ? loaders.featureSetVersion.load(lineage.featureSetVersionId) : null,
  }),
}));

const PreviewCells = builder.objectRef<PreviewedStage>("PreviewedStage").implement({
  description: "The last rows of a preview's sample after a stage or step.",
  fields: (t) => ({
    kind: t.exposeString("kind", { description: "SOURCE, STAGE, ROWS or STEP." }),
    type: t.exposeString("type"),
    origin: t.exposeString("origin", { description: "DEFAULT: added so that every column can be read." }),
    columns: t.expose("columns", { type: [NamedColumn] }),
    cells: t.field({
      type: t.listRef(t.listRef("String", { nullable: true })),
      description: "By row, then column; null = missing.",
      resolve: ({ cells }) => cells,
    }),
    notes: t.exposeStringList("notes"),
    learned: t.expose("learned", { type: [LearnedSummary], description: "Of a STEP: what its fits learned from the sample." }),
  }),
});

const FeaturePreview = builder.objectRef<FeaturePreviewResult>("FeaturePreview").implement({
  fields: (t) => ({ rowCount: t.expose("rowCount", { type: "BigInt" }), stages: t.expose("stages", { type: [PreviewCells] }) }),
});

const Leak = builder.objectRef<FeatureAuditResult["leaks"][number]>("Leak").implement({
  description: "A feature that had another value when the future did not yet exist.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    row: t.exposeInt("row"),
    withFuture: t.exposeString("withFuture", { nullable: true }),
    withoutFuture: t.exposeString("withoutFuture", { nullable: true }),
  }),
});
const LeakingFeature = builder.objectRef<FeatureAuditResult["features"][number]>("LeakingFeature").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    nChanged: t.exposeInt("nChanged", { description: "Sampled rows at which it changed." }),
  }),
});
const AuditFailure = builder.objectRef<FeatureAuditResult["failures"][number]>("AuditFailure").implement({
  fields: (t) => ({ row: t.exposeInt("row"), message: t.exposeString("message") }),
});
const LeakageAudit = builder.objectRef<FeatureAuditResult>("LeakageAudit").implement({
  description: "Each sampled row's features were computed again without everything that happened or became known later.",
  fields: (t) => ({
    passed: t.exposeBoolean("passed"),
    nSampled: t.exposeInt("nSampled"),
    features: t.expose("features", { type: [LeakingFeature] }),
    leaks: t.expose("leaks", { type: [Leak] }),
    failures: t.expose("failures", { type: [AuditFailure] }),
  }),
});

builder.objectFields(Run, (t) => ({
  featurePreview: t.field({
    type: FeaturePreview,
    nullable: true,
    resolve: (run, _args, context) => resultOf<FeaturePreviewResult>(run, "feature.preview", context),
  }),
  leakageAudit: t.field({
    type: LeakageAudit,
    nullable: true,
    resolve: (run, _args, context) => resultOf<FeatureAuditResult>(run, "feature.audit", context),
  }),
}));

const FeatureTableInput = builder.inputType("FeatureTableInput", {
  description: "A table of a feature set, with the data set whose columns it has.",
  fields: (t) => ({
    name: t.string({ required: true }),
    datasetId: t.id({ required: true }),
    time: t.string({ description: "When its rows happen." }),
    arrival: t.string({ description: "When they became known, if later." }),
  }),
});
const FeatureStageInput = builder.inputType("FeatureStageInput", {
  fields: (t) => ({
    type: t.string({ required: true, description: "One of `featureStages`." }),
    spec: t.field({ type: "JSONObject", required: true }),
  }),
});
const definitionFields = {
  tables: [FeatureTableInput],
  stages: [FeatureStageInput],
} as const;
const FeatureSourceInput = builder.inputType("FeatureSourceInput", {
  fields: (t) => ({
    name: t.string({ required: true, description: "The table's name in the feature set." }),
    datasetId: t.id({ required: true }),
  }),
});

interface DefinitionInput {
  tables: { name: string; datasetId: string; time?: string | null; arrival?: string | null }[];
  spine: string;
  stages: { type: string; spec: Record<string, unknown> }[];
  pipeline?: unknown;
}

/** The definition with the columns of its data sets, checked stage by stage and step by step without reading a row. */
async function checkedDefinition(
  input: DefinitionInput,
  context: ApiContext,
  { features, target, task, groups }: Pick<FeaturePreviewSpec, "features" | "target" | "task" | "groups"> = { task: "BINARY", groups: [] },
): Promise<FeatureSetDefinition> {
  const { db } = context.services.database;
  const caller = callerIn(context);
  const tables = await Promise.all(
    input.tables.map(async ({ datasetId, ...table }) => {
      const columns = await columnsOf(db, await readyDataset(db, caller, datasetId));
      return { ...table, columns };
    }),
  );
  const { spine, stages, pipeline } = input;
  const definition = parseInput(FeatureSetDefinition, withoutNulls({ spine, stages, pipeline, tables }));
  const columns = planFeatures(definition);
  if (definition.pipeline) {
    planRows(definition.pipeline.rows, columns);
    const read = columns.filter(({ name }) => name !== target && (features?.includes(name) ?? true));
    const sequence = groups.length > 0 ? { groups } : null;
    planPipeline({ columns: read, sequence, pipeline: { ...definition.pipeline, defaults: true }, dataset: columns, task });
  }
  return definition;
}

/** Every table that the stages read has a data set with columns of the types it needs. */
async function checkSources(definition: FeatureSetDefinition, sources: readonly FeatureSource[], context: ApiContext): Promise<void> {
  const { db } = context.services.database;
  const caller = callerIn(context);
  const byName = new Map(sources.map((source) => [source.name, source.datasetId]));
  const unknown = sources.find(({ name }) => !definition.tables.some((table) => table.name === name));
  if (unknown) throw invalidInput(`The feature set has no table '${unknown.name}'.`, ["sources"]);
  const read = tablesRead(definition);
  const tables = await Promise.all(
    definition.tables.map(async (table) => {
      const datasetId = byName.get(table.name);
      if (!datasetId && read.includes(table.name))
        throw invalidInput(`Give the data set that stands for table '${table.name}'.`, ["sources"]);
      if (!datasetId) return table;
      const there = new Map((await columnsOf(db, await readyDataset(db, caller, datasetId))).map(({ name, type }) => [name, type]));
      const mistyped = table.columns.filter(({ name, type }) => there.has(name) && !fits(there.get(name), type));
      if (mistyped.length > 0) {
        const names = mistyped.map(({ name, type }) => `'${name}' is ${there.get(name)}, expected ${type}`).join("; ");
        throw new AppError(
          "TYPE_MISMATCH",
          "input",
          `Columns for table '${table.name}' have other types than it was defined with: ${names}.`,
          {
            path: ["sources"],
            columns: mistyped.map(({ name }) => name),
          },
        );
      }
      return { ...table, columns: table.columns.filter(({ name }) => there.has(name)) };
    }),
  );
  planFeatures({ ...definition, tables });
}

/** Whole numbers are numbers: a column that happens to hold no fraction in this file still fits. */
const fits = (given: string | undefined, expected: string): boolean => given === expected || (given === "INTEGER" && expected === "FLOAT");

const VersionName = z.object({ name: displayName(128), description: z.string().trim().max(2_000).default("") });

defineMutation("createFeatureSet", {
  description:
    "Defines a feature set, or the next version of the one of that name. The same definition again gives the version that exists.",
  access: access.develop,
  input: builder.inputType("CreateFeatureSetInput", {
    fields: (t) => ({
      name: t.string({ required: true }),
      description: t.string(),
      tables: t.field({ type: [...definitionFields.tables], required: true }),
      spine: t.string({ required: true, description: "The table whose rows the features belong to." }),
      stages: t.field({ type: [...definitionFields.stages], required: true }),
      pipeline: t.field({ type: PipelineInput, description: "How columns become numbers within a training." }),
    }),
  }),
  success: builder.objectRef<{ featureSetVersion: FeatureSetVersionRecord }>("CreateFeatureSetSuccess").implement({
    fields: (t) => ({ featureSetVersion: t.field({ type: FeatureSetVersion, resolve: ({ featureSetVersion }) => featureSetVersion }) }),
  }),
  errors: [ColumnError, NotReadyError],
  resolve: async ({ name: givenName, description: givenText, ...input }, context) => {
    const caller = callerIn(context);
    const { name, description } = parseInput(VersionName, withoutNulls({ name: givenName, description: givenText }));
    const definition = await checkedDefinition(input, context);
    return {
      featureSetVersion: await context.services.database.transaction((tx) => defineVersion(tx, caller, { name, description }, definition)),
    };
  },
});

async function defineVersion(
  tx: Transaction,
  caller: Caller,
  { name, description }: { name: string; description: string },
  definition: FeatureSetDefinition,
): Promise<FeatureSetVersionRecord> {
  const { workspaceId, apiKeyId: createdBy } = caller;
  await tx.db
    .insert(featureSets)
    .values({ id: newId("featureSet"), workspaceId, name, description })
    .onConflictDoNothing();
  const [set] = await tx.db
    .select()
    .from(featureSets)
    .where(and(eq(featureSets.workspaceId, workspaceId), eq(featureSets.name, name)))
    .for("update");
  if (!set) throw new Error("A feature set that was just made cannot be missing.");
  const sha256 = sha256Hex(canonicalJson(definition));
  const [same] = await tx.db
    .select()
    .from(featureSetVersions)
    .where(and(eq(featureSetVersions.featureSetId, set.id), eq(featureSetVersions.sha256, sha256)));
  if (same) return same;
  const [last] = await tx.db
    .select({ version: max(featureSetVersions.version) })
    .from(featureSetVersions)
    .where(eq(featureSetVersions.featureSetId, set.id));
  const values = {
    id: newId("featureSetVersion"),
    workspaceId,
    featureSetId: set.id,
    version: (last?.version ?? 0) + 1,
    sha256,
    createdBy,
  };
  const [made] = await tx.db
    .insert(featureSetVersions)
    .values({ ...values, definition: { ...definition } })
    .returning();
  if (!made) throw new Error("The insert of a feature set's version returned no row.");
  await auditOf(tx, caller, "feature_set.define", made.id, { name, version: made.version, sha256 });
  return made;
}

async function versionOf(id: string, { loaders }: ApiContext): Promise<FeatureSetVersionRecord> {
  const version = await loaders.featureSetVersion.load(id);
  if (!version) throw notFound(["featureSetVersionId"]);
  return version;
}

defineMutation("submitFeaturePreview", {
  description:
    "Shows the last rows of a sample after every stage and step of a definition that need not be stored; see `run.featurePreview`.",
  access: access.develop,
  input: builder.inputType("SubmitFeaturePreviewInput", {
    fields: (t) => ({
      tables: t.field({ type: [...definitionFields.tables], required: true }),
      spine: t.string({ required: true }),
      stages: t.field({ type: [...definitionFields.stages], required: true }),
      pipeline: t.field({ type: PipelineInput }),
      features: t.stringList({ description: "What the pipeline gets; every column but the target unless given." }),
      task: t.field({ type: Task, description: "BINARY unless given." }),
      target: t.string({ description: "For steps that look at it." }),
      positiveLabel: t.string(),
      groups: t.field({
        type: [SequenceGroupInput],
        description: "Columns that share a fit, as the steps of one feature do in a training.",
      }),
      rows: t.int({ description: "Rows shown; 20 unless given." }),
      sampleRows: t.int({ description: "Rows of the spine that are computed on; 5,000 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitFeaturePreviewSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, tables, spine, stages, pipeline, ...options }, context) => {
    const sources = tables.map(({ name, datasetId }) => ({ name, datasetId }));
    const preview = parseInput(FeaturePreviewSpec, withoutNulls({ ...options, definition: {}, sources }));
    const definition = await checkedDefinition({ tables, spine, stages, pipeline }, context, preview);
    const input: FeaturePreviewSpec = { ...preview, definition };
    const run = await submit(context, {
      job: "feature.preview",
      mutation: "submitFeaturePreview",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      datasetId: tables.find(({ name }) => name === spine)?.datasetId ?? null,
      facts: { stages: stages.map(({ type }) => type) },
    });
    return { run };
  },
});

defineMutation("submitFeatureBuild", {
  description: "Makes a data set by a feature set: the rows of the spine with every stage's columns.",
  access: access.develop,
  input: builder.inputType("SubmitFeatureBuildInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      sources: t.field({ type: [FeatureSourceInput], required: true }),
      datasetName: t.string({ required: true }),
      idempotencyKey: t.string(),
    }),
  }),
  success: builder.objectRef<{ run: RunRecord; dataset: DatasetRecord }>("SubmitFeatureBuildSuccess").implement({
    fields: (t) => ({
      run: t.field({ type: Run, resolve: ({ run }) => run }),
      dataset: t.field({ type: Dataset, resolve: ({ dataset }) => dataset }),
    }),
  }),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, featureSetVersionId, sources, datasetName }, context) => {
    const { name } = parseInput(z.object({ name: displayName(200) }), { name: datasetName });
    const version = await versionOf(featureSetVersionId, context);
    await checkSources(definitionOf(version), sources, context);
    const input = FeatureBuildSpec.parse({ datasetId: newId("dataset"), featureSetVersionId, sources });
    const run = await submit(context, {
      job: "feature.build",
      mutation: "submitFeatureBuild",
      clientKey: clientKeyOf(key),
      requested: { featureSetVersionId, sources, name },
      input,
      datasetId: input.datasetId,
      facts: { featureSetVersionId, sources },
      async alongside(tx, { id: runId }, { workspaceId, apiKeyId: createdBy }) {
        const values = { id: input.datasetId, workspaceId, name, options: { types: {}, missing: [] }, runId, createdBy };
        await tx.db.insert(datasets).values({ ...values, featureSetVersionId, sources: input.sources });
      },
    });
    const dataset = await context.loaders.dataset.load(run.datasetId ?? "");
    if (!dataset) throw notFound(["idempotencyKey"]);
    return { run, dataset };
  },
});

defineMutation("submitLeakageAudit", {
  description: "Computes sampled rows' features again without the future and names those that change; see `run.leakageAudit`.",
  access: access.develop,
  input: builder.inputType("SubmitLeakageAuditInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      sources: t.field({ type: [FeatureSourceInput], required: true }),
      nSampled: t.int({ description: "Rows tried; 100 unless given." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitLeakageAuditSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const input = parseInput(FeatureAuditSpec, withoutNulls(given));
    const definition = definitionOf(await versionOf(input.featureSetVersionId, context));
    const spine = definition.tables.find(({ name }) => name === definition.spine);
    if (!spine?.time)
      throw invalidInput(`The spine '${definition.spine}' has no time, so nothing of it is past or future.`, ["featureSetVersionId"]);
    await checkSources(definition, input.sources, context);
    const run = await submit(context, {
      job: "feature.audit",
      mutation: "submitLeakageAudit",
      clientKey: clientKeyOf(key),
      requested: input,
      input,
      facts: { featureSetVersionId: input.featureSetVersionId, nSampled: input.nSampled },
    });
    return { run };
  },
});

const MOST_ROWS = 10_000;

defineMutation("computeFeatures", {
  description:
    "Features of single rows from the rows of other tables that are sent along, by the code that computes whole data sets: the same numbers. What the stages add comes back, row by row.",
  access: access.score,
  input: builder.inputType("ComputeFeaturesInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      tables: t.field({
        type: [
          builder.inputType("FeatureRowsInput", {
            fields: (f) => ({ name: f.string({ required: true }), rows: f.field({ type: ["JSONObject"], required: true }) }),
          }),
        ],
        required: true,
        description: "The spine's rows, and the rows of other tables that concern them.",
      }),
    }),
  }),
  success: builder.objectRef<{ rows: Record<string, unknown>[] }>("ComputeFeaturesSuccess").implement({
    fields: (t) => ({ rows: t.field({ type: ["JSONObject"], resolve: ({ rows }) => rows }) }),
  }),
  errors: [ColumnError],
  resolve: async ({ featureSetVersionId, tables }, context) => {
    const { workspaceId } = callerIn(context);
    const definition = definitionOf(await versionOf(featureSetVersionId, context));
    const unknown = tables.find(({ name }) => !definition.tables.some((table) => table.name === name));
    if (unknown) throw invalidInput(`The feature set has no table '${unknown.name}'.`, ["tables"]);
    const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
    if (total > MOST_ROWS)
      throw invalidInput(`${total} rows were sent; at most ${MOST_ROWS} can be computed at once. Use submitFeatureBuild for more.`, [
        "tables",
      ]);
    return context.services.scorer.features({ workspaceId, featureSetVersionId, tables });
  },
});
