import { z } from "zod";
import { ColumnName } from "../column-name.ts";
import { MISSING_ROWS, type ReadSeries, SERIES_VALUES, type SeriesPoint, SeriesRows } from "./series.ts";

/** Plain JSON; the risk package knows what it says. */
const options = z.record(z.string(), z.unknown());
const name = z.string().trim().min(1).max(128);
const amount = z.number();

/** A scenario of a stress test: days that were, or returns that are asked about. */
export const StressSpec = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("HISTORICAL"), name, from: z.iso.date(), to: z.iso.date() }),
  z.object({
    kind: z.literal("SHOCK"),
    name,
    shocks: z
      .array(z.object({ asset: ColumnName, change: z.number() }))
      .min(1)
      .max(500),
    /** What assets without a shock do: nothing, or what the history expects of them given the shocks. */
    others: z.enum(["ZERO", "CONDITIONAL"]).default("ZERO"),
  }),
]);
export type StressSpec = z.infer<typeof StressSpec>;

/** Positions, how their risk is measured, and what they are stressed by. */
export const BookSpec = z.object({
  positions: z
    .array(z.object({ asset: ColumnName, amount }))
    .min(1)
    .max(500),
  /** A name of the registry of position methods. */
  method: z.string().min(1).max(64).default("filtered-historical"),
  params: options.default({}),
  alphas: z.array(z.number()).min(1).max(6).default([0.95, 0.975, 0.99]),
  /** Trading days. */
  horizon: z.int().min(1).max(250).default(1),
  seed: z.int().min(0).default(1),
  stress: z.array(StressSpec).max(50).default([]),
  /** Lengths in days of which the worst stretches of the history are looked for. */
  worst: z.array(z.int().min(1).max(500)).max(5).default([1, 10]),
});
export type BookSpec = z.infer<typeof BookSpec>;

/** `runs.input` of a portfolio run: which assets, and which questions are asked about them. */
export const PortfolioSpec = SeriesRows.extend({
  assets: z.array(ColumnName).min(1).max(500),
  values: z.enum(SERIES_VALUES).default("PRICES"),
  missing: z.enum(MISSING_ROWS).default("REFUSE"),
  /** One portfolio from all rows read: options of the catalog. */
  allocation: options.nullable().default(null),
  /** Weights held now, for limits of turnover; assets that are not named are not held. */
  held: z
    .array(z.object({ asset: ColumnName, weight: z.number() }))
    .max(500)
    .default([]),
  /** Points of the efficient frontier, by the allocation's options. */
  frontierPoints: z.int().min(2).max(200).nullable().default(null),
  /** Methods compared over time: options of the catalog. */
  walkForward: options.nullable().default(null),
  book: BookSpec.nullable().default(null),
});
export type PortfolioSpec = z.infer<typeof PortfolioSpec>;

/** Weights stand in the order of `PortfolioResult.assets`. */
export interface AllocationResult {
  method: string;
  holdings: { asset: string; weight: number; riskShare: number }[];
  expectedReturn: number;
  volatility: number;
  sharpe: number;
  effectiveAssets: number;
  diversificationRatio: number;
  turnover: number | null;
  covarianceShrinkage: number | null;
  moved: { because: string; trackingVolatility: number } | null;
}

export interface FrontierResult {
  points: { expectedReturn: number; volatility: number; sharpe: number; weights: number[] }[];
  single: { asset: string; expectedReturn: number; volatility: number }[];
}

/** A figure of a series of returns with its 95 % interval, and its paired difference from equal weight. */
export interface ComparedMetric {
  name: string;
  value: number;
  low: number;
  high: number;
  difference: { value: number; low: number; high: number; p: number };
}

export interface WalkForwardEntryResult {
  id: string;
  method: string;
  metrics: ComparedMetric[];
  annualTurnover: number;
  costs: number;
  nRebalances: number;
  nFailed: number;
  /** At most 120, evenly spaced, the first and last among them. */
  rebalances: (SeriesPoint & { weights: number[]; turnover: number; failed: { code: string; message: string } | null })[];
  /** Of one unit of money after the period, net of costs; at most 750 points, the first and last among them. */
  wealth: (SeriesPoint & { value: number; drawdown: number })[];
}

export interface WalkForwardResult {
  nTest: number;
  from: string | null;
  to: string | null;
  entries: WalkForwardEntryResult[];
}

/** VaR, ES and every asset's part in them; amounts in the currency of the positions, losses positive. */
export interface BookLevel {
  alpha: number;
  var: number;
  es: number;
  standardError: number | null;
  diversification: number;
  assets: {
    asset: string;
    position: number;
    standaloneVar: number;
    componentVar: number;
    marginalVar: number | null;
    incrementalVar: number;
    componentEs: number;
  }[];
}

export interface StressOutcome {
  name: string;
  kind: StressSpec["kind"];
  loss: number;
  lossShare: number;
  assets: { asset: string; position: number; change: number; loss: number }[];
}

export interface BookResult {
  method: string;
  horizon: number;
  netValue: number;
  grossValue: number;
  levels: BookLevel[];
  histogram: { low: number; high: number; count: number }[];
  statistics: { name: string; value: number }[];
  stress: StressOutcome[];
  worst: { days: number; stretches: { from: SeriesPoint; to: SeriesPoint; loss: number }[] }[];
}

/** `runs.result` of a portfolio run; what was not asked for is null. */
export interface PortfolioResult {
  assets: string[];
  read: ReadSeries;
  allocation: AllocationResult | null;
  frontier: FrontierResult | null;
  walkForward: WalkForwardResult | null;
  book: BookResult | null;
}
