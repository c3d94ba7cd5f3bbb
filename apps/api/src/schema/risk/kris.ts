import { assessIndicator, type KriReport } from "@plimsoll/ml/catalog";
import { type KriImportResult, KriImportSpec, KriSpec, newId } from "@plimsoll/schema";
import { kris, kriValues } from "@plimsoll/schema/db";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import type { KriRecord, KriValueRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Node } from "../node.ts";
import { Kri, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { checkColumns, DATES, ifNamed, NUMBERS } from "./columns.ts";
import { businessLineOf, eventTypeOf, LossBusinessLine, LossEventType } from "./taxonomy.ts";

const KriDirection = builder.enumType("KriDirection", { values: ["HIGHER_IS_WORSE", "LOWER_IS_WORSE"] as const });
const KriStatus = builder.enumType("KriStatus", { values: ["GREEN", "AMBER", "RED"] as const });

const KriValue = builder.objectRef<KriValueRecord & { status: KriReport["statuses"][number] }>("KriValue").implement({
  fields: (t) => ({
    at: t.field({ type: "DateTime", resolve: ({ observedAt }) => observedAt }),
    value: t.exposeFloat("value"),
    status: t.expose("status", { type: KriStatus }),
  }),
});

const moment = (time: number): Date => new Date(time);

const Breach = builder.objectRef<KriReport["breaches"][number]>("KriBreach").implement({
  description: "A run of values that were amber or red.",
  fields: (t) => ({
    from: t.field({ type: "DateTime", resolve: ({ from }) => moment(from) }),
    to: t.field({ type: "DateTime", resolve: ({ to }) => moment(to) }),
    status: t.expose("status", { type: KriStatus, description: "The worst reached." }),
    worst: t.exposeFloat("worst"),
    nValues: t.exposeInt("nValues"),
    isOpen: t.exposeBoolean("isOpen", { description: "Whether the last value belongs to it." }),
  }),
});
const Trend = builder.objectRef<NonNullable<KriReport["trend"]>>("KriTrend").implement({
  description: "Mann and Kendall's test, Theil and Sen's slope.",
  fields: (t) => ({
    direction: t.expose("direction", {
      type: builder.enumType("KriTrendDirection", { values: ["WORSENING", "IMPROVING", "NONE"] as const }),
    }),
    slopePerDay: t.exposeFloat("slopePerDay"),
    p: t.exposeFloat("p"),
  }),
});

interface Assessment extends KriReport {
  values: KriValueRecord[];
}
const KriAssessment = builder.objectRef<Assessment>("KriAssessment").implement({
  description: "The indicator's state, of its last 250 values.",
  fields: (t) => ({
    status: t.field({ type: KriStatus, description: "Of the last value.", resolve: ({ latest }) => latest.status }),
    value: t.float({ resolve: ({ latest }) => latest.value }),
    at: t.field({ type: "DateTime", resolve: ({ latest }) => moment(latest.time) }),
    isStale: t.boolean({ description: "The last value is too old to say anything.", resolve: ({ latest }) => latest.isStale }),
    breaches: t.expose("breaches", { type: [Breach] }),
    trend: t.expose("trend", { type: Trend, nullable: true, description: "Null below eight values." }),
    redExpectedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the trend reaches red.",
      resolve: ({ redExpectedAt }) => (redExpectedAt === null ? null : moment(redExpectedAt)),
    }),
    values: t.field({
      type: [KriValue],
      complexity: { field: 1, multiplier: 25 },
      description: "Oldest first.",
      resolve: ({ values, statuses }) => values.map((value, i) => ({ ...value, status: statuses[i] ?? "GREEN" })),
    }),
  }),
});

Kri.implement({
  description: "A key risk indicator with its thresholds.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    unit: t.string({ resolve: ({ definition }) => definition.unit }),
    direction: t.field({ type: KriDirection, resolve: ({ definition }) => definition.direction }),
    amber: t.float({ resolve: ({ definition }) => definition.amber }),
    red: t.float({ resolve: ({ definition }) => definition.red }),
    staleAfterDays: t.float({ resolve: ({ definition }) => definition.staleAfterDays }),
    description: t.string({ resolve: ({ definition }) => definition.description }),
    owner: t.string({ description: "Who acts when it is red.", resolve: ({ definition }) => definition.owner }),
    eventType: t.field({ type: LossEventType, nullable: true, resolve: ({ definition }) => eventTypeOf(definition.eventType) }),
    businessLine: t.field({ type: LossBusinessLine, nullable: true, resolve: ({ definition }) => businessLineOf(definition.businessLine) }),
    retired: t.exposeBoolean("retired"),
    assessment: t.field({
      type: KriAssessment,
      nullable: true,
      description: "Null until it has a value.",
      resolve: async (kri, _args, { loaders }) => assess(kri, await loaders.kriValues.load(kri.id)),
    }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
  }),
});

