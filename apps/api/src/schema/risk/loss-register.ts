import { parseLossMapping } from "@plimsoll/ml/catalog";
import {
  type LargeLoss,
  type LossImportResult,
  LossImportSpec,
  type LossIssueValue,
  type LossMatrixCell,
  type LossSummary,
  type LossYear,
} from "@plimsoll/schema";
import { lossRegisters } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { callerIn } from "../../context.ts";
import { notFound } from "../../errors.ts";
import { type LossRegisterRecord, microsOf } from "../../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../../pagination.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "../connection.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Node } from "../node.ts";
import { Dataset, LossRegister, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { within } from "../within.ts";
import { checkColumns, DATES, ifNamed, NUMBERS } from "./columns.ts";
import { businessLineOf, eventTypeOf, LossBusinessLine, LossDate, LossEventType } from "./taxonomy.ts";

const MatrixCell = builder.objectRef<LossMatrixCell>("LossMatrixCell").implement({
  description: "The losses of one event type and business line.",
  fields: (t) => ({
    eventType: t.field({ type: LossEventType, resolve: ({ eventType }) => eventTypeOf(eventType) }),
    businessLine: t.field({
      type: LossBusinessLine,
      nullable: true,
      description: "Null: not assigned.",
      resolve: ({ businessLine }) => businessLineOf(businessLine),
    }),
    count: t.exposeInt("count"),
    gross: t.exposeFloat("gross"),
    net: t.exposeFloat("net"),
    largest: t.exposeFloat("largest"),
  }),
});

const Year = builder.objectRef<LossYear>("LossYear").implement({
  fields: (t) => ({
    year: t.exposeInt("year"),
    count: t.exposeInt("count"),
    gross: t.exposeFloat("gross"),
    net: t.exposeFloat("net"),
  }),
});

const Years = builder.objectRef<LossSummary["years"][number]>("LossYears").implement({
  description: "Losses of each year by one of their dates; years without losses are there.",
  fields: (t) => ({ date: t.expose("date", { type: LossDate }), years: t.expose("years", { type: [Year] }) }),
});

const Large = builder.objectRef<LargeLoss>("LargeLoss").implement({
  fields: (t) => ({
    row: t.exposeInt("row", { description: "Of the data set, from 0." }),
    lossId: t.string({ nullable: true, resolve: ({ id }) => id }),
    eventType: t.field({ type: LossEventType, resolve: ({ eventType }) => eventTypeOf(eventType) }),
    businessLine: t.field({ type: LossBusinessLine, nullable: true, resolve: ({ businessLine }) => businessLineOf(businessLine) }),
    day: t.exposeString("day", { nullable: true }),
    gross: t.exposeFloat("gross"),
    net: t.exposeFloat("net"),
  }),
});

LossRegister.implement({
  description:
    "A loss register as one import left it; amounts in its reporting currency. A later import under the name is the next version.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    version: t.exposeInt("version"),
    dataset: t.field({ type: Dataset, nullable: true, resolve: ({ datasetId }, _args, { loaders }) => loaders.dataset.load(datasetId) }),
    run: t.field({ type: Run, nullable: true, resolve: ({ runId }, _args, { loaders }) => loaders.run.load(runId) }),
    nRows: t.exposeInt("nRows"),
    nRefused: t.exposeInt("nRefused", { description: "Rows with an error, which are not in the register." }),
    currency: t.string({ resolve: ({ summary }) => summary.currency }),
    threshold: t.float({ description: "Gross amount from which losses are complete.", resolve: ({ summary }) => summary.threshold }),
    nLosses: t.int({ resolve: ({ summary }) => summary.nLosses }),
    gross: t.float({ resolve: ({ summary }) => summary.gross }),
    net: t.float({ resolve: ({ summary }) => summary.net }),
    matrix: t.field({
      type: [MatrixCell],
      complexity: { field: 1, multiplier: 30 },
      description: "The cells of 7 event types by 8 business lines that have losses.",
      resolve: ({ summary }) => summary.matrix,
    }),
    years: t.field({ type: [Years], complexity: { field: 1, multiplier: 20 }, resolve: ({ summary }) => summary.years }),
    largest: t.field({ type: [Large], complexity: { field: 1, multiplier: 50 }, resolve: ({ summary }) => summary.largest }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const LossRegisterConnection = connectionType<LossRegisterRecord>("LossRegister", LossRegister);

builder.queryFields((t) => ({
  lossRegister: t.field({
    type: LossRegister,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const found = await loaders.lossRegister.load(id);
      if (!found) throw notFound();
      return found;
    },
  }),
  lossRegisters: t.field({
    type: LossRegisterConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { name: t.arg.string(), ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "lossRegisters");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, lossRegisters.createdAt, lossRegisters.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(lossRegisters), cursor: microsOf(lossRegisters.createdAt) })
        .from(lossRegisters)
        .where(and(eq(lossRegisters.workspaceId, scope.workspaceId), args.name ? eq(lossRegisters.name, args.name) : undefined, where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
}));

const Issue = builder.objectRef<LossIssueValue>("LossIssue").implement({
  fields: (t) => ({
    row: t.exposeInt("row", { description: "Of the data set, from 0." }),
    column: t.exposeString("column", { nullable: true }),
    code: t.exposeString("code"),
    level: t.expose("level", {
      type: builder.enumType("LossIssueLevel", { values: ["ERROR", "WARNING"] as const }),
      description: "An ERROR keeps the row out of the register.",
    }),
    message: t.exposeString("message"),
  }),
});
const IssueCount = builder.objectRef<LossImportResult["counts"][number]>("LossIssueCount").implement({
  fields: (t) => ({ code: t.exposeString("code"), count: t.exposeInt("count") }),
});
const LossImport = builder.objectRef<LossImportResult>("LossImport").implement({
  description: "What an import read, and what was wrong with which row.",
  fields: (t) => ({
    register: t.field({
      type: LossRegister,
      nullable: true,
      resolve: ({ registerId }, _args, { loaders }) => loaders.lossRegister.load(registerId),
    }),
    nRows: t.exposeInt("nRows"),
    nRefused: t.exposeInt("nRefused"),
    issues: t.expose("issues", {
      type: [Issue],
      complexity: { field: 1, multiplier: 100 },
      description: "The first thousand, in order of rows.",
    }),
    counts: t.expose("counts", { type: [IssueCount] }),
  }),
});

builder.objectFields(Run, (t) => ({
  lossImport: t.field({
    type: LossImport,
    nullable: true,
    resolve: (run, _args, context) => resultOf<LossImportResult>(run, "oprisk.import", context),
  }),
}));

const CellSourceInput = builder.inputType("LossCellInput", {
  description: "A column of the data set, or one value for all rows: one of the two.",
  fields: (t) => ({ column: t.string(), value: t.string() }),
});
const WordInput = builder.inputType("LossWordInput", {
  description: "A register's own word, and the code it stands for.",
  fields: (t) => ({ text: t.string({ required: true }), code: t.string({ required: true }) }),
});
const RateInput = builder.inputType("ExchangeRateInput", {
  description: "Units of the reporting currency for one of another.",
  fields: (t) => ({ currency: t.string({ required: true }), rate: t.float({ required: true }) }),
});
const LossMappingInput = builder.inputType("LossMappingInput", {
  description: "Which columns of a data set are a loss register.",
  fields: (t) => ({
    id: t.string({ description: "Names each loss once." }),
    eventType: t.field({ type: CellSourceInput, required: true, description: "Code, title, abbreviation or number of Basel's seven." }),
    businessLine: t.field({ type: CellSourceInput }),
    occurred: t.string(),
    discovered: t.string(),
    accounted: t.string(),
    gross: t.string({ required: true, description: "Before recoveries, above zero." }),
    recovery: t.string({ description: "Without insurance." }),
    insuranceRecovery: t.string(),
    net: t.string({ description: "Checked against gross less recoveries." }),
    currency: t.field({ type: CellSourceInput }),
    reportingCurrency: t.string({ description: "EUR unless given." }),
    rates: t.field({ type: [RateInput] }),
    eventTypeWords: t.field({ type: [WordInput] }),
    businessLineWords: t.field({ type: [WordInput] }),
    threshold: t.float({ description: "Gross amount from which losses are complete; 0 unless given." }),
  }),
});

defineMutation("importLosses", {
  description:
    "Reads a loss register out of a data set. Every row is checked; one with an error is left out and listed, nothing is repaired. See `run.lossImport`.",
  access: access.develop,
  input: builder.inputType("ImportLossesInput", {
    fields: (t) => ({
      name: t.string({ required: true, description: "Of the register; a second import under it is its next version." }),
      datasetId: t.id({ required: true }),
      mapping: t.field({ type: LossMappingInput, required: true }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("ImportLossesSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given);
    const spec = parseInput(LossImportSpec, { ...(requested as object), now: new Date().toISOString() });
    const clientKey = clientKeyOf(key);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    const columns = await columnsOf(db, dataset);
    const mapping = await within("mapping", async () => {
      const parsed = parseLossMapping(spec.mapping);
      const cell = (name: "eventType" | "businessLine" | "currency") => {
        const source = parsed[name];
        return ifNamed(source && "column" in source ? source.column : null, null, [name]);
      };
      checkColumns(columns, [
        ...ifNamed(parsed.id, null, ["id"]),
        ...cell("eventType"),
        ...cell("businessLine"),
        ...cell("currency"),
        ...(["occurred", "discovered", "accounted"] as const).flatMap((name) => ifNamed(parsed[name], DATES, [name])),
        ...(["gross", "recovery", "insuranceRecovery", "net"] as const).flatMap((name) => ifNamed(parsed[name], NUMBERS, [name])),
      ]);
      return parsed;
    });
    const run = await submit(context, {
      job: "oprisk.import",
      mutation: "importLosses",
      clientKey,
      requested,
      input: { ...spec, mapping },
      datasetId: spec.datasetId,
      facts: { name: spec.name },
    });
    return { run };
  },
});
