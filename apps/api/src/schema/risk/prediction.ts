import { marketIndicatorKind } from "@plimsoll/features";
import { parseForecaster, positionRules } from "@plimsoll/ml/catalog";
import { type CoefficientResult, type LatestScore, type PredictionResult, PredictionSpec, type StrategyOutcome } from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { within } from "../within.ts";
import { checkColumns, DATES, ifNamed, NUMBERS } from "./columns.ts";
import { WindowKind } from "./market-series.ts";
import { NamedNumber } from "./series.ts";

const Target = builder.enumType("PredictionTarget", {
  values: ["DIRECTION", "RETURN"] as const,
  description: "DIRECTION: the chance of a rise less one half. RETURN: the return over its deviation.",
});
const Verdict = builder.enumType("PredictionVerdict", { values: ["PASS", "SUSPECT", "FAIL"] as const });

const Coefficient = builder.objectRef<CoefficientResult>("InformationCoefficient").implement({
  description: "How forecasts go with what followed.",
  fields: (t) => ({
    kind: t.expose("kind", {
      type: builder.enumType("CoefficientKind", { values: ["CROSS_SECTION", "TIME_SERIES"] as const }),
      description: "CROSS_SECTION: over the assets of a day. TIME_SERIES: over stretches of 63 days, below five assets.",
    }),
    mean: t.exposeFloat("mean"),
    deviation: t.exposeFloat("deviation"),
    ratio: t.exposeFloat("ratio", { description: "ICIR: mean over deviation." }),
    tStatistic: t.exposeFloat("tStatistic", { description: "With Newey and West's variance." }),
    pValue: t.exposeFloat("pValue"),
    n: t.exposeInt("n"),
    days: t.exposeStringList("days"),
    values: t.exposeFloatList("values"),
  }),
});
const HitRate = builder.objectRef<PredictionResult["hitRate"]>("PredictionHitRate").implement({
  fields: (t) => ({
    rate: t.exposeFloat("rate"),
    majority: t.exposeFloat("majority", { description: "What always naming the more frequent sign would reach." }),
    n: t.exposeInt("n"),
  }),
});
const Naive = builder.objectRef<NonNullable<PredictionResult["againstNaive"]>>("NaiveComparison").implement({
  description: "Squared errors beside those of the last return as a forecast.",
  fields: (t) => ({
    meanDifference: t.exposeFloat("meanDifference"),
    statistic: t.exposeFloat("statistic", { nullable: true }),
    pValue: t.exposeFloat("pValue"),
    n: t.exposeInt("n"),
    better: t.expose("better", {
      type: builder.enumType("NaiveVerdict", { values: ["MODEL", "NAIVE"] as const }),
      nullable: true,
      description: "Only where p < 0.05.",
    }),
  }),
});
const Strategy = builder.objectRef<StrategyOutcome>("StrategyOutcome").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    performance: t.expose("performance", { type: [NamedNumber], description: "Net of costs." }),
    sharpe: t.exposeFloat("sharpe", { description: "A period, not annualised." }),
    probabilistic: t.exposeFloat("probabilistic", { description: "Probability that the true ratio is above zero." }),
    expectedBest: t.exposeFloat("expectedBest", { description: "What the best of as many strategies without skill would show." }),
    deflated: t.exposeFloat("deflated", { description: "Probability that the true ratio is above that." }),
    nTrials: t.exposeInt("nTrials"),
    turnover: t.exposeFloat("turnover", { description: "Mean share of wealth traded a day, both sides." }),
    costs: t.exposeFloat("costs"),
    exposure: t.exposeFloat("exposure"),
    wealth: t.exposeFloatList("wealth", { description: "Of one unit, on `days`." }),
    drawdown: t.exposeFloatList("drawdown"),
  }),
});
const Finding = builder.objectRef<NonNullable<PredictionResult["audit"]>["findings"][number]>("PredictionFinding").implement({
  fields: (t) => ({
    check: t.exposeString("check"),
    verdict: t.expose("verdict", { type: Verdict }),
    detail: t.exposeString("detail"),
    value: t.exposeFloat("value"),
  }),
});
const Audit = builder.objectRef<NonNullable<PredictionResult["audit"]>>("PredictionAudit").implement({
  description: "Started by a daily IC above 0.10. PASS: nothing was found, which is no proof.",
  fields: (t) => ({
    ic: t.exposeFloat("ic"),
    verdict: t.expose("verdict", { type: Verdict }),
    findings: t.expose("findings", { type: [Finding] }),
  }),
});
export const Score = builder.objectRef<LatestScore>("AssetScore").implement({
  fields: (t) => ({ asset: t.exposeString("asset"), day: t.exposeString("day"), score: t.exposeFloat("score") }),
});
const Fold = builder.objectRef<PredictionResult["folds"][number]>("PredictionFold").implement({
  fields: (t) => ({
    firstTestDay: t.exposeString("firstTestDay"),
    nTrain: t.exposeInt("nTrain"),
    nTest: t.exposeInt("nTest"),
    nPurged: t.exposeInt("nPurged", { description: "Rows left out because their return was not settled in time." }),
  }),
});
const Prediction = builder.objectRef<PredictionResult>("MarketPrediction").implement({
  description: "Directions or returns predicted walking forward, and traded on with costs.",
  fields: (t) => ({
    assets: t.exposeStringList("assets"),
    featureNames: t.exposeStringList("featureNames"),
    target: t.expose("target", { type: Target }),
    from: t.exposeString("from"),
    to: t.exposeString("to"),
    nDays: t.exposeInt("nDays"),
    nPredictions: t.exposeInt("nPredictions"),
    folds: t.expose("folds", { type: [Fold], complexity: { field: 1, multiplier: 30 } }),
    ic: t.expose("ic", { type: Coefficient }),
    rankIc: t.expose("rankIc", { type: Coefficient }),
    hitRate: t.expose("hitRate", { type: HitRate }),
    againstNaive: t.expose("againstNaive", { type: Naive, nullable: true, description: "Of a RETURN target." }),
    days: t.exposeStringList("days", { description: "On which wealth and drawdown have values." }),
    strategies: t.expose("strategies", {
      type: [Strategy],
      description: "The strategy, buy and hold, equal weight, and the rule on the naive score.",
    }),
    audit: t.expose("audit", { type: Audit, nullable: true, description: "Null where the IC gave no reason." }),
    latest: t.expose("latest", { type: [Score], description: "Of the newest day." }),
  }),
});

