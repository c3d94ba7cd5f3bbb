import { z } from "zod";
import { ColumnName } from "../column-name.ts";
import {
  type ConfidenceMember,
  type MarketParameter,
  MarketSeriesSpec,
  type MarketSeriesSummary,
  type NamedValue,
  type PairComparison,
  type StudyPath,
  type StudyRange,
  WindowSpec,
} from "./market-series.ts";

/** Plain JSON; the risk package knows what it says. */
const options = z.record(z.string(), z.unknown());
const label = z.string().trim().min(1).max(64);
const modelName = z.string().trim().min(1).max(128);
const seed = z.int().min(0).default(1);

/** An entry of a study: a name of a registry, with its parameters, its own label and window. */
export const StudiedSpec = z.object({
  name: z.string().min(1).max(64),
  label: label.nullable().default(null),
  params: options.default({}),
  window: WindowSpec.nullable().default(null),
});
export type StudiedSpec = z.infer<typeof StudiedSpec>;

/** `runs.input` of a fit of volatility models. */
export const VolatilitySpec = MarketSeriesSpec.extend({
  modelName,
  models: z.array(StudiedSpec).min(1).max(12),
  /** Geometric means of forecasts, beside the models'. */
  combinations: z
    .array(z.object({ label, members: z.array(label).min(2).max(12) }))
    .max(6)
    .default([]),
  window: WindowSpec.prefault({}),
  /** Days that forecasts span, ascending. */
  horizons: z.array(z.int().min(1).max(250)).min(1).max(6).default([1, 5, 21]),
  /** What forecasts are measured by; null = the measure where there is one, else squared returns. */
  proxy: z.enum(["SQUARED_RETURN", "MEASURE"]).nullable().default(null),
  /** The label that becomes the version; null = the lowest QLIKE at the first horizon. */
  chosen: label.nullable().default(null),
  seed,
});
export type VolatilitySpec = z.infer<typeof VolatilitySpec>;

export interface HorizonForecast {
  horizon: number;
  /** Expected variance of the return over the horizon, and its root. */
  variance: number;
  volatility: number;
}

export interface VolatilityModelResult {
  label: string;
  /** Name of the registry; null for a combination. */
  model: string | null;
  nFits: number;
  /** Of the fit on the newest window. */
  parameters: MarketParameter[];
  statistics: NamedValue[];
  losses: { horizon: number; n: number; qlike: number; mse: number }[];
  /** From the last row read. */
  latest: HorizonForecast[];
  /** Forecast volatility at the first horizon, on the days of the path. */
  path: number[];
}

/** `runs.result` of that run. */
export interface VolatilityResult {
  series: MarketSeriesSummary;
  horizons: number[];
  proxy: "SQUARED_RETURN" | "MEASURE";
  range: StudyRange;
  path: StudyPath;
  /** Root of the proxy at the first horizon, on the days of the path; null where the horizon ends after the data. */
  realised: (number | null)[];
  models: VolatilityModelResult[];
  comparisons: (PairComparison & { horizon: number; loss: "QLIKE" | "MSE" })[];
  confidenceSets: { horizon: number; loss: "QLIKE" | "MSE"; members: ConfidenceMember[] }[];
  chosen: string;
}

/** `runs.input` of a backtest of VaR and ES. */
export const VarBacktestSpec = MarketSeriesSpec.extend({
  modelName,
  methods: z.array(StudiedSpec).min(1).max(12),
  alphas: z.array(z.number()).min(1).max(6).default([0.95, 0.975, 0.99]),
  /** Trading days; above one, losses are those of stretches that do not overlap. */
  horizons: z.array(z.int().min(1).max(250)).min(1).max(4).default([1]),
  window: WindowSpec.prefault({}),
  /** Level of the tests. */
  level: z.number().gt(0).lt(0.5).default(0.05),
  /** The label that becomes the version; null = the lowest mean FZ0 (or pinball) at the highest level and first horizon. */
  chosen: label.nullable().default(null),
  seed,
});
export type VarBacktestSpec = z.infer<typeof VarBacktestSpec>;

