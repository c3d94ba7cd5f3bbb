import { join } from "node:path";
import { AppError, type ColumnProfile, IngestOptions, IngestSpec, newId } from "@plimsoll/schema";
import { type datasetColumns, datasets, uploads } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { type ApiContext, callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import { type DatasetRecord, microsOf } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { ColumnType, DatasetStatus } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Node } from "./node.ts";
import { Dataset, Run } from "./refs.ts";
import { assertUploadKept } from "./retry.ts";
import { RunError } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { IdempotencyConflictError, NotReadyError } from "./user-errors.ts";

const Quantile = builder.objectRef<ColumnProfile["quantiles"][number]>("Quantile").implement({
  fields: (t) => ({ p: t.exposeFloat("p"), value: t.exposeFloat("value") }),
});
const ValueCount = builder.objectRef<ColumnProfile["topValues"][number]>("ValueCount").implement({
  fields: (t) => ({ value: t.exposeString("value"), count: t.expose("count", { type: "BigInt" }) }),
});
const HistogramBin = builder.objectRef<ColumnProfile["histogram"][number]>("HistogramBin").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), count: t.expose("count", { type: "BigInt" }) }),
});

const DatasetColumn = builder.objectRef<typeof datasetColumns.$inferSelect>("DatasetColumn").implement({
  description: "A column with its profile. Dates count in milliseconds since the epoch.",
  fields: (t) => ({
    name: t.exposeString("name"),
    type: t.expose("type", { type: ColumnType }),
    position: t.exposeInt("position"),
    missingCount: t.field({ type: "BigInt", resolve: ({ profile }) => profile.missingCount }),
    distinctCount: t.field({ type: "BigInt", resolve: ({ profile }) => profile.distinctCount }),
    distinctExact: t.boolean({ resolve: ({ profile }) => profile.distinctExact }),
    min: t.float({ nullable: true, resolve: ({ profile }) => profile.min }),
    max: t.float({ nullable: true, resolve: ({ profile }) => profile.max }),
    mean: t.float({ nullable: true, resolve: ({ profile }) => profile.mean }),
    std: t.float({ nullable: true, resolve: ({ profile }) => profile.std }),
    quantiles: t.field({ type: [Quantile], resolve: ({ profile }) => profile.quantiles }),
    topValues: t.field({ type: [ValueCount], resolve: ({ profile }) => profile.topValues }),
    histogram: t.field({ type: [HistogramBin], resolve: ({ profile }) => profile.histogram }),
    hints: t.stringList({ resolve: ({ profile }) => profile.hints }),
  }),
});

/** The file it was read from; null for one that a feature set made. */
const uploadOf = ({ uploadId }: DatasetRecord, { loaders }: ApiContext) => (uploadId ? loaders.upload.load(uploadId) : null);

async function storedSize({ artifactSha256 }: DatasetRecord, { loaders }: ApiContext): Promise<number> {
  return artifactSha256 ? ((await loaders.artifact.load(artifactSha256))?.byteSize ?? 0) : 0;
}