builder.objectFields(Run, (t) => ({
  prediction: t.field({
    type: Prediction,
    nullable: true,
    description: "Of a market prediction.",
    resolve: (run, _args, context) => resultOf<PredictionResult>(run, "market.predict", context),
  }),
}));

const QuotesInput = builder.inputType("QuoteColumnsInput", {
  fields: (t) => ({ open: t.string(), high: t.string(), low: t.string(), close: t.string({ required: true }), volume: t.string() }),
});
const IndicatorInput = builder.inputType("MarketIndicatorInput", {
  description: "A market indicator of the stage `market-indicators` of feature sets.",
  fields: (t) => ({ type: t.string({ required: true }), name: t.string(), params: t.field({ type: "JSONObject" }) }),
});
const NetworkInput = builder.inputType("NetworkForecasterInput", {
  description: "A network of `architectures`; `options` are those of training, such as epochs.",
  fields: (t) => ({
    architecture: t.string({ required: true }),
    params: t.field({ type: "JSONObject" }),
    steps: t.int({ description: "Days whose features it reads; 1 unless given." }),
    options: t.field({ type: "JSONObject" }),
  }),
});
const PredictionWindowInput = builder.inputType("PredictionWindowInput", {
  fields: (t) => ({
    kind: t.field({ type: WindowKind, description: "ROLLING unless given." }),
    size: t.int({ description: "Days before the first prediction; 1,000 unless given." }),
    refitEvery: t.int({ description: "21 unless given." }),
    embargo: t.int({ description: "Days left out before the first predicted one, beyond those that labels reach over; 0 unless given." }),
  }),
});

