import { checkVarContext, varMethod } from "@plimsoll/ml/catalog";
import {
  type TrafficLightResult,
  type VarBacktestResult,
  VarBacktestSpec,
  type VarLevelResult,
  type VarMethodResult,
  type VarStudyResult,
  type VarTestResult,
} from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import {
  Comparison,
  ConfidenceSet,
  checkEntries,
  checkSeriesSpec,
  Estimate,
  MarketSeriesFacts,
  MarketSeriesInput,
  StudiedInput,
  StudyPathType,
  StudyRangeType,
  seriesOfInput,
  WindowInput,
} from "./market-series.ts";
import { NamedNumber } from "./series.ts";

const Size = builder.objectRef<NonNullable<VarTestResult["size"]>>("TestSize").implement({
  description: "The chance that the test rejects a right model at its level and this number of days, which a table's 5 % is not.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    isExact: t.boolean({ description: "Enumerated, not simulated.", resolve: ({ method }) => method === "exact" }),
    standardError: t.exposeFloat("standardError", { description: "Of a simulated size." }),
  }),
});
const Test = builder.objectRef<VarTestResult>("VarTest").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    question: t.exposeString("question", { description: "What a rejection says." }),
    statistic: t.exposeFloat("statistic", { nullable: true, description: "Null where the sample cannot tell; `note` says why." }),
    reference: t.exposeString("reference", { description: "What the p value is read from." }),
    pValue: t.exposeFloat("pValue", { nullable: true }),
    finiteSamplePValue: t.exposeFloat("finiteSamplePValue", {
      nullable: true,
      description: "From the statistic's own distribution at this number of days.",
    }),
    size: t.expose("size", { type: Size, nullable: true }),
    rejected: t.exposeBoolean("rejected", { nullable: true }),
    note: t.exposeString("note", { nullable: true }),
    details: t.expose("details", { type: [NamedNumber] }),
  }),
});
const Multipliers = builder.objectRef<NonNullable<TrafficLightResult["multipliers"]>>("BaselMultipliers").implement({
  fields: (t) => ({
    basel1996: t.exposeFloat("basel1996", { description: "3 to 4 (1996 supervisory framework)." }),
    mar32: t.exposeFloat("mar32", { description: "1.5 to 2 (MAR32.9, in force since 2023)." }),
  }),
});
const Light = builder.objectRef<TrafficLightResult>("TrafficLight").implement({
  description: "Of the last 250 days, or of all where there are fewer.",
  fields: (t) => ({
    n: t.exposeInt("n"),
    x: t.exposeInt("x", { description: "Hits." }),
    zone: t.expose("zone", { type: builder.enumType("TrafficLightZone", { values: ["GREEN", "YELLOW", "RED"] as const }) }),
    cumulativeProbability: t.exposeFloat("cumulativeProbability"),
    errorProbability: t.exposeFloat("errorProbability", { description: "Of so many hits or more under a right model." }),
    greenMost: t.exposeInt("greenMost"),
    yellowMost: t.exposeInt("yellowMost"),
    multipliers: t.expose("multipliers", { type: Multipliers, nullable: true, description: "Null at other than 250 days and 99 %." }),
  }),
});
const Rolling = builder.objectRef<NonNullable<VarLevelResult["rolling"]>>("RollingTrafficLight").implement({
  description: "Over every stretch of 250 days.",
  fields: (t) => ({ mostHits: t.exposeInt("mostHits"), redDays: t.exposeInt("redDays"), yellowDays: t.exposeInt("yellowDays") }),
});
const Tail = builder.objectRef<VarLevelResult["latest"]>("LatestTail").implement({
  fields: (t) => ({ var: t.exposeFloat("var"), es: t.exposeFloat("es") }),
});
const Level = builder.objectRef<VarLevelResult>("VarLevel").implement({
  fields: (t) => ({
    alpha: t.exposeFloat("alpha"),
    n: t.exposeInt("n"),
    hits: t.exposeInt("hits"),
    expectedHits: t.exposeFloat("expectedHits"),
    hitRate: t.exposeFloat("hitRate"),
    meanVar: t.exposeFloat("meanVar"),
    meanEs: t.exposeFloat("meanEs", { nullable: true }),
    tests: t.expose("tests", { type: [Test], complexity: { field: 1, multiplier: 8 } }),
    pinball: t.exposeFloat("pinball", { description: "Mean loss of VaR, for ranking." }),
    fz0: t.exposeFloat("fz0", { nullable: true, description: "Mean loss of VaR and ES together." }),
    trafficLight: t.expose("trafficLight", { type: Light }),
    rolling: t.expose("rolling", { type: Rolling, nullable: true }),
    varPath: t.exposeFloatList("varPath", { description: "On the days of the path." }),
    esPath: t.exposeFloatList("esPath"),
    hitPlaces: t.exposeIntList("hitPlaces", { description: "Places in the path on which the loss was above VaR." }),
    latest: t.expose("latest", { type: Tail, description: "For the days after the last row read." }),
  }),
});
const Method = builder.objectRef<VarMethodResult>("VarMethodResult").implement({
  fields: (t) => ({
    label: t.exposeString("label"),
    method: t.exposeString("method", { description: "Of `varMethods`." }),
    nFits: t.exposeInt("nFits"),
    parameters: t.expose("parameters", { type: [Estimate], description: "Of the fit on the newest window." }),
    statistics: t.expose("statistics", { type: [NamedNumber] }),
    levels: t.expose("levels", { type: [Level], complexity: { field: 1, multiplier: 3 } }),
  }),
});
const Study = builder.objectRef<VarStudyResult>("VarStudy").implement({
  fields: (t) => ({
    horizon: t.exposeInt("horizon", { description: "Trading days; above one, stretches that do not overlap." }),
    range: t.expose("range", { type: StudyRangeType }),
    path: t.expose("path", { type: StudyPathType }),
    losses: t.exposeFloatList("losses", { description: "On the days of the path; positive = loss." }),
    methods: t.expose("methods", { type: [Method], complexity: { field: 1, multiplier: 6 } }),
    comparisons: t.expose("comparisons", { type: [Comparison], complexity: { field: 1, multiplier: 20 } }),
    confidenceSets: t.expose("confidenceSets", { type: [ConfidenceSet] }),
  }),
});
const Backtest = builder.objectRef<VarBacktestResult>("VarBacktest").implement({
  description: "VaR and ES methods walked through a series, with every test of what they said.",
  fields: (t) => ({
    series: t.expose("series", { type: MarketSeriesFacts }),
    alphas: t.exposeFloatList("alphas"),
    level: t.exposeFloat("level", { description: "Of the tests." }),
    studies: t.expose("studies", { type: [Study], description: "One a horizon." }),
    chosen: t.exposeString("chosen", { description: "The label that became the version." }),
  }),
});

