import type {
  MetricAdvantage as AdvantageValue,
  BaselineResult as BaselineValue,
  MetricValue,
  OverfitDiagnosis,
  EvaluationReport as ReportValue,
  SuspectedLeak as SuspectedLeakValue,
} from "@plimsoll/schema";
import { builder } from "./builder.ts";
import { Baseline, DataSplit, FitVerdict } from "./enums.ts";

export const Metric = builder.objectRef<MetricValue>("Metric").implement({
  description: "One number of an evaluation, with its 95 % interval where one was computed.",
  fields: (t) => ({
    name: t.exposeString("name"),
    split: t.expose("split", { type: DataSplit }),
    value: t.exposeFloat("value"),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});

const MetricAdvantage = builder.objectRef<AdvantageValue>("MetricAdvantage").implement({
  description:
    "How much better the network is than the baseline on the same test rows; positive = better, whichever way the metric points.",
  fields: (t) => ({
    metric: t.exposeString("metric"),
    value: t.exposeFloat("value"),
    low: t.exposeFloat("low", { description: "Lower end of the paired 95 % interval." }),
    high: t.exposeFloat("high"),
  }),
});

export const BaselineResult = builder.objectRef<BaselineValue>("BaselineResult").implement({
  description: "A plain model trained on the same split, beside the network.",
  fields: (t) => ({
    name: t.expose("name", { type: Baseline }),
    metrics: t.expose("metrics", { type: [Metric] }),
    advantage: t.field({ type: MetricAdvantage, nullable: true, resolve: ({ advantage }) => advantage ?? null }),
  }),
});

type Element<Key extends keyof ReportValue> = ReportValue[Key] extends (infer Item)[] ? Item : never;

const RocPoint = builder.objectRef<Element<"roc">>("RocPoint").implement({
  fields: (t) => ({
    falsePositiveRate: t.exposeFloat("falsePositiveRate"),
    truePositiveRate: t.exposeFloat("truePositiveRate"),
    threshold: t.float({ resolve: finiteThreshold }),
  }),
});

const PrecisionRecallPoint = builder.objectRef<Element<"precisionRecall">>("PrecisionRecallPoint").implement({
  fields: (t) => ({
    recall: t.exposeFloat("recall"),
    precision: t.exposeFloat("precision"),
    threshold: t.float({ resolve: finiteThreshold }),
  }),
});

const CalibrationBin = builder.objectRef<Element<"calibration">>("CalibrationBin").implement({
  fields: (t) => ({
    meanPredicted: t.exposeFloat("meanPredicted"),
    observedRate: t.exposeFloat("observedRate"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    count: t.expose("count", { type: "BigInt" }),
  }),
});

const ThresholdRow = builder.objectRef<Element<"thresholds">>("ThresholdRow").implement({
  fields: (t) => ({
    threshold: t.exposeFloat("threshold"),
    truePositives: t.expose("truePositives", { type: "BigInt" }),
    falsePositives: t.expose("falsePositives", { type: "BigInt" }),
    trueNegatives: t.expose("trueNegatives", { type: "BigInt" }),
    falseNegatives: t.expose("falseNegatives", { type: "BigInt" }),
  }),
});

const ScoreBin = builder.objectRef<Element<"histogram">>("ScoreBin").implement({
  fields: (t) => ({
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    positives: t.expose("positives", { type: "BigInt" }),
    negatives: t.expose("negatives", { type: "BigInt" }),
  }),
});

/** The curves start above every score: that threshold is infinite in theory, and null once stored as JSON. Scores end at 1. */
function finiteThreshold({ threshold }: { threshold: number | null }): number {
  return typeof threshold === "number" && Number.isFinite(threshold) ? threshold : 1;
}

const FitGap = builder.objectRef<OverfitDiagnosis["gaps"][number]>("FitGap").implement({
  description: "How much worse a metric is on the test rows than on the training rows, with its 95 % interval.",
  fields: (t) => ({
    name: t.exposeString("name"),
    train: t.exposeFloat("train"),
    test: t.exposeFloat("test"),
    gap: t.exposeFloat("gap"),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});

const FitPoint = builder.objectRef<OverfitDiagnosis["curve"][number]>("FitPoint").implement({
  description: "The losses of one epoch.",
  fields: (t) => ({
    epoch: t.exposeInt("epoch"),
    train: t.exposeFloat("train"),
    validation: t.exposeFloat("validation", { nullable: true }),
  }),
});

const Overfit = builder.objectRef<OverfitDiagnosis>("OverfitDiagnosis").implement({
  description: "Whether the network learned its training rows by heart, too little, or soundly.",
  fields: (t) => ({
    verdict: t.expose("verdict", { type: FitVerdict }),
    sentences: t.exposeStringList("sentences", { description: "The verdict and what it rests on, in plain words." }),
    gaps: t.expose("gaps", { type: [FitGap] }),
    curve: t.expose("curve", { type: [FitPoint], description: "At most 200 epochs." }),
    lowestEpoch: t.exposeInt("lowestEpoch", { nullable: true, description: "Of the lowest validation loss." }),
    weightsOfEpoch: t.exposeInt("weightsOfEpoch", { description: "Whose weights were kept." }),
  }),
});

const SuspectedLeak = builder.objectRef<SuspectedLeakValue>("SuspectedLeak").implement({
  description:
    "A feature that alone tells the target of the training rows better than honest columns do: it may have been filled in once the outcome was known.",
  fields: (t) => ({
    column: t.exposeString("column"),
    metric: t.exposeString("metric", { description: "auc, accuracy_gain (of several classes, beyond the largest) or r2." }),
    value: t.exposeFloat("value"),
  }),
});

export const EvaluationReport = builder.objectRef<ReportValue>("EvaluationReport").implement({
  description: "What the fit was worth, and points of the plots on the test rows: plots for BINARY, empty lists for other tasks.",
  fields: (t) => ({
    overfit: t.field({ type: Overfit, nullable: true, resolve: ({ overfit }) => overfit ?? null }),
    suspectedLeaks: t.field({ type: [SuspectedLeak], resolve: ({ suspectedLeaks }) => suspectedLeaks ?? [] }),
    nRows: t.expose("nRows", { type: "BigInt" }),
    nPositive: t.expose("nPositive", { type: "BigInt" }),
    threshold: t.exposeFloat("threshold"),
    roc: t.expose("roc", { type: [RocPoint] }),
    precisionRecall: t.expose("precisionRecall", { type: [PrecisionRecallPoint] }),
    calibration: t.expose("calibration", { type: [CalibrationBin] }),
    thresholds: t.expose("thresholds", { type: [ThresholdRow] }),
    histogram: t.expose("histogram", { type: [ScoreBin] }),
  }),
});
