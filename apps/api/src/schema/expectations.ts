import { expectationKinds, type ExpectationKind as KindValue, parseSuite } from "@plimsoll/features";
import {
  type DataCheckResult,
  EXPECTATION_SEVERITIES,
  type ExpectationOutcome,
  type ExpectationSpec,
  ExpectationSuite,
} from "@plimsoll/schema";
import { type Db, datasets, runs, type Transaction } from "@plimsoll/schema/db";
import { and, desc, eq } from "drizzle-orm";
import { type ApiContext, callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import type { DatasetRecord, RunRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { ColumnType } from "./enums.ts";
import { suggestedExpectations } from "./expectation-suggestions.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Dataset, Run } from "./refs.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { columnsOf, readyDataset } from "./training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";

const ExpectationSeverity = builder.enumType("ExpectationSeverity", { values: EXPECTATION_SEVERITIES });
const ExpectationScope = builder.enumType("ExpectationScope", { values: ["ROW", "COLUMN", "TABLE", "REFERENCE"] as const });

const ExpectationKind = builder.objectRef<KindValue>("ExpectationKind").implement({
  description: "Something that data can be expected to be.",
  fields: (t) => ({
    kind: t.exposeString("kind"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    scope: t.expose("scope", { type: ExpectationScope, description: "REFERENCE kinds compare with another data set." }),
    fewestColumns: t.int({ resolve: ({ columns }) => columns[0] }),
    mostColumns: t.int({ resolve: ({ columns }) => columns[1] }),
    accepts: t.field({
      type: [ColumnType],
      nullable: true,
      description: "Null: any type.",
      resolve: ({ accepts }) => (accepts ? [...accepts] : null),
    }),
    params: t.field({ type: "JSONObject", description: "JSON Schema of its parameters.", resolve: (kind) => kind.paramsJsonSchema() }),
  }),
});

builder.queryField("expectationKinds", (t) =>
  t.field({ type: [ExpectationKind], authScopes: access.read, resolve: () => [...expectationKinds] }),
);

const Expectation = builder.objectRef<ExpectationSpec>("Expectation").implement({
  description: "One thing that a data set is expected to be.",
  fields: (t) => ({
    kind: t.exposeString("kind"),
    columns: t.exposeStringList("columns"),
    params: t.expose("params", { type: "JSONObject" }),
    mostly: t.exposeFloat("mostly", { description: "Share of the checked rows that have to meet it." }),
    severity: t.expose("severity", { type: ExpectationSeverity, description: "A failed HARD one stops the runs that read the data set." }),
  }),
});

const Outcome = builder.objectRef<ExpectationOutcome>("ExpectationOutcome").implement({
  fields: (t) => ({
    index: t.exposeInt("index", { description: "Position in the suite, from 0." }),
    kind: t.exposeString("kind"),
    columns: t.exposeStringList("columns"),
    severity: t.expose("severity", { type: ExpectationSeverity }),
    passed: t.exposeBoolean("passed"),
    expected: t.exposeString("expected"),
    observed: t.exposeString("observed"),
    checkedRows: t.expose("checkedRows", { type: "BigInt" }),
    failedRows: t.expose("failedRows", { type: "BigInt" }),
    rows: t.exposeIntList("rows", { description: "0-based numbers of the first rows that fail, at most 100." }),
  }),
});

type Sample = DataCheckResult["samples"][number];
const SampleCell = builder.objectRef<Sample["cells"][number]>("SampleCell").implement({
  fields: (t) => ({ column: t.exposeString("column"), value: t.exposeString("value", { nullable: true }) }),
});
const FailingRow = builder.objectRef<Sample>("FailingRow").implement({
  description: "A row at fault with its cells in the columns of the expectation.",
  fields: (t) => ({ index: t.exposeInt("index"), row: t.exposeInt("row"), cells: t.expose("cells", { type: [SampleCell] }) }),
});

interface CheckValue {
  run: RunRecord;
  result: DataCheckResult;
}

const DataCheck = builder.objectRef<CheckValue>("DataCheck").implement({
  description: "The outcome of every expectation of a data set.",
  fields: (t) => ({
    run: t.field({ type: Run, resolve: ({ run }) => run }),
    checkedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ run }) => run.finishedAt }),
    rowCount: t.field({ type: "BigInt", resolve: ({ result }) => result.rowCount }),
    passed: t.boolean({
      description: "No HARD expectation failed.",
      resolve: ({ result }) => result.outcomes.every(({ passed, severity }) => passed || severity === "SOFT"),
    }),
    outcomes: t.field({ type: [Outcome], resolve: ({ result }) => result.outcomes }),
    samples: t.field({ type: [FailingRow], resolve: ({ result }) => result.samples }),
  }),
});

async function checkOf(run: RunRecord | null, { loaders }: ApiContext): Promise<CheckValue | null> {
  if (run?.job !== "dataset.check" || run.status !== "SUCCEEDED") return null;
  const result = (await loaders.runResult.load(run.id))?.result as DataCheckResult | null | undefined;
  return result ? { run, result } : null;
}

builder.objectFields(Run, (t) => ({
  dataCheck: t.field({
    type: DataCheck,
    nullable: true,
    description: "Of a data check that succeeded.",
    resolve: (run, _args, context) => checkOf(run, context),
  }),
}));

async function newestCheck(db: Db, { id, workspaceId }: DatasetRecord): Promise<string | null> {
  const [row] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.datasetId, id), eq(runs.job, "dataset.check")))
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(1);
  return row?.id ?? null;
}