builder.objectFields(Run, (t) => ({
  varBacktest: t.field({
    type: Backtest,
    nullable: true,
    description: "Of a backtest of VaR and ES.",
    resolve: (run, _args, context) => resultOf<VarBacktestResult>(run, "market.backtest", context),
  }),
}));

defineMutation("submitVarBacktest", {
  description:
    "Walks VaR and ES methods through a series and runs every backtest on them; the chosen one is registered as a version of kind MARKET. See `run.varBacktest`.",
  access: access.develop,
  input: builder.inputType("SubmitVarBacktestInput", {
    fields: (t) => ({
      series: t.field({ type: MarketSeriesInput, required: true }),
      modelName: t.string({ required: true }),
      methods: t.field({ type: [StudiedInput], required: true, description: "Of `varMethods`." }),
      alphas: t.floatList({ description: "0.95, 0.975 and 0.99 unless given." }),
      horizons: t.intList({ description: "Trading days; 1 unless given." }),
      window: t.field({ type: WindowInput }),
      level: t.float({ description: "Of the tests; 0.05 unless given." }),
      chosen: t.string({ description: "The label to register; the lowest FZ0 at the highest level unless given." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitVarBacktestSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, series, ...given }, context) => {
    const requested = { ...(withoutNulls(given) as object), ...seriesOfInput(withoutNulls(series) as Record<string, unknown>) };
    const spec = parseInput(VarBacktestSpec, requested);
    const clientKey = clientKeyOf(key);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    await checkSeriesSpec(spec, await columnsOf(db, dataset));
    for (const horizon of spec.horizons) checkVarContext({ alphas: spec.alphas, horizon });
    const methods = await checkEntries(spec.methods, varMethod, "methods", spec.chosen);
    const run = await submit(context, {
      job: "market.backtest",
      mutation: "submitVarBacktest",
      clientKey,
      requested,
      input: { ...spec, methods },
      datasetId: spec.datasetId,
      facts: { modelName: spec.modelName, methods: methods.length },
    });
    return { run };
  },
});
