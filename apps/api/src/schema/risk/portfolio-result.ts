import type {
  AllocationResult,
  ComparedMetric,
  FrontierResult,
  PortfolioResult,
  WalkForwardEntryResult,
  WalkForwardResult,
} from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { Run } from "../refs.ts";
import { resultOf } from "../run-result.ts";
import { BookRisk } from "./book.ts";
import { ReadSeries } from "./series.ts";

const Holding = builder.objectRef<AllocationResult["holdings"][number]>("PortfolioHolding").implement({
  fields: (t) => ({
    asset: t.exposeString("asset"),
    weight: t.exposeFloat("weight"),
    riskShare: t.exposeFloat("riskShare", { description: "Share of the portfolio's variance; all add up to one." }),
  }),
});

const Moved = builder.objectRef<NonNullable<AllocationResult["moved"]>>("MovedWeights").implement({
  fields: (t) => ({
    because: t.exposeString("because", { description: "The constraint that the method's own weights broke." }),
    trackingVolatility: t.exposeFloat("trackingVolatility", { description: "A year, of the difference from its own weights." }),
  }),
});

const Allocation = builder.objectRef<AllocationResult>("PortfolioAllocation").implement({
  description: "One portfolio from all rows read. Figures are of a year, by the method's own estimates.",
  fields: (t) => ({
    method: t.exposeString("method"),
    holdings: t.expose("holdings", { type: [Holding], complexity: { field: 1, multiplier: 20 } }),
    expectedReturn: t.exposeFloat("expectedReturn"),
    volatility: t.exposeFloat("volatility"),
    sharpe: t.exposeFloat("sharpe"),
    effectiveAssets: t.exposeFloat("effectiveAssets", { description: "How many equal positions it amounts to." }),
    diversificationRatio: t.exposeFloat("diversificationRatio", { description: "1 = nothing diversified." }),
    turnover: t.exposeFloat("turnover", { nullable: true, description: "From the weights held; null without those." }),
    covarianceShrinkage: t.exposeFloat("covarianceShrinkage", { nullable: true }),
    moved: t.expose("moved", {
      type: Moved,
      nullable: true,
      description: "Where the method knows no constraints and its own weights broke one.",
    }),
  }),
});

const FrontierPoint = builder.objectRef<FrontierResult["points"][number]>("FrontierPoint").implement({
  description: "Least volatility for an expected return, of a year.",
  fields: (t) => ({
    expectedReturn: t.exposeFloat("expectedReturn"),
    volatility: t.exposeFloat("volatility"),
    sharpe: t.exposeFloat("sharpe"),
    weights: t.exposeFloatList("weights", { description: "In the order of `portfolio.assets`." }),
  }),
});

const SingleAsset = builder.objectRef<FrontierResult["single"][number]>("SingleAsset").implement({
  fields: (t) => ({
    asset: t.exposeString("asset"),
    expectedReturn: t.exposeFloat("expectedReturn"),
    volatility: t.exposeFloat("volatility"),
  }),
});

const Frontier = builder.objectRef<FrontierResult>("EfficientFrontier").implement({
  fields: (t) => ({
    points: t.expose("points", { type: [FrontierPoint], complexity: { field: 1, multiplier: 25 } }),
    single: t.expose("single", { type: [SingleAsset], description: "Each asset by itself.", complexity: { field: 1, multiplier: 20 } }),
  }),
});

const Difference = builder.objectRef<ComparedMetric["difference"]>("PairedDifference").implement({
  description: "From equal weight, over the same resampled periods.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    p: t.exposeFloat("p", { description: "Two-sided, of this one comparison." }),
  }),
});

const PerformanceMetric = builder.objectRef<ComparedMetric>("PerformanceMetric").implement({
  description: "A figure of net returns with its 95 % interval by the stationary bootstrap.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "annual_return, annual_volatility, sharpe, sortino, max_drawdown or calmar." }),
    value: t.exposeFloat("value"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    difference: t.expose("difference", { type: Difference }),
  }),
});

const RebalanceFailure = builder.objectRef<{ code: string; message: string }>("RebalanceFailure").implement({
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

const Rebalance = builder.objectRef<WalkForwardEntryResult["rebalances"][number]>("Rebalance").implement({
  fields: (t) => ({
    at: t.exposeInt("at", { description: "Place of the period." }),
    day: t.exposeString("day", { nullable: true }),
    weights: t.exposeFloatList("weights", { description: "In the order of `portfolio.assets`." }),
    turnover: t.exposeFloat("turnover"),
    failed: t.expose("failed", { type: RebalanceFailure, nullable: true, description: "Why the old weights were kept." }),
  }),
});

const WealthPoint = builder.objectRef<WalkForwardEntryResult["wealth"][number]>("WealthPoint").implement({
  fields: (t) => ({
    at: t.exposeInt("at"),
    day: t.exposeString("day", { nullable: true }),
    value: t.exposeFloat("value", { description: "Of one unit of money, net of costs." }),
    drawdown: t.exposeFloat("drawdown", { description: "Loss from the highest value before, as a share." }),
  }),
});

const WalkForwardEntry = builder.objectRef<WalkForwardEntryResult>("PortfolioWalkForwardEntry").implement({
  description: "One way to choose weights, as it would have been held.",
  fields: (t) => ({
    id: t.exposeString("id"),
    method: t.exposeString("method"),
    metrics: t.expose("metrics", { type: [PerformanceMetric] }),
    annualTurnover: t.exposeFloat("annualTurnover"),
    costs: t.exposeFloat("costs", { description: "As a share of wealth, summed over the test." }),
    nRebalances: t.exposeInt("nRebalances"),
    nFailed: t.exposeInt("nFailed", { description: "Rebalances that found no weights and kept the old ones." }),
    rebalances: t.expose("rebalances", {
      type: [Rebalance],
      complexity: { field: 1, multiplier: 60 },
      description: "At most 120, evenly spaced.",
    }),
    wealth: t.expose("wealth", {
      type: [WealthPoint],
      complexity: { field: 1, multiplier: 100 },
      description: "At most 750 points; `run.output` has the return of every period.",
    }),
  }),
});

const WalkForward = builder.objectRef<WalkForwardResult>("PortfolioWalkForward").implement({
  description: "Methods compared over time, equal weight always among them.",
  fields: (t) => ({
    nTest: t.exposeInt("nTest"),
    from: t.exposeString("from", { nullable: true }),
    to: t.exposeString("to", { nullable: true }),
    entries: t.expose("entries", { type: [WalkForwardEntry] }),
  }),
});

const Portfolio = builder.objectRef<PortfolioResult>("PortfolioReport").implement({
  description: "What a portfolio run was asked; the rest is null.",
  fields: (t) => ({
    assets: t.exposeStringList("assets"),
    read: t.expose("read", { type: ReadSeries }),
    allocation: t.expose("allocation", { type: Allocation, nullable: true }),
    frontier: t.expose("frontier", { type: Frontier, nullable: true }),
    walkForward: t.expose("walkForward", { type: WalkForward, nullable: true }),
    book: t.expose("book", { type: BookRisk, nullable: true }),
  }),
});

builder.objectFields(Run, (t) => ({
  portfolio: t.field({
    type: Portfolio,
    nullable: true,
    description: "Of a portfolio run that has succeeded.",
    resolve: (run, _args, context) => resultOf<PortfolioResult>(run, "market.portfolio", context),
  }),
}));
