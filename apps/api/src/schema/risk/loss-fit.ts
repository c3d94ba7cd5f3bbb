import type {
  FittedCellResult,
  FittedCellSummary,
  FittedParam,
  FrequencyCandidate,
  GoodnessResult,
  LossModelValue,
  OperationalDetails,
  OperationalFitResult,
  SeverityFitResult,
  ThresholdPlots,
} from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { LossRegister, ModelVersion, Run } from "../refs.ts";
import { resultOf } from "../run-result.ts";
import { NamedNumber } from "./series.ts";
import { businessLineOf, eventTypeOf, LossBusinessLine, LossDate, LossEventType } from "./taxonomy.ts";

export const Param = builder.objectRef<FittedParam>("FittedParameter").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    value: t.exposeFloat("value"),
    standardError: t.exposeFloat("standardError", {
      nullable: true,
      description: "Null where the parameter was given, or lies at the edge of what is allowed.",
    }),
  }),
});
const FitFailure = builder.objectRef<{ code: string; message: string }>("FitFailure").implement({
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});
const Frequency = builder.objectRef<FrequencyCandidate>("FrequencyFit").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    params: t.expose("params", { type: [Param] }),
    logLikelihood: t.exposeFloat("logLikelihood", { nullable: true }),
    aic: t.exposeFloat("aic", { nullable: true }),
    bic: t.exposeFloat("bic", { nullable: true }),
    failed: t.expose("failed", { type: FitFailure, nullable: true, description: "Why there is no fit." }),
  }),
});

const PValues = builder.objectRef<NonNullable<GoodnessResult["p"]>>("GoodnessPValues").implement({
  description: "Shares of samples drawn from the fit and fitted anew that lie further off.",
  fields: (t) => ({ ks: t.exposeFloat("ks"), ad: t.exposeFloat("ad"), adUpper: t.exposeFloat("adUpper") }),
});
const ChiSquared = builder.objectRef<NonNullable<GoodnessResult["chi2"]>>("ChiSquaredTest").implement({
  fields: (t) => ({ statistic: t.exposeFloat("statistic"), degrees: t.exposeInt("degrees"), p: t.exposeFloat("p") }),
});
const QuantilePoint = builder.objectRef<GoodnessResult["qq"][number]>("QuantilePoint").implement({
  fields: (t) => ({ theoretical: t.exposeFloat("theoretical"), observed: t.exposeFloat("observed") }),
});
const Goodness = builder.objectRef<GoodnessResult>("GoodnessOfFit").implement({
  fields: (t) => ({
    ks: t.exposeFloat("ks", { description: "Kolmogorov-Smirnov distance." }),
    ad: t.exposeFloat("ad", { description: "Anderson-Darling A^2." }),
    adUpper: t.exposeFloat("adUpper", { description: "Its upper-tail form, which weighs the large losses." }),
    p: t.expose("p", { type: PValues, nullable: true, description: "Null where no samples were asked for." }),
    nFailed: t.exposeInt("nFailed"),
    chi2: t.expose("chi2", { type: ChiSquared, nullable: true }),
    qq: t.expose("qq", {
      type: [QuantilePoint],
      complexity: { field: 1, multiplier: 60 },
      description: "Quantile plot, thinned; the largest loss is always there.",
    }),
  }),
});
const Severity = builder.objectRef<SeverityFitResult>("SeverityFit").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    params: t.expose("params", { type: [Param] }),
    logLikelihood: t.exposeFloat("logLikelihood", { nullable: true }),
    aic: t.exposeFloat("aic", { nullable: true }),
    bic: t.exposeFloat("bic", { nullable: true }),
    shareReported: t.exposeFloat("shareReported", {
      nullable: true,
      description: "What share of all losses lies above the threshold under the fit.",
    }),
    goodness: t.expose("goodness", { type: Goodness, nullable: true }),
    failed: t.expose("failed", { type: FitFailure, nullable: true }),
  }),
});

const MeanExcess = builder.objectRef<ThresholdPlots["meanExcess"][number]>("MeanExcessPoint").implement({
  fields: (t) => ({
    threshold: t.exposeFloat("threshold"),
    nAbove: t.exposeInt("nAbove"),
    meanExcess: t.exposeFloat("meanExcess"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
  }),
});
const Stability = builder.objectRef<ThresholdPlots["stability"][number]>("ShapeStabilityPoint").implement({
  fields: (t) => ({
    threshold: t.exposeFloat("threshold"),
    nAbove: t.exposeInt("nAbove"),
    shape: t.exposeFloat("shape"),
    shapeSe: t.exposeFloat("shapeSe", { nullable: true }),
    modifiedScale: t.exposeFloat("modifiedScale"),
  }),
});
const Hill = builder.objectRef<ThresholdPlots["hill"][number]>("HillPoint").implement({
  fields: (t) => ({
    k: t.exposeInt("k"),
    threshold: t.exposeFloat("threshold"),
    shape: t.exposeFloat("shape"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
  }),
});
const plot = { field: 1, multiplier: 20 };
const Thresholds = builder.objectRef<ThresholdPlots>("ThresholdDiagnostics").implement({
  description: "Where does the tail begin? The lowest threshold from which the mean excess is straight, shape and Hill's estimate level.",
  fields: (t) => ({
    meanExcess: t.expose("meanExcess", { type: [MeanExcess], complexity: plot }),
    stability: t.expose("stability", { type: [Stability], complexity: plot }),
    hill: t.expose("hill", { type: [Hill], complexity: plot }),
  }),
});

interface Law {
  name: string;
  params: Record<string, number>;
}
const LossLaw = builder.objectRef<Law>("LossLaw").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    params: t.field({ type: [NamedNumber], resolve: ({ params }) => Object.entries(params).map(([name, value]) => ({ name, value })) }),
  }),
});
const LossModel = builder.objectRef<LossModelValue>("LossModel").implement({
  description: "One cell as a simulation takes it.",
  fields: (t) => ({
    frequency: t.expose("frequency", { type: LossLaw, description: "Of the losses above `above`." }),
    severity: t.expose("severity", { type: LossLaw }),
    above: t.exposeFloat("above"),
    lossCap: t.exposeFloat("lossCap", { nullable: true }),
  }),
});
const YearCount = builder.objectRef<{ year: number; count: number }>("YearCount").implement({
  fields: (t) => ({ year: t.exposeInt("year"), count: t.exposeInt("count") }),
});
const Dispersion = builder.objectRef<NonNullable<FittedCellResult["dispersion"]>>("DispersionTest").implement({
  description: "Whether yearly counts vary as Poisson numbers do.",
  fields: (t) => ({
    mean: t.exposeFloat("mean"),
    variance: t.exposeFloat("variance"),
    statistic: t.exposeFloat("statistic"),
    pOver: t.exposeFloat("pOver", { description: "Chance of counts that vary so much under Poisson." }),
    pUnder: t.exposeFloat("pUnder"),
  }),
});