function assess(kri: KriRecord, values: KriValueRecord[]): Assessment | null {
  if (values.length === 0) return null;
  const { unit, direction, amber, red, staleAfterDays } = kri.definition;
  const times = values.map(({ observedAt }) => observedAt.getTime());
  // Values are never accepted from the future, but clocks differ by a little.
  const now = Math.max(Date.now(), times.at(-1) ?? 0);
  const report = assessIndicator(
    { name: kri.name, unit, direction, amber, red, staleAfterDays },
    times,
    values.map(({ value }) => value),
    now,
  );
  return { ...report, values };
}

const MOST_KRIS = 500;
builder.queryFields((t) => ({
  kris: t.field({
    type: [Kri],
    description: "By name, without those that are retired unless asked for; at most 500.",
    authScopes: access.read,
    args: { includeRetired: t.arg.boolean() },
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, { includeRetired }, context) =>
      context.services.database.db
        .select()
        .from(kris)
        .where(and(eq(kris.workspaceId, callerIn(context).workspaceId), includeRetired ? undefined : eq(kris.retired, false)))
        .orderBy(asc(kris.name))
        .limit(MOST_KRIS),
  }),
  kri: t.field({
    type: Kri,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const found = await loaders.kri.load(id);
      if (!found) throw notFound();
      return found;
    },
  }),
}));

const KriSuccess = (name: string) =>
  builder.objectRef<{ kri: KriRecord }>(name).implement({ fields: (t) => ({ kri: t.field({ type: Kri, resolve: ({ kri }) => kri }) }) });

defineMutation("upsertKri", {
  description: "Defines a key risk indicator, or changes the one of that name. Values that are there are assessed by the new thresholds.",
  access: access.describe,
  input: builder.inputType("UpsertKriInput", {
    fields: (t) => ({
      name: t.string({ required: true }),
      unit: t.string(),
      direction: t.field({ type: KriDirection, description: "HIGHER_IS_WORSE unless given." }),
      amber: t.float({ required: true, description: "Value from which it is watched." }),
      red: t.float({ required: true, description: "Value from which somebody must act; beyond amber." }),
      staleAfterDays: t.float({ description: "45 unless given." }),
      description: t.string(),
      owner: t.string(),
      eventType: t.field({ type: LossEventType }),
      businessLine: t.field({ type: LossBusinessLine }),
      retired: t.boolean({ description: "Keeps its values and leaves the board." }),
    }),
  }),
  success: KriSuccess("UpsertKriSuccess"),
  resolve: async (given, context) => {
    const caller = callerIn(context);
    const { name, retired, ...definition } = parseInput(KriSpec, withoutNulls(given));
    const { amber, red, direction } = definition;
    if (direction === "HIGHER_IS_WORSE" ? !(red > amber) : !(red < amber))
      throw invalidInput(
        `'red' must lie beyond 'amber'. Got amber ${amber} and red ${red} where ${direction === "HIGHER_IS_WORSE" ? "higher" : "lower"} is worse.`,
        ["red"],
      );
    const kri = await context.services.database.transaction(async (tx) => {
      const [row] = await tx.db
        .insert(kris)
        .values({ id: newId("kri"), workspaceId: caller.workspaceId, name, definition, retired, createdBy: caller.apiKeyId })
        .onConflictDoUpdate({ target: [kris.workspaceId, kris.name], set: { definition, retired, updatedAt: new Date() } })
        .returning();
      if (!row) throw new Error("An upsert of an indicator returned no row.");
      await auditOf(tx, caller, "kri.define", row.id, { name, retired, ...definition });
      return row;
    });
    return { kri };
  },
});

const MOST_VALUES = 1_000;
const Recorded = z.object({
  kriId: z.string(),
  values: z
    .array(z.object({ at: z.date(), value: z.number() }))
    .min(1)
    .max(MOST_VALUES),
});

