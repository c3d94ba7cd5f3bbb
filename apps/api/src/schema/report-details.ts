import type { AnomalyDetails, ClassesDetails, ErrorsDetails, ForecastDetails, ReportDetails } from "@plimsoll/schema";
import { builder } from "./builder.ts";
import { EvaluationReport } from "./report.ts";

const ClassResult = builder.objectRef<ClassesDetails["classes"][number]>("ClassResult").implement({
  fields: (t) => ({
    label: t.exposeString("label"),
    nRows: t.expose("nRows", { type: "BigInt" }),
    nPredicted: t.expose("nPredicted", { type: "BigInt" }),
    precision: t.exposeFloat("precision", { nullable: true, description: "Null where nothing was given the class." }),
    recall: t.exposeFloat("recall", { nullable: true, description: "Null where nothing is of the class." }),
    f1: t.exposeFloat("f1", { nullable: true }),
    auc: t.exposeFloat("auc", { nullable: true, description: "Of the class against the others together." }),
  }),
});

const ConfusionLine = builder.objectRef<{ label: string; counts: number[] }>("ConfusionLine").implement({
  description: "Rows of one class, counted by the class that they were given, in the order of `labels`.",
  fields: (t) => ({ label: t.exposeString("label"), counts: t.exposeIntList("counts") }),
});

const Classes = builder.objectRef<ClassesDetails>("ClassesDetails").implement({
  description: "Which class is taken for which.",
  fields: (t) => ({
    labels: t.exposeStringList("labels"),
    confusion: t.field({
      type: [ConfusionLine],
      resolve: ({ confusion, labels }) => confusion.map((counts, at) => ({ label: labels[at] ?? "", counts })),
    }),
    classes: t.expose("classes", { type: [ClassResult] }),
  }),
});

const ErrorPoint = builder.objectRef<ErrorsDetails["points"][number]>("ErrorPoint").implement({
  fields: (t) => ({ predicted: t.exposeFloat("predicted"), actual: t.exposeFloat("actual") }),
});
const ErrorQuantile = builder.objectRef<ErrorsDetails["quantiles"][number]>("ErrorQuantile").implement({
  fields: (t) => ({ level: t.exposeFloat("level"), error: t.exposeFloat("error") }),
});
const ErrorBin = builder.objectRef<ErrorsDetails["histogram"][number]>("ErrorBin").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), count: t.expose("count", { type: "BigInt" }) }),
});
const PredictionTenth = builder.objectRef<ErrorsDetails["tenths"][number]>("PredictionTenth").implement({
  fields: (t) => ({
    meanPredicted: t.exposeFloat("meanPredicted"),
    meanActual: t.exposeFloat("meanActual"),
    low: t.exposeFloat("low", { description: "Of the mean actual value, 95 %." }),
    high: t.exposeFloat("high"),
    count: t.expose("count", { type: "BigInt" }),
  }),
});

const Errors = builder.objectRef<ErrorsDetails>("ErrorsDetails").implement({
  description: "How far answers are off: error = actual - predicted, in the target's unit.",
  fields: (t) => ({
    nRows: t.expose("nRows", { type: "BigInt" }),
    points: t.expose("points", { type: [ErrorPoint], description: "Evenly spread over the order of predictions, at most 600." }),
    bias: t.exposeFloat("bias", { description: "Mean error: above 0 the model answers too low." }),
    standardDeviation: t.exposeFloat("standardDeviation"),
    quantiles: t.expose("quantiles", { type: [ErrorQuantile] }),
    histogram: t.expose("histogram", { type: [ErrorBin] }),
    tenths: t.expose("tenths", { type: [PredictionTenth], description: "Of the rows, by their prediction." }),
  }),
});

const ForecastAxis = builder.enumType("ForecastAxis", { values: ["TIME", "NUMBER", "ROW"] as const });
const ForecastPoint = builder.objectRef<ForecastDetails["points"][number]>("ForecastPoint").implement({
  fields: (t) => ({
    at: t.exposeFloat("at"),
    actual: t.exposeFloat("actual"),
    predicted: t.exposeFloat("predicted"),
    low: t.exposeFloat("low", { nullable: true, description: "Outer quantiles, where the loss gives them." }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});
const LagValue = builder.objectRef<ForecastDetails["autocorrelation"][number]>("LagValue").implement({
  fields: (t) => ({ lag: t.exposeInt("lag"), value: t.exposeFloat("value") }),
});

const Forecast = builder.objectRef<ForecastDetails>("ForecastDetails").implement({
  description: "Forecasts beside what came, in order of time.",
  fields: (t) => ({
    nRows: t.expose("nRows", { type: "BigInt" }),
    axis: t.expose("axis", { type: ForecastAxis, description: "Whether `at` is milliseconds since 1970, a number or the row's place." }),
    points: t.expose("points", { type: [ForecastPoint], description: "At most 1,000; every n-th row of more." }),
    autocorrelation: t.expose("autocorrelation", { type: [LagValue], description: "Of the errors." }),
    bound: t.exposeFloat("bound", { description: "Beyond it in size an autocorrelation is not chance." }),
  }),
});

const AnomalyBin = builder.objectRef<AnomalyDetails["histogram"][number]>("AnomalyBin").implement({
  fields: (t) => ({
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    others: t.expose("others", { type: "BigInt" }),
    anomalies: t.expose("anomalies", { type: "BigInt", nullable: true, description: "Null where no labels are known." }),
  }),
});
const AlertShare = builder.objectRef<AnomalyDetails["shares"][number]>("AlertShare").implement({
  description: "What alerts on the strangest share of the rows would find.",
  fields: (t) => ({
    share: t.exposeFloat("share"),
    nAlerts: t.expose("nAlerts", { type: "BigInt" }),
    precision: t.exposeFloat("precision"),
    recall: t.exposeFloat("recall"),
  }),
});

const Anomaly = builder.objectRef<AnomalyDetails>("AnomalyDetails").implement({
  description: "How anomaly scores lie.",
  fields: (t) => ({
    nRows: t.expose("nRows", { type: "BigInt" }),
    nAnomalies: t.expose("nAnomalies", { type: "BigInt", nullable: true, description: "Null where no labels are known." }),
    nAlerts: t.expose("nAlerts", { type: "BigInt" }),
    alertsFrom: t.exposeFloat("alertsFrom", { nullable: true, description: "The lowest score that is an alert." }),
    isLogarithmic: t.exposeBoolean("isLogarithmic", { description: "Whether bins are of equal width in the score's logarithm." }),
    histogram: t.expose("histogram", { type: [AnomalyBin] }),
    shares: t.expose("shares", { type: [AlertShare] }),
  }),
});

const Details = builder.objectRef<ReportDetails>("ReportDetails").implement({
  description: "What a report shows of tasks other than BINARY; each part null where it does not apply.",
  fields: (t) => ({
    classes: t.expose("classes", { type: Classes, nullable: true }),
    errors: t.expose("errors", { type: Errors, nullable: true }),
    forecast: t.expose("forecast", { type: Forecast, nullable: true }),
    anomaly: t.expose("anomaly", { type: Anomaly, nullable: true }),
  }),
});

builder.objectFields(EvaluationReport, (t) => ({
  details: t.field({ type: Details, nullable: true, description: "Null for BINARY.", resolve: ({ details }) => details ?? null }),
}));