export interface VarTestResult {
  name: string;
  title: string;
  question: string;
  statistic: number | null;
  reference: string;
  pValue: number | null;
  finiteSamplePValue: number | null;
  /** The chance that the test rejects a right model at its level, at this number of days. */
  size: { value: number; method: "exact" | "simulated"; standardError: number } | null;
  rejected: boolean | null;
  note: string | null;
  details: NamedValue[];
}

export interface TrafficLightResult {
  n: number;
  x: number;
  zone: "GREEN" | "YELLOW" | "RED";
  cumulativeProbability: number;
  errorProbability: number;
  greenMost: number;
  yellowMost: number;
  /** Null at other than 250 days and 99 %. */
  multipliers: { basel1996: number; mar32: number } | null;
}

export interface VarLevelResult {
  alpha: number;
  n: number;
  hits: number;
  expectedHits: number;
  hitRate: number;
  meanVar: number;
  meanEs: number | null;
  tests: VarTestResult[];
  pinball: number;
  fz0: number | null;
  trafficLight: TrafficLightResult;
  rolling: { mostHits: number; redDays: number; yellowDays: number } | null;
  /** On the days of the path. */
  varPath: number[];
  esPath: number[];
  /** Places in the path on which the loss was above VaR. */
  hitPlaces: number[];
  /** For the days after the last row read. */
  latest: { var: number; es: number };
}

export interface VarMethodResult {
  label: string;
  method: string;
  nFits: number;
  /** Of the fit on the newest window. */
  parameters: MarketParameter[];
  statistics: NamedValue[];
  levels: VarLevelResult[];
}

export interface VarStudyResult {
  horizon: number;
  range: StudyRange;
  path: StudyPath;
  /** Realised losses on the days of the path. */
  losses: number[];
  methods: VarMethodResult[];
  comparisons: (PairComparison & { alpha: number; score: "FZ0" | "PINBALL" })[];
  confidenceSets: { alpha: number; score: "FZ0" | "PINBALL"; members: ConfidenceMember[] }[];
}

/** `runs.result` of that run. */
export interface VarBacktestResult {
  series: MarketSeriesSummary;
  alphas: number[];
  level: number;
  /** One a horizon. */
  studies: VarStudyResult[];
  chosen: string;
}

/** What a prediction reads: a table of quotes, of one asset or of many in rows. */
export const PredictionSpec = z.object({
  datasetId: z.string(),
  modelName,
  timeColumn: ColumnName,
  /** Columns that name the asset of a row; none = one asset. */
  seriesColumns: z.array(ColumnName).max(4).default([]),
  quotes: z.object({
    open: ColumnName.nullable().default(null),
    high: ColumnName.nullable().default(null),
    low: ColumnName.nullable().default(null),
    close: ColumnName,
    volume: ColumnName.nullable().default(null),
  }),
  /** Market indicators, by their registry. */
  indicators: z
    .array(z.object({ name: ColumnName.nullable().default(null), type: z.string().min(1).max(64), params: options.default({}) }))
    .min(1)
    .max(200),
  /** Numeric columns that are features too. */
  columns: z.array(ColumnName).max(200).default([]),
  from: z.iso.date().nullable().default(null),
  to: z.iso.date().nullable().default(null),
  target: z.enum(["DIRECTION", "RETURN"]).default("DIRECTION"),
  /** Days that the predicted return spans, and days from knowing to trading. */
  horizon: z.int().min(1).max(250).default(1),
  lag: z.int().min(0).max(20).default(1),
  /** Of the catalog's `ForecasterSpec`. */
  forecaster: options,
  window: WindowSpec.extend({ embargo: z.int().min(0).max(250).default(0) }).prefault({}),
  rule: z.string().min(1).max(64).default("sign"),
  /** Share of assets on each side, for rules that choose. */
  share: z.number().gt(0).max(0.5).default(0.2),
  /** Of what is traded. */
  cost: z.number().min(0).lt(0.1).default(0.0005),
  /** How many variants were looked at to come to this one. */
  nTrials: z.int().min(1).max(1_000_000).default(1),
  periodsPerYear: z.int().min(1).max(366).default(252),
  riskFreeRate: z.number().min(-0.5).max(1).default(0),
  seed,
});
export type PredictionSpec = z.infer<typeof PredictionSpec>;

