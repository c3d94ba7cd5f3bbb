import { z } from "zod";
import { ColumnName } from "../column-name.ts";
import { MISSING_ROWS, type ReadSeries, SERIES_VALUES, type SeriesPoint, SeriesRows } from "./series.ts";

export const RETURN_NAMES = ["LOG", "SIMPLE", "DIFFERENCE"] as const;
export type ReturnName = (typeof RETURN_NAMES)[number];

/** A daily variance beside the returns: a column of it, or what the day's range says. */
export const MeasureSpec = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("COLUMN"),
    column: ColumnName,
    /** What its values are multiplied by to be in squared units of the returns: 0.0001 for squared percents beside decimals. */
    scale: z.number().gt(0).default(1),
  }),
  z.object({
    kind: z.literal("RANGE"),
    /** A name of the range measures. */
    measure: z.string().min(1).max(32),
    open: ColumnName,
    high: ColumnName,
    low: ColumnName,
    close: ColumnName,
  }),
]);
export type MeasureSpec = z.infer<typeof MeasureSpec>;

/** One series of returns out of a data set: a column, or positions in several. */
export const MarketSeriesSpec = SeriesRows.extend({
  /** Null where `positions` say what the series is. */
  column: ColumnName.nullable().default(null),
  values: z.enum(SERIES_VALUES).default("PRICES"),
  /** How prices become returns. */
  returns: z.enum(RETURN_NAMES).default("LOG"),
  missing: z.enum(MISSING_ROWS).default("REFUSE"),
  measure: MeasureSpec.nullable().default(null),
  /** Today's amounts, held unchanged: the series is then their daily profit in currency. */
  positions: z
    .array(z.object({ asset: ColumnName, amount: z.number() }))
    .max(500)
    .default([]),
});
export type MarketSeriesSpec = z.infer<typeof MarketSeriesSpec>;

/** How a study walks through time. */
export const WindowSpec = z.object({
  kind: z.enum(["ROLLING", "EXPANDING"]).default("ROLLING"),
  size: z.int().min(30).max(20_000).default(1_000),
  refitEvery: z.int().min(1).max(5_000).default(21),
});
export type WindowSpec = z.infer<typeof WindowSpec>;

/** What was read, and how it behaves. */
export interface MarketSeriesSummary {
  read: ReadSeries;
  nReturns: number;
  /** Of the unit of the returns; CURRENCY for positions. */
  unit: ReturnUnit;
  mean: number;
  /** Standard deviation, ddof 1. */
  deviation: number;
  min: number;
  max: number;
  skewness: number;
  /** Of a normal law: 3. */
  kurtosis: number;
  /** Returns of exactly zero, and their longest run: prices that were filled forward, or a market that stood still. */
  nZero: number;
  longestZeroRun: number;
}

/** An estimate as fits report it. */
export interface MarketParameter {
  name: string;
  value: number;
  standardError: number | null;
  robustStandardError: number | null;
  atBound: boolean;
}

export interface NamedValue {
  name: string;
  value: number;
}

/** Two entries of a study by their losses: "better" only where p < 0.05. */
export interface PairComparison {
  a: string;
  b: string;
  meanDifference: number;
  statistic: number | null;
  pValue: number;
  lags: number;
  n: number;
  better: string | null;
}

export interface ConfidenceMember {
  name: string;
  meanLoss: number;
  pValue: number;
  isMember: boolean;
}

/** The days of a study that its curves are drawn on: evenly spaced, and every day of a hit. */
export interface StudyPath {
  at: number[];
  /** ISO dates; empty without a time column. */
  days: string[];
}

/** What a study's forecasts span. */
export interface StudyRange {
  nOrigins: number;
  from: SeriesPoint;
  to: SeriesPoint;
}

export const RETURN_UNITS = ["DECIMAL", "PRICE", "CURRENCY"] as const;
/** What returns, VaR and ES of a series are in; variances are in its square. */
export type ReturnUnit = (typeof RETURN_UNITS)[number];

/** @returns the unit that the series of a specification has, whatever rows are read: positions are in currency, differences in prices. */
export function returnUnitOf({ positions, values, returns }: Pick<MarketSeriesSpec, "positions" | "values" | "returns">): ReturnUnit {
  if (positions.length > 0) return "CURRENCY";
  return values === "PRICES" && returns === "DIFFERENCE" ? "PRICE" : "DECIMAL";
}
