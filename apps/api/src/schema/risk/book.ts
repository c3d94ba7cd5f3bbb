import type { BookLevel, BookResult, SeriesPoint, StressOutcome } from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { HistogramBin, NamedNumber } from "./series.ts";

const AssetRisk = builder.objectRef<BookLevel["assets"][number]>("AssetRisk").implement({
  description: "One position's part in VaR and ES, in the currency of the positions.",
  fields: (t) => ({
    asset: t.exposeString("asset"),
    position: t.exposeFloat("position"),
    standaloneVar: t.exposeFloat("standaloneVar"),
    componentVar: t.exposeFloat("componentVar", { description: "Adds up to the book's VaR." }),
    marginalVar: t.exposeFloat("marginalVar", { nullable: true, description: "For one unit of currency more; null without a position." }),
    incrementalVar: t.exposeFloat("incrementalVar", {
      description: "VaR of the book less that of the book without it; below zero: it hedges.",
    }),
    componentEs: t.exposeFloat("componentEs"),
  }),
});

const Level = builder.objectRef<BookLevel>("BookLevel").implement({
  fields: (t) => ({
    alpha: t.exposeFloat("alpha", { description: "Confidence level, such as 0.99." }),
    var: t.exposeFloat("var"),
    es: t.exposeFloat("es"),
    standardError: t.exposeFloat("standardError", { nullable: true, description: "Of a simulated VaR." }),
    diversification: t.exposeFloat("diversification", { description: "Sum of the standalone VaRs less the book's." }),
    assets: t.expose("assets", { type: [AssetRisk], complexity: { field: 1, multiplier: 20 } }),
  }),
});

const StressedAsset = builder.objectRef<StressOutcome["assets"][number]>("StressedAsset").implement({
  fields: (t) => ({
    asset: t.exposeString("asset"),
    position: t.exposeFloat("position"),
    change: t.exposeFloat("change", { description: "Simple return in the scenario." }),
    loss: t.exposeFloat("loss"),
  }),
});

const StressKind = builder.enumType("StressKind", { values: ["HISTORICAL", "SHOCK"] as const });

const Stress = builder.objectRef<StressOutcome>("StressResult").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    kind: t.expose("kind", { type: StressKind }),
    loss: t.exposeFloat("loss"),
    lossShare: t.exposeFloat("lossShare", { description: "Of the sum of position sizes." }),
    assets: t.expose("assets", { type: [StressedAsset], complexity: { field: 1, multiplier: 20 } }),
  }),
});

const RiskDay = builder.objectRef<SeriesPoint>("RiskDay").implement({
  fields: (t) => ({ at: t.exposeInt("at"), day: t.exposeString("day", { nullable: true }) }),
});

const Stretch = builder.objectRef<BookResult["worst"][number]["stretches"][number]>("WorstStretch").implement({
  fields: (t) => ({
    from: t.expose("from", { type: RiskDay }),
    to: t.expose("to", { type: RiskDay }),
    loss: t.exposeFloat("loss", { description: "Of today's positions, held unchanged." }),
  }),
});

const WorstStretches = builder.objectRef<BookResult["worst"][number]>("WorstStretches").implement({
  description: "The stretches of that many days in which the positions would have lost most.",
  fields: (t) => ({ days: t.exposeInt("days"), stretches: t.expose("stretches", { type: [Stretch] }) }),
});

export const BookRisk = builder.objectRef<BookResult>("BookRisk").implement({
  description: "VaR and ES of positions, their parts, and stress tests. Losses are positive.",
  fields: (t) => ({
    method: t.exposeString("method"),
    horizon: t.exposeInt("horizon", { description: "Trading days." }),
    netValue: t.exposeFloat("netValue"),
    grossValue: t.exposeFloat("grossValue"),
    levels: t.expose("levels", { type: [Level] }),
    histogram: t.expose("histogram", {
      type: [HistogramBin],
      complexity: { field: 1, multiplier: 60 },
      description: "Of the scenarios' losses; empty for a method without scenarios.",
    }),
    statistics: t.expose("statistics", { type: [NamedNumber] }),
    stress: t.expose("stress", { type: [Stress] }),
    worst: t.expose("worst", { type: [WorstStretches] }),
  }),
});