defineMutation("recordKriValues", {
  description: "Records values of one indicator; a value of a moment that has one replaces it.",
  access: access.describe,
  input: builder.inputType("RecordKriValuesInput", {
    fields: (t) => ({
      kriId: t.id({ required: true }),
      values: t.field({
        type: [
          builder.inputType("KriValueInput", {
            fields: (f) => ({ at: f.field({ type: "DateTime", required: true }), value: f.float({ required: true }) }),
          }),
        ],
        required: true,
        description: "At most 1,000; use submitKriImport for more.",
      }),
    }),
  }),
  success: KriSuccess("RecordKriValuesSuccess"),
  resolve: async (given, context) => {
    const caller = callerIn(context);
    const { kriId, values } = parseInput(Recorded, given);
    const kri = await context.loaders.kri.load(kriId);
    if (!kri) throw notFound(["kriId"]);
    const now = Date.now();
    const late = values.findIndex(({ at }) => at.getTime() > now);
    if (late >= 0)
      throw invalidInput(`Value ${late} is dated after now: ${values[late]?.at.toISOString()}.`, ["values", String(late), "at"]);
    if (new Set(values.map(({ at }) => at.getTime())).size < values.length)
      throw invalidInput("Two values have the same moment.", ["values"]);
    await context.services.database.transaction(async (tx) => {
      await tx.db
        .insert(kriValues)
        .values(
          values.map(({ at, value }) => ({ kriId, observedAt: at, workspaceId: caller.workspaceId, value, recordedBy: caller.apiKeyId })),
        )
        .onConflictDoUpdate({
          target: [kriValues.kriId, kriValues.observedAt],
          set: { value: sql`excluded.value`, runId: null, recordedBy: caller.apiKeyId, createdAt: sql`now()` },
        });
      await auditOf(tx, caller, "kri.record", kriId, { nValues: values.length });
    });
    context.loaders.kriValues.clear(kriId);
    return { kri };
  },
});

const KriCount = builder.objectRef<KriImportResult["indicators"][number]>("KriImportCount").implement({
  fields: (t) => ({
    kri: t.field({ type: Kri, nullable: true, resolve: ({ kriId }, _args, { loaders }) => loaders.kri.load(kriId) }),
    name: t.exposeString("name"),
    nValues: t.exposeInt("nValues"),
  }),
});
const KriIssue = builder.objectRef<KriImportResult["issues"][number]>("KriImportIssue").implement({
  fields: (t) => ({ row: t.exposeInt("row"), code: t.exposeString("code"), message: t.exposeString("message") }),
});
const KriImport = builder.objectRef<KriImportResult>("KriImport").implement({
  fields: (t) => ({
    nRows: t.exposeInt("nRows"),
    nRecorded: t.exposeInt("nRecorded"),
    nReplaced: t.exposeInt("nReplaced"),
    nRefused: t.exposeInt("nRefused"),
    indicators: t.expose("indicators", { type: [KriCount] }),
    issues: t.expose("issues", { type: [KriIssue], description: "The first 200." }),
  }),
});

builder.objectFields(Run, (t) => ({
  kriImport: t.field({
    type: KriImport,
    nullable: true,
    resolve: (run, _args, context) => resultOf<KriImportResult>(run, "kri.import", context),
  }),
}));

defineMutation("submitKriImport", {
  description: "Records values of indicators from a data set: of one for all rows, or of the one that a column names; see `run.kriImport`.",
  access: access.develop,
  input: builder.inputType("SubmitKriImportInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      timeColumn: t.string({ required: true }),
      valueColumn: t.string({ required: true }),
      nameColumn: t.string({ description: "Names the indicator of each row." }),
      kriId: t.id({ description: "The indicator of all rows." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitKriImportSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given) as object;
    const input = parseInput(KriImportSpec, { ...requested, now: new Date().toISOString() });
    const clientKey = clientKeyOf(key);
    if ((input.kriId === null) === (input.nameColumn === null))
      throw invalidInput("Give either 'kriId' or 'nameColumn': rows belong to one indicator, or a column names it.", ["kriId"]);
    if (input.kriId !== null && !(await context.loaders.kri.load(input.kriId))) throw notFound(["kriId"]);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), input.datasetId);
    checkColumns(await columnsOf(db, dataset), [
      { name: input.timeColumn, types: DATES, path: ["timeColumn"] },
      { name: input.valueColumn, types: NUMBERS, path: ["valueColumn"] },
      ...ifNamed(input.nameColumn, null, ["nameColumn"]),
    ]);
    const run = await submit(context, {
      job: "kri.import",
      mutation: "submitKriImport",
      clientKey,
      requested,
      input,
      datasetId: input.datasetId,
      facts: { kriId: input.kriId },
    });
    return { run };
  },
});