builder.objectFields(Dataset, (t) => ({
  expectations: t.field({ type: [Expectation], resolve: ({ expectations }) => expectations?.items ?? [] }),
  referenceDataset: t.field({
    type: Dataset,
    nullable: true,
    description: "What drift is measured against.",
    resolve: ({ expectations }, _args, { loaders }) =>
      expectations?.referenceDatasetId ? loaders.dataset.load(expectations.referenceDatasetId) : null,
  }),
  suggestedExpectations: t.field({
    type: [Expectation],
    description: "What the profile suggests; nothing of it holds until it is set.",
    complexity: 10,
    resolve: async ({ id, rowCount }, _args, { loaders }) => suggestedExpectations(await loaders.columns.load(id), rowCount ?? 0),
  }),
  checkRun: t.field({
    type: Run,
    nullable: true,
    description: "The newest data check.",
    resolve: async (dataset, _args, { services, loaders }) => {
      const id = await newestCheck(services.database.db, dataset);
      return id ? loaders.run.load(id) : null;
    },
  }),
  quality: t.field({
    type: DataCheck,
    nullable: true,
    description: "The outcome of the newest data check, once it has succeeded.",
    resolve: async (dataset, _args, context) => {
      const id = await newestCheck(context.services.database.db, dataset);
      return checkOf(id ? await context.loaders.run.load(id) : null, context);
    },
  }),
}));

const ExpectationInput = builder.inputType("ExpectationInput", {
  fields: (t) => ({
    kind: t.string({ required: true, description: "One of `expectationKinds`." }),
    columns: t.stringList(),
    params: t.field({ type: "JSONObject" }),
    mostly: t.float({ description: "Share of the checked rows that have to meet it; 1 unless given." }),
    severity: t.field({ type: ExpectationSeverity, description: "HARD unless given." }),
  }),
});

/** A data check as a run to submit. */
const checkOfSuite = (dataset: DatasetRecord, suite: ExpectationSuite) => ({
  job: "dataset.check" as const,
  input: { datasetId: dataset.id, suite },
  datasetId: dataset.id,
  facts: { expectations: suite.items.length },
});

defineMutation("setDatasetExpectations", {
  description:
    "Attaches a suite to a data set, in place of the one it had, and submits a check. Runs that read the data set stop when a HARD one fails.",
  access: access.develop,
  input: builder.inputType("SetDatasetExpectationsInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      expectations: t.field({ type: [ExpectationInput], required: true }),
      referenceDatasetId: t.id({ description: "What kinds of scope REFERENCE compare with." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: builder.objectRef<{ datasetId: string; run: RunRecord | null }>("SetDatasetExpectationsSuccess").implement({
    fields: (t) => ({
      dataset: t.field({
        type: Dataset,
        resolve: async ({ datasetId }, _args, { loaders }) => {
          const dataset = await loaders.dataset.clear(datasetId).load(datasetId);
          if (!dataset) throw notFound(["datasetId"]);
          return dataset;
        },
      }),
      run: t.field({ type: Run, nullable: true, description: "The check; null for an empty suite.", resolve: ({ run }) => run }),
    }),
  }),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, datasetId, expectations, referenceDatasetId }, context) => {
    const caller = callerIn(context);
    const { database } = context.services;
    const clientKey = clientKeyOf(key);
    const dataset = await readyDataset(database.db, caller, datasetId);
    const given = parseInput(ExpectationSuite, withoutNulls({ items: expectations, referenceDatasetId }));
    if (given.referenceDatasetId) await readyDataset(database.db, caller, given.referenceDatasetId);
    const suite = parseSuite(given, await columnsOf(database.db, dataset));
    const attach = async (tx: Transaction) => {
      await tx.db
        .update(datasets)
        .set({ expectations: suite.items.length > 0 ? suite : null })
        .where(and(eq(datasets.id, datasetId), eq(datasets.workspaceId, caller.workspaceId)));
      const facts = { kinds: suite.items.map(({ kind }) => kind), referenceDatasetId: suite.referenceDatasetId ?? null };
      await auditOf(tx, caller, "dataset.expectations", datasetId, facts);
    };
    if (suite.items.length === 0) {
      await database.transaction(attach);
      return { datasetId, run: null };
    }
    const check = checkOfSuite(dataset, suite);
    const run = await submit(context, {
      ...check,
      mutation: "setDatasetExpectations",
      clientKey,
      requested: check.input,
      alongside: attach,
    });
    return { datasetId, run };
  },
});

defineMutation("submitDataCheck", {
  description: "Checks a data set against its expectations again, e.g. for freshness.",
  access: access.develop,
  input: builder.inputType("SubmitDataCheckInput", {
    fields: (t) => ({ datasetId: t.id({ required: true }), idempotencyKey: t.string() }),
  }),
  success: builder.objectRef<{ run: RunRecord }>("SubmitDataCheckSuccess").implement({
    fields: (t) => ({ run: t.field({ type: Run, resolve: ({ run }) => run }) }),
  }),
  errors: [NotReadyError, IdempotencyConflictError],
  resolve: async ({ datasetId, idempotencyKey: key }, context) => {
    const dataset = await readyDataset(context.services.database.db, callerIn(context), datasetId);
    if (!dataset.expectations)
      throw invalidInput("The data set has no expectations; set some first (setDatasetExpectations).", ["datasetId"]);
    const check = checkOfSuite(dataset, dataset.expectations);
    const request = { mutation: "submitDataCheck", clientKey: clientKeyOf(key), requested: { datasetId } };
    return { run: await submit(context, { ...check, ...request }) };
  },
});