export interface CoefficientResult {
  kind: "CROSS_SECTION" | "TIME_SERIES";
  mean: number;
  deviation: number;
  ratio: number;
  tStatistic: number;
  pValue: number;
  n: number;
  days: string[];
  values: number[];
}

export interface StrategyOutcome {
  name: string;
  performance: NamedValue[];
  sharpe: number;
  probabilistic: number;
  expectedBest: number;
  deflated: number;
  nTrials: number;
  turnover: number;
  costs: number;
  exposure: number;
  /** On the days of the result. */
  wealth: number[];
  drawdown: number[];
}

export interface LatestScore {
  asset: string;
  day: string;
  score: number;
}

/** `runs.result` of a prediction. */
export interface PredictionResult {
  assets: string[];
  featureNames: string[];
  target: "DIRECTION" | "RETURN";
  from: string;
  to: string;
  nDays: number;
  nPredictions: number;
  folds: { firstTestDay: string; nTrain: number; nTest: number; nPurged: number }[];
  ic: CoefficientResult;
  rankIc: CoefficientResult;
  hitRate: { rate: number; majority: number; n: number };
  againstNaive: (Omit<PairComparison, "a" | "b" | "better"> & { better: "MODEL" | "NAIVE" | null }) | null;
  /** The days on which wealth is drawn. */
  days: string[];
  strategies: StrategyOutcome[];
  audit: {
    ic: number;
    verdict: "PASS" | "SUSPECT" | "FAIL";
    findings: { check: string; verdict: "PASS" | "SUSPECT" | "FAIL"; detail: string; value: number }[];
  } | null;
  /** Scores of the newest day. */
  latest: LatestScore[];
}

/** What a version of kind MARKET is: how it is fitted, so that it can be fitted on the newest rows and asked. */
export type MarketModel =
  | { type: "VOLATILITY"; series: MarketSeriesSpec; entry: StudiedSpec; window: WindowSpec; horizons: number[]; seed: number }
  | { type: "VAR"; series: MarketSeriesSpec; entry: StudiedSpec; window: WindowSpec; alphas: number[]; horizons: number[]; seed: number }
  | { type: "PREDICTION"; spec: PredictionSpec };

/** `modelVersions.details` of a version of kind MARKET. */
export interface MarketDetails {
  model: MarketModel;
  /** Of the fit on the newest window; empty for a prediction. */
  parameters: MarketParameter[];
  statistics: NamedValue[];
}

/** `runs.input` of a forecast: a version, and the rows whose end it looks on from. */
export const MarketForecastSpec = z.object({ modelVersionId: z.string(), datasetId: z.string() });
export type MarketForecastSpec = z.infer<typeof MarketForecastSpec>;

/**
 * Which fit a forecast is from. STORED: the version's own parameters, with which the rows since were filtered. DUE: `refitEvery` rows had come since,
 * and the parameters are those of the window before the row on which the last refit was due. OTHER_ROWS: the data set does not go on from the rows
 * that the version was fitted on (another series, or revised prices), and NOT_STORED: an older version, which keeps no fit; both are fitted on the
 * newest window.
 */
export const FIT_SOURCES = ["STORED", "DUE", "OTHER_ROWS", "NOT_STORED"] as const;
export type FitSource = (typeof FIT_SOURCES)[number];
export interface ForecastFit {
  source: FitSource;
  /** The last day that the parameters were estimated with; of a prediction, the first day that its forecaster scores. */
  throughDay: string | null;
  /** Rows that have come since. */
  rowsSince: number;
  refitEvery: number;
}

/** `runs.result` of that run; which lists are filled depends on what the version is. */
export interface MarketForecastResult {
  type: MarketModel["type"];
  modelVersionId: string;
  /** The last day that is known. */
  day: string | null;
  nRows: number;
  fit: ForecastFit;
  volatility: HorizonForecast[];
  tail: { horizon: number; alpha: number; var: number; es: number }[];
  scores: LatestScore[];
  parameters: MarketParameter[];
  statistics: NamedValue[];
  /** Of the newest day: the loss that was, beside the VaR that the version gives for it from the rows before; VAR of one day only. */
  yesterday: { day: string | null; loss: number; levels: { alpha: number; var: number; isHit: boolean }[] } | null;
}
