import { volatilityModel } from "@plimsoll/ml/catalog";
import { type HorizonForecast, type VolatilityModelResult, type VolatilityResult, VolatilitySpec } from "@plimsoll/schema";
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

const VolatilityProxy = builder.enumType("VolatilityProxy", { values: ["SQUARED_RETURN", "MEASURE"] as const });

export const Forecast = builder.objectRef<HorizonForecast>("VolatilityForecast").implement({
  fields: (t) => ({
    horizon: t.exposeInt("horizon", { description: "Trading days." }),
    variance: t.exposeFloat("variance", { description: "Of the return over the horizon." }),
    volatility: t.exposeFloat("volatility", { description: "Its root; over the horizon, not annualised." }),
  }),
});
const Loss = builder.objectRef<VolatilityModelResult["losses"][number]>("VolatilityLoss").implement({
  fields: (t) => ({
    horizon: t.exposeInt("horizon"),
    n: t.exposeInt("n"),
    qlike: t.exposeFloat("qlike"),
    mse: t.exposeFloat("mse"),
  }),
});
const Model = builder.objectRef<VolatilityModelResult>("VolatilityModelResult").implement({
  fields: (t) => ({
    label: t.exposeString("label"),
    model: t.exposeString("model", { nullable: true, description: "Of `volatilityModels`; null for a combination." }),
    nFits: t.exposeInt("nFits"),
    parameters: t.expose("parameters", { type: [Estimate], description: "Of the fit on the newest window." }),
    statistics: t.expose("statistics", { type: [NamedNumber] }),
    losses: t.expose("losses", { type: [Loss] }),
    latest: t.expose("latest", { type: [Forecast], description: "From the last row read." }),
    path: t.exposeFloatList("path", { description: "Forecast volatility at the first horizon, on the days of the path." }),
  }),
});
const Volatility = builder.objectRef<VolatilityResult>("VolatilityStudy").implement({
  description: "Volatility models walked through a series.",
  fields: (t) => ({
    series: t.expose("series", { type: MarketSeriesFacts }),
    horizons: t.exposeIntList("horizons"),
    proxy: t.expose("proxy", { type: VolatilityProxy, description: "What forecasts were measured by." }),
    range: t.expose("range", { type: StudyRangeType }),
    path: t.expose("path", { type: StudyPathType }),
    realised: t.field({
      type: t.listRef("Float", { nullable: true }),
      description: "Root of the proxy at the first horizon, on the days of the path.",
      resolve: ({ realised }) => realised,
    }),
    models: t.expose("models", { type: [Model], complexity: { field: 1, multiplier: 10 } }),
    comparisons: t.expose("comparisons", { type: [Comparison], complexity: { field: 1, multiplier: 30 } }),
    confidenceSets: t.expose("confidenceSets", { type: [ConfidenceSet] }),
    chosen: t.exposeString("chosen", { description: "The label that became the version." }),
  }),
});

builder.objectFields(Run, (t) => ({
  volatility: t.field({
    type: Volatility,
    nullable: true,
    description: "Of a fit of volatility models.",
    resolve: (run, _args, context) => resultOf<VolatilityResult>(run, "market.fit", context),
  }),
}));

const CombinationInput = builder.inputType("VolatilityCombinationInput", {
  fields: (t) => ({ label: t.string({ required: true }), members: t.stringList({ required: true, description: "Labels of models." }) }),
});

defineMutation("submitVolatility", {
  description:
    "Walks volatility models through a series and compares their forecasts; the chosen one is registered as a version of kind MARKET. See `run.volatility`.",
  access: access.develop,
  input: builder.inputType("SubmitVolatilityInput", {
    fields: (t) => ({
      series: t.field({ type: MarketSeriesInput, required: true }),
      modelName: t.string({ required: true }),
      models: t.field({ type: [StudiedInput], required: true, description: "Of `volatilityModels`." }),
      combinations: t.field({ type: [CombinationInput], description: "Geometric means of forecasts." }),
      window: t.field({ type: WindowInput }),
      horizons: t.intList({ description: "Ascending; 1, 5 and 21 unless given." }),
      proxy: t.field({ type: VolatilityProxy, description: "MEASURE where the series has one, unless given." }),
      chosen: t.string({ description: "The label to register; the lowest QLIKE at the first horizon unless given." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitVolatilitySuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, series, ...given }, context) => {
    const requested = { ...(withoutNulls(given) as object), ...seriesOfInput(withoutNulls(series) as Record<string, unknown>) };
    const spec = parseInput(VolatilitySpec, requested);
    const clientKey = clientKeyOf(key);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    await checkSeriesSpec(spec, await columnsOf(db, dataset));
    const { models, combinations, horizons, chosen } = spec;
    const labels = combinations.map(({ label }) => label);
    const entries = await checkEntries(models, volatilityModel, "models", chosen, labels);
    const known = new Set(entries.map(({ label, name }) => label ?? name));
    const stranger = combinations.flatMap(({ members }) => members).find((member) => !known.has(member));
    if (stranger !== undefined) throw invalidInput(`A combination names '${stranger}', which is no model of the study.`, ["combinations"]);
    if (horizons.some((days, at) => at > 0 && days <= (horizons[at - 1] as number)))
      throw invalidInput(`'horizons' must be ascending. Got ${horizons.join(", ")}.`, ["horizons"]);
    if (spec.proxy === "MEASURE" && !spec.measure) throw invalidInput("The proxy MEASURE needs a measure of the series.", ["proxy"]);
    const reader = entries.find(({ name }) => volatilityModel(name).needsMeasure);
    if (reader && !spec.measure)
      throw invalidInput(`Model '${reader.name}' reads a daily variance: give 'measureColumn' or 'measureRange' of the series.`, [
        "models",
      ]);
    const run = await submit(context, {
      job: "market.fit",
      mutation: "submitVolatility",
      clientKey,
      requested,
      input: { ...spec, models: entries },
      datasetId: spec.datasetId,
      facts: { modelName: spec.modelName, models: entries.length },
    });
    return { run };
  },
});