Dataset.implement({
  description: "A table: INGESTING until its run ends, then READY or FAILED.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    status: t.expose("status", { type: DatasetStatus }),
    fileName: t.string({
      description: "Of the upload; its own name for a data set that a feature set made.",
      resolve: async (dataset, _args, context) => (await uploadOf(dataset, context))?.fileName ?? dataset.name,
    }),
    byteSize: t.field({
      type: "BigInt",
      description: "Of the upload; of the stored file for a data set that a feature set made.",
      resolve: async (dataset, _args, context) => (await uploadOf(dataset, context))?.byteSize ?? (await storedSize(dataset, context)),
    }),
    rowCount: t.expose("rowCount", { type: "BigInt", nullable: true }),
    duplicateRowCount: t.expose("duplicateRowCount", { type: "BigInt", nullable: true }),
    columns: t.field({ type: [DatasetColumn], resolve: ({ id }, _args, { loaders }) => loaders.columns.load(id) }),
    run: t.field({ type: Run, nullable: true, resolve: ({ runId }, _args, { loaders }) => loaders.run.load(runId) }),
    error: t.field({
      type: RunError,
      nullable: true,
      resolve: async ({ runId, status }, _args, { loaders }) =>
        status === "FAILED" ? ((await loaders.run.load(runId))?.error ?? null) : null,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const DatasetConnection = connectionType("Dataset", Dataset);

builder.queryFields((t) => ({
  dataset: t.field({
    type: Dataset,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const dataset = await loaders.dataset.load(id);
      if (!dataset) throw notFound();
      return dataset;
    },
  }),
  datasets: t.field({
    type: DatasetConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "datasets");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, datasets.createdAt, datasets.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(datasets), cursor: microsOf(datasets.createdAt) })
        .from(datasets)
        .where(and(eq(datasets.workspaceId, scope.workspaceId), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
}));

const DatasetOptionsInput = builder.inputType("DatasetOptionsInput", {
  fields: (t) => ({
    types: t.field({ type: "JSONObject", description: 'Column name to type, e.g. { "zip": "STRING" }; the rest is inferred.' }),
    missing: t.stringList({ description: "Cell texts that mean missing, besides the empty cell." }),
  }),
});

const CreateDatasetInput = builder.inputType("CreateDatasetInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    uploadId: t.id({ required: true }),
    options: t.field({ type: DatasetOptionsInput }),
    idempotencyKey: t.string(),
  }),
});

/** Names that people give: shown, never used in a path. */
export const displayName = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be blank")
    .max(longest, `must have at most ${longest} characters`)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, "must not hold control characters");

const DatasetRequest = z.object({ name: displayName(200), uploadId: z.string(), options: IngestOptions.prefault({}) });

defineMutation("createDataset", {
  description: "Reads a complete upload into a typed, profiled table: an ingest run.",
  access: access.develop,
  input: CreateDatasetInput,
  success: builder.objectRef<{ dataset: DatasetRecord }>("CreateDatasetSuccess").implement({
    fields: (t) => ({ dataset: t.field({ type: Dataset, resolve: ({ dataset }) => dataset }) }),
  }),
  errors: [NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const caller = callerIn(context);
    const { database, home } = context.services;
    const request = parseInput(DatasetRequest, withoutNulls(given));
    const clientKey = clientKeyOf(key);
    const [upload] = await database.db
      .select()
      .from(uploads)
      .where(and(eq(uploads.id, request.uploadId), eq(uploads.workspaceId, caller.workspaceId)));
    if (!upload) throw notFound(["uploadId"]);
    if (!upload.sha256) {
      const message = `The upload has ${upload.receivedBytes} of ${upload.byteSize} bytes; PUT the rest to /uploads/${upload.id} first.`;
      throw new AppError("NOT_READY", "conflict", message, { path: ["uploadId"] });
    }
    const input = IngestSpec.parse({ datasetId: newId("dataset"), uploadId: upload.id, options: request.options });
    const { name, options } = request;
    const run = await submit(context, {
      job: "dataset.ingest",
      mutation: "createDataset",
      clientKey,
      requested: request,
      input,
      datasetId: input.datasetId,
      facts: { name },
      async alongside(tx, { id: runId }, { workspaceId, apiKeyId: createdBy }) {
        await assertUploadKept(join(home.uploads, upload.id));
        await tx.db.insert(datasets).values({ id: input.datasetId, workspaceId, name, uploadId: upload.id, options, runId, createdBy });
        await auditOf(tx, caller, "dataset.create", input.datasetId, { name, uploadId: upload.id, sha256: upload.sha256, runId });
      },
    });
    const dataset = await context.loaders.dataset.load(run.datasetId ?? "");
    if (!dataset) throw notFound(["idempotencyKey"]);
    return { dataset };
  },
});
