import type { ExplanationSection, FeatureDependence, FeatureDots, FeatureEffect, Interaction, SequenceMap } from "@plimsoll/ml/catalog";
import { builder } from "../builder.ts";

const Effect = builder.objectRef<FeatureEffect>("FeatureEffect").implement({
  description: "What a feature does for the scores of the explained rows, in log-odds before calibration (of a value: in its own unit).",
  fields: (t) => ({
    feature: t.exposeString("feature", { description: "A raw column, or a sequence group." }),
    columns: t.exposeStringList("columns"),
    meanAbsolute: t.exposeFloat("meanAbsolute", { description: "Mean of |contribution|." }),
    share: t.exposeFloat("share", { description: "Of all features' mean absolute contribution." }),
    mean: t.exposeFloat("mean"),
    importance: t.exposeFloat("importance", { nullable: true, description: "Loss of quality when it is shuffled among the rows." }),
    importanceDeviation: t.exposeFloat("importanceDeviation", { nullable: true, description: "Over the shuffles." }),
  }),
});

const Dots = builder.objectRef<FeatureDots>("FeatureDots").implement({
  description: "One feature's dots of a beeswarm or a dependence plot: one of each explained row, in the same order for all features.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    column: t.exposeString("column", { description: "Whose values are shown: of a sequence group its newest step." }),
    contributions: t.exposeFloatList("contributions"),
    values: t.field({
      type: ["String"],
      nullable: { list: false, items: true },
      description: "As text; null = missing.",
      resolve: ({ values }) => values,
    }),
    positions: t.field({
      type: ["Float"],
      nullable: { list: false, items: true },
      description: "Where the value stands among the rows' values, 0 lowest to 1 highest; null for text and missing cells.",
      resolve: ({ positions }) => positions,
    }),
  }),
});

interface GridPoint {
  value: FeatureDependence["grid"][number];
  mean: number;
  low: number;
  high: number;
}

const DependencePoint = builder.objectRef<GridPoint>("DependencePoint").implement({
  fields: (t) => ({
    value: t.float({ nullable: true, description: "Null for text.", resolve: ({ value }) => (typeof value === "number" ? value : null) }),
    text: t.string({ resolve: ({ value }) => (value === null ? "missing" : String(value)) }),
    mean: t.exposeFloat("mean", { description: "Mean score with the column at this value." }),
    low: t.exposeFloat("low", { description: "10 % quantile over the rows." }),
    high: t.exposeFloat("high", { description: "90 % quantile." }),
  }),
});

const IceCurve = builder.objectRef<number[]>("IceCurve").implement({
  description: "The scores of one row along the grid.",
  fields: (t) => ({ scores: t.field({ type: ["Float"], resolve: (scores) => scores }) }),
});

const Accumulated = builder.objectRef<NonNullable<FeatureDependence["accumulated"]>>("AccumulatedEffects").implement({
  description: "Accumulated local effects: rows are moved within their own interval alone.",
  fields: (t) => ({
    edges: t.exposeFloatList("edges"),
    effect: t.exposeFloatList("effect", { description: "At each edge; the mean over the rows is 0." }),
    counts: t.exposeIntList("counts", { description: "Rows in each interval: one fewer than edges." }),
  }),
});

const Dependence = builder.objectRef<FeatureDependence>("FeatureDependence").implement({
  description: "How the score answers to one column.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    column: t.exposeString("column"),
    nRows: t.exposeInt("nRows"),
    points: t.field({
      type: [DependencePoint],
      complexity: { field: 1, multiplier: 20 },
      description: "Partial dependence.",
      resolve: ({ grid, mean, low, high }) => grid.map((value, k) => ({ value, mean: mean[k] ?? 0, low: low[k] ?? 0, high: high[k] ?? 0 })),
    }),
    curves: t.field({
      type: [IceCurve],
      complexity: { field: 1, multiplier: 30 },
      description: "Single rows: curves that are not parallel betray interactions.",
      resolve: ({ curves }) => curves,
    }),
    accumulated: t.expose("accumulated", {
      type: Accumulated,
      nullable: true,
      description: "Null for text and for columns of one value.",
    }),
  }),
});

const FeatureInteraction = builder.objectRef<Interaction>("FeatureInteraction").implement({
  fields: (t) => ({
    features: t.stringList({ resolve: ({ features }) => features }),
    strength: t.exposeFloat("strength", { description: "Friedman's H: 0 = they add up, 1 = they act only together." }),
    size: t.exposeFloat("size", { description: "Standard deviation of the joint part, in the score's unit." }),
  }),
});

const SequenceFeature = builder.objectRef<SequenceMap["features"][number]>("SequenceFeature").implement({
  fields: (t) => ({
    feature: t.exposeString("feature"),
    columns: t.field({
      type: ["String"],
      nullable: { list: false, items: true },
      description: "The raw column of each step, oldest first.",
      resolve: ({ columns }) => columns,
    }),
    meanAbsolute: t.exposeFloatList("meanAbsolute", { description: "Of each step." }),
    mean: t.exposeFloatList("mean"),
  }),
});

const Sequence = builder.objectRef<SequenceMap>("SequenceMap").implement({
  description: "Which step of which feature moved the scores: a heat map, oldest step first.",
  fields: (t) => ({ nSteps: t.exposeInt("nSteps"), features: t.expose("features", { type: [SequenceFeature] }) }),
});

const TrustQuality = builder.objectRef<{ name: string; value: number }>("TrustQuality").implement({
  fields: (t) => ({ name: t.exposeString("name", { description: "auc or r2." }), value: t.exposeFloat("value") }),
});

export const TrustExplanations = builder.objectRef<ExplanationSection>("TrustExplanations").implement({
  description: "Why the version scores as it does, over its test rows.",
  fields: (t) => ({
    explainer: t.exposeString("explainer"),
    nRows: t.exposeInt("nRows", { description: "Explained." }),
    nBackground: t.exposeInt("nBackground", { description: "Training rows that they are compared with, stored with the version." }),
    base: t.exposeFloat("base", { description: "Mean margin of the background: where contributions start from." }),
    completeness: t.exposeFloat("completeness", {
      description: "Share of rows whose contributions add up to a thousandth of the margins' range.",
    }),
    largestResidual: t.exposeFloat("largestResidual"),
    quality: t.expose("quality", { type: TrustQuality, nullable: true, description: "What importances are losses of." }),
    features: t.expose("features", { type: [Effect], complexity: { field: 1, multiplier: 50 }, description: "The strongest first." }),
    dots: t.expose("dots", { type: [Dots], complexity: { field: 1, multiplier: 20 }, description: "Of the strongest features." }),
    dependence: t.expose("dependence", { type: [Dependence], complexity: { field: 1, multiplier: 8 } }),
    interactions: t.expose("interactions", {
      type: [FeatureInteraction],
      complexity: { field: 1, multiplier: 15 },
      description: "Pairs of the strongest features, by size.",
    }),
    sequence: t.expose("sequence", { type: Sequence, nullable: true, description: "Of models with steps." }),
  }),
});