defineMutation("submitPrediction", {
  description:
    "Predicts directions or returns by purged walk-forward and trades on them with costs, beside buy and hold, equal weight and a naive forecast. See `run.prediction`.",
  access: access.develop,
  input: builder.inputType("SubmitPredictionInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      modelName: t.string({ required: true }),
      timeColumn: t.string({ required: true }),
      seriesColumns: t.stringList({ description: "Name the asset of a row; none = one asset." }),
      quotes: t.field({ type: QuotesInput, required: true }),
      indicators: t.field({ type: [IndicatorInput], required: true }),
      columns: t.stringList({ description: "Numeric columns that are features too." }),
      from: t.string(),
      to: t.string(),
      target: t.field({ type: Target, description: "DIRECTION unless given." }),
      horizon: t.int({ description: "Days that the predicted return spans; 1 unless given." }),
      lag: t.int({ description: "Days from the last known close to the trade; 1 unless given." }),
      network: t.field({ type: NetworkInput, description: "The forecaster: a network," }),
      baseline: t.field({
        type: builder.enumType("ForecasterBaseline", { values: ["LINEAR", "LOGISTIC", "BOOSTED_TREES"] as const }),
        description: "or a baseline.",
      }),
      window: t.field({ type: PredictionWindowInput }),
      rule: t.string({ description: "Of `positionRules`; sign unless given." }),
      share: t.float({ description: "Of the assets on each side, for rules that choose; 0.2 unless given." }),
      cost: t.float({ description: "Of what is traded; 0.0005 unless given." }),
      nTrials: t.int({ description: "Variants looked at to come to this one, for the deflated Sharpe ratio." }),
      periodsPerYear: t.int(),
      riskFreeRate: t.float(),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitPredictionSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, network, baseline, ...given }, context) => {
    const requested = { ...(withoutNulls(given) as object), forecaster: forecasterOf(withoutNulls(network), baseline) };
    const spec = parseInput(PredictionSpec, requested);
    const clientKey = clientKeyOf(key);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    const { timeColumn, seriesColumns, quotes, columns } = spec;
    checkColumns(await columnsOf(db, dataset), [
      { name: timeColumn, types: DATES, path: ["timeColumn"] },
      ...seriesColumns.map((name) => ({ name, types: null, path: ["seriesColumns"] })),
      ...(["open", "high", "low", "close", "volume"] as const).flatMap((name) => ifNamed(quotes[name], NUMBERS, ["quotes", name])),
      ...columns.map((name) => ({ name, types: NUMBERS, path: ["columns"] })),
    ]);
    for (const { type } of spec.indicators) await within("indicators", async () => marketIndicatorKind(type));
    if (!positionRules.some(({ name }) => name === spec.rule))
      throw invalidInput(`There is no position rule '${spec.rule}'. Choose one of: ${positionRules.map(({ name }) => name).join(", ")}.`, [
        "rule",
      ]);
    const forecaster = parseForecaster(spec.forecaster);
    const run = await submit(context, {
      job: "market.predict",
      mutation: "submitPrediction",
      clientKey,
      requested,
      input: { ...spec, forecaster: { ...forecaster } },
      datasetId: spec.datasetId,
      facts: { modelName: spec.modelName },
    });
    return { run };
  },
});

function forecasterOf(network: unknown, baseline: string | null | undefined): Record<string, unknown> {
  if ((network === undefined || network === null) === (baseline === undefined || baseline === null))
    throw invalidInput("Give 'network' or 'baseline': one of the two is the forecaster.", ["baseline"]);
  if (baseline) return { kind: "BASELINE", baseline };
  const { options, ...rest } = network as { options?: object };
  return { kind: "NETWORK", ...options, ...rest };
}