type SharedCell = Pick<
  FittedCellSummary,
  "id" | "eventType" | "businessLine" | "nLosses" | "above" | "counts" | "model" | "meanLoss" | "valueAtRisk" | "singleLoss"
>;

const FittedLossCell = builder.interfaceRef<SharedCell>("FittedLossCell").implement({
  description: "A cell with its loss model. VaR is of the cell alone, at the fit's level.",
  fields: (t) => ({
    cell: t.string({ resolve: ({ id }) => id }),
    eventType: t.field({ type: LossEventType, nullable: true, resolve: ({ eventType }) => eventTypeOf(eventType) }),
    businessLine: t.field({ type: LossBusinessLine, nullable: true, resolve: ({ businessLine }) => businessLineOf(businessLine) }),
    nLosses: t.exposeInt("nLosses"),
    above: t.exposeFloat("above"),
    counts: t.expose("counts", { type: [YearCount], complexity: plot }),
    model: t.expose("model", { type: LossModel }),
    meanLoss: t.exposeFloat("meanLoss", { nullable: true, description: "Of a year; null where a loss has no mean." }),
    valueAtRisk: t.exposeFloat("valueAtRisk", {
      nullable: true,
      description: "By the Fourier transform; null where the tail is too heavy for it.",
    }),
    singleLoss: t.exposeFloat("singleLoss", { description: "The same by the single-loss approximation." }),
  }),
});

const FittedCell = builder.objectRef<FittedCellResult>("FittedCell").implement({
  interfaces: [FittedLossCell],
  fields: (t) => ({
    nLeftOut: t.exposeInt("nLeftOut", { description: "Losses without the date, or without a positive amount." }),
    dispersion: t.expose("dispersion", { type: Dispersion, nullable: true, description: "Null where the frequency was given." }),
    frequencies: t.expose("frequencies", { type: [Frequency], description: "Best first, by AIC." }),
    severities: t.expose("severities", { type: [Severity], complexity: { field: 1, multiplier: 9 }, description: "Best first, by AIC." }),
    thresholds: t.expose("thresholds", { type: Thresholds, nullable: true, description: "Null for fewer than forty losses." }),
  }),
});
const CellSummary = builder.objectRef<FittedCellSummary>("FittedCellSummary").implement({
  interfaces: [FittedLossCell],
  fields: (t) => ({
    frequencyParams: t.expose("frequencyParams", { type: [Param] }),
    severityParams: t.expose("severityParams", { type: [Param] }),
  }),
});

export const LossAmount = builder.enumType("LossAmount", { values: ["GROSS", "NET"] as const });
const FittedScope = builder.interfaceRef<Omit<OperationalFitResult, "cells">>("FittedLosses").implement({
  description: "Which losses were fitted.",
  fields: (t) => ({
    register: t.field({
      type: LossRegister,
      nullable: true,
      resolve: ({ registerId }, _args, { loaders }) => loaders.lossRegister.load(registerId),
    }),
    currency: t.exposeString("currency"),
    date: t.expose("date", { type: LossDate }),
    fromYear: t.exposeInt("fromYear", { nullable: true }),
    toYear: t.exposeInt("toYear", { nullable: true }),
    amount: t.expose("amount", { type: LossAmount }),
    alpha: t.exposeFloat("alpha", { description: "Level of the cells' own figures." }),
  }),
});
const LossFit = builder.objectRef<OperationalFitResult>("LossFit").implement({
  description: "Loss models of a register's cells, with every candidate and the plots behind the choice.",
  interfaces: [FittedScope],
  fields: (t) => ({ cells: t.expose("cells", { type: [FittedCell] }) }),
});
const OperationalModel = builder.objectRef<OperationalDetails>("OperationalModel").implement({
  description: "What a version of kind OPERATIONAL holds.",
  interfaces: [FittedScope],
  fields: (t) => ({ cells: t.expose("cells", { type: [CellSummary] }) }),
});

builder.objectFields(Run, (t) => ({
  lossFit: t.field({
    type: LossFit,
    nullable: true,
    resolve: (run, _args, context) => resultOf<OperationalFitResult>(run, "oprisk.fit", context),
  }),
}));

builder.objectFields(ModelVersion, (t) => ({
  operational: t.field({
    type: OperationalModel,
    nullable: true,
    description: "Of a loss model.",
    resolve: async ({ modelId, details }, _args, { loaders }) =>
      (await loaders.model.load(modelId))?.kind === "OPERATIONAL" ? (details as OperationalDetails | null) : null,
  }),
}));
