import { FIT_SOURCES, type ForecastFit, type MarketDetails, type MarketForecastResult, returnUnitOf } from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, withoutNulls } from "../mutation.ts";
import { ModelVersion, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { readyDataset } from "../training.ts";
import { IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { Estimate, ReturnUnit } from "./market-series.ts";
import { Score } from "./prediction.ts";
import { NamedNumber } from "./series.ts";
import { Forecast } from "./volatility.ts";

const MarketModelType = builder.enumType("MarketModelType", { values: ["VOLATILITY", "VAR", "PREDICTION"] as const });

const Tail = builder.objectRef<MarketForecastResult["tail"][number]>("TailForecast").implement({
  fields: (t) => ({
    horizon: t.exposeInt("horizon"),
    alpha: t.exposeFloat("alpha"),
    var: t.exposeFloat("var"),
    es: t.exposeFloat("es"),
  }),
});
type Yesterday = NonNullable<MarketForecastResult["yesterday"]>;
const PastLevel = builder.objectRef<Yesterday["levels"][number]>("PastVarLevel").implement({
  fields: (t) => ({ alpha: t.exposeFloat("alpha"), var: t.exposeFloat("var"), isHit: t.exposeBoolean("isHit") }),
});
const Past = builder.objectRef<Yesterday>("PastVar").implement({
  description: "The newest day's loss beside the VaR that the version gives for it from the rows before.",
  fields: (t) => ({
    day: t.exposeString("day", { nullable: true }),
    loss: t.exposeFloat("loss"),
    levels: t.expose("levels", { type: [PastLevel] }),
  }),
});
const Fit = builder.objectRef<ForecastFit>("ForecastFit").implement({
  description: "Which fit a forecast is from.",
  fields: (t) => ({
    source: t.field({
      type: builder.enumType("FitSource", {
        description:
          "STORED: the version's own parameters, with which the rows since were filtered. DUE: `refitEvery` rows had come since, and the parameters are those of the window before the row on which the last refit was due. OTHER_ROWS: the data set does not go on from the rows that the version was fitted on (another series, or revised prices), and NOT_STORED: the version keeps no fit; both are fitted on the newest window.",
        values: FIT_SOURCES,
      }),
      resolve: ({ source }) => source,
    }),
    throughDay: t.exposeString("throughDay", {
      nullable: true,
      description: "The last day that the parameters were estimated with; of a prediction, the first day that its forecaster scores.",
    }),
    rowsSince: t.exposeInt("rowsSince"),
    refitEvery: t.exposeInt("refitEvery"),
  }),
});
const Forecasts = builder.objectRef<MarketForecastResult>("MarketForecast").implement({
  description: "A version of kind MARKET, asked for the days after the last row of a data set.",
  fields: (t) => ({
    type: t.expose("type", { type: MarketModelType }),
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => loaders.modelVersion.load(modelVersionId),
    }),
    day: t.exposeString("day", { nullable: true, description: "The last one known." }),
    nRows: t.exposeInt("nRows"),
    unit: t.field({
      type: ReturnUnit,
      nullable: true,
      description: "Of volatility, VaR and ES; null for a prediction, whose scores have none.",
      resolve: async ({ modelVersionId }, _args, { loaders }) => {
        const details = (await loaders.modelVersion.load(modelVersionId))?.details as MarketDetails | null | undefined;
        return details && details.model.type !== "PREDICTION" ? returnUnitOf(details.model.series) : null;
      },
    }),
    fit: t.field({ type: Fit, nullable: true, description: "Null for forecasts of earlier releases.", resolve: ({ fit }) => fit ?? null }),
    volatility: t.expose("volatility", { type: [Forecast] }),
    tail: t.expose("tail", { type: [Tail] }),
    scores: t.expose("scores", { type: [Score] }),
    parameters: t.expose("parameters", { type: [Estimate] }),
    statistics: t.expose("statistics", { type: [NamedNumber] }),
    yesterday: t.expose("yesterday", { type: Past, nullable: true }),
  }),
});

builder.objectFields(Run, (t) => ({
  marketForecast: t.field({
    type: Forecasts,
    nullable: true,
    resolve: (run, _args, context) => resultOf<MarketForecastResult>(run, "market.forecast", context),
  }),
}));

const Market = builder.objectRef<MarketDetails>("MarketModel").implement({
  description: "What a version of kind MARKET is.",
  fields: (t) => ({
    type: t.field({ type: MarketModelType, resolve: ({ model }) => model.type }),
    definition: t.field({
      type: "JSONObject",
      description: "Series, entry of the registry, window, levels and horizons.",
      resolve: ({ model }) => ({ ...model }),
    }),
    parameters: t.expose("parameters", { type: [Estimate] }),
    statistics: t.expose("statistics", { type: [NamedNumber] }),
  }),
});
builder.objectFields(ModelVersion, (t) => ({
  market: t.field({
    type: Market,
    nullable: true,
    description: "Null for versions of other kinds.",
    resolve: async ({ modelId, details }, _args, { loaders }) =>
      (await loaders.model.load(modelId))?.kind === "MARKET" ? (details as MarketDetails | null) : null,
  }),
}));

defineMutation("submitMarketForecast", {
  description:
    "Asks a version of kind MARKET for the days after the newest rows of a data set: its stored parameters are kept, and estimated again only where the refit of its window is due; a schedule that follows the data set does so daily. See `run.marketForecast`.",
  access: access.score,
  input: builder.inputType("SubmitMarketForecastInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      datasetId: t.id({ description: "With the columns that the version reads; its own data set unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitMarketForecastSuccess"),
  errors: [NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const { modelVersionId } = given;
    const { loaders } = context;
    const version = await loaders.modelVersion.load(modelVersionId);
    if (!version) throw notFound(["modelVersionId"]);
    const kind = (await loaders.model.load(version.modelId))?.kind;
    if (kind !== "MARKET")
      throw invalidInput(`The version is of kind ${kind}; a market forecast needs one of kind MARKET.`, ["modelVersionId"]);
    const datasetId = given.datasetId ?? version.lineage.datasetId ?? "";
    await readyDataset(context.services.database.db, callerIn(context), datasetId);
    const run = await submit(context, {
      job: "market.forecast",
      mutation: "submitMarketForecast",
      clientKey: clientKeyOf(key),
      requested: withoutNulls(given),
      input: { modelVersionId, datasetId },
      datasetId,
      modelVersionId,
      facts: { modelVersionId },
    });
    return { run };
  },
});
