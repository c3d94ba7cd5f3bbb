import { z } from "zod";
import { LOSS_DATE_NAMES, type LossDateName } from "./loss-register.ts";

const numbers = z.record(z.string(), z.number());
const seed = z.int().min(0).default(1);

/** One cell to fit: which losses of the register, and how. */
export const FitCellSpec = z.object({
  id: z.string().trim().min(1).max(128),
  /** Codes of the taxonomy; null = all. */
  eventType: z.string().nullable().default(null),
  businessLine: z.string().nullable().default(null),
  /** A name of the registry; null = the best by AIC of those whose likelihood has a maximum. */
  frequency: z.string().nullable().default(null),
  severity: z.string().nullable().default(null),
  /** Parameters of the severity that are given, such as `threshold` of a tail. */
  fixed: numbers.default({}),
  /** Model the losses above this amount alone; null = above the register's reporting threshold. */
  above: z.number().min(0).nullable().default(null),
  lossCap: z.number().gt(0).nullable().default(null),
  /** Losses a year above that amount, for a register without dates: the frequency is Poisson's with this mean. */
  lossesPerYear: z.number().gt(0).max(1e6).nullable().default(null),
});
export type FitCellSpec = z.infer<typeof FitCellSpec>;

/** `runs.input` of a fit of loss models to a register. */
export const OperationalFitSpec = z.object({
  registerId: z.string(),
  modelName: z.string().trim().min(1).max(128),
  date: z.enum(LOSS_DATE_NAMES).default("OCCURRED"),
  /** First and last whole year; null = those of the register. */
  fromYear: z.int().min(1900).max(2200).nullable().default(null),
  toYear: z.int().min(1900).max(2200).nullable().default(null),
  amount: z.enum(["GROSS", "NET"]).default("GROSS"),
  cells: z.array(FitCellSpec).min(1).max(56),
  /** Samples behind the p values of the fits; 0 = none. */
  replicates: z.int().min(0).max(10_000).default(200),
  alpha: z.number().gt(0).lt(1).default(0.999),
  seed,
});
export type OperationalFitSpec = z.infer<typeof OperationalFitSpec>;

export interface FittedParam {
  name: string;
  value: number;
  /** Null where it was given, or the optimum lies at the edge of what is allowed. */
  standardError: number | null;
}

export interface FrequencyCandidate {
  name: string;
  params: FittedParam[];
  logLikelihood: number | null;
  aic: number | null;
  bic: number | null;
  /** Why there is no fit. */
  failed: { code: string; message: string } | null;
}

export interface GoodnessResult {
  ks: number;
  ad: number;
  adUpper: number;
  p: { ks: number; ad: number; adUpper: number } | null;
  /** Samples whose fit found no optimum, left out of the p values. */
  nFailed: number;
  chi2: { statistic: number; degrees: number; p: number } | null;
  qq: { theoretical: number; observed: number }[];
}

export interface SeverityFitResult extends FrequencyCandidate {
  /** Of all losses, what share the data can show under the fit. */
  shareReported: number | null;
  goodness: GoodnessResult | null;
}

export interface ThresholdPlots {
  meanExcess: { threshold: number; nAbove: number; meanExcess: number; low: number; high: number }[];
  stability: { threshold: number; nAbove: number; shape: number; shapeSe: number | null; modifiedScale: number }[];
  hill: { k: number; threshold: number; shape: number; low: number; high: number }[];
}

/** A loss model as simulations take it. */
export interface LossModelValue {
  frequency: { name: string; params: Record<string, number> };
  severity: { name: string; params: Record<string, number> };
  above: number;
  lossCap: number | null;
}

export interface FittedCellResult {
  id: string;
  eventType: string | null;
  businessLine: string | null;
  nLosses: number;
  /** Losses of the cell without a date, or without a positive amount. */
  nLeftOut: number;
  above: number;
  /** By year, from the first. */
  counts: { year: number; count: number }[];
  /** Null where the frequency was given. */
  dispersion: { mean: number; variance: number; statistic: number; pOver: number; pUnder: number } | null;
  frequencies: FrequencyCandidate[];
  severities: SeverityFitResult[];
  /** Null for fewer than forty losses. */
  thresholds: ThresholdPlots | null;
  model: LossModelValue;
  fixed: Record<string, number>;
  /** Of the cell alone, by the Fourier transform and in closed form. */
  meanLoss: number | null;
  /** Null where the tail is too heavy for any lattice. */
  valueAtRisk: number | null;
  singleLoss: number;
}

/** What the cells of a fit have in common. */
interface OperationalFitScope {
  registerId: string;
  registerName: string;
  currency: string;
  date: LossDateName;
  /** Null where no cell counts by years. */
  fromYear: number | null;
  toYear: number | null;
  amount: "GROSS" | "NET";
  alpha: number;
}

/** `runs.result` of a fit. */
export interface OperationalFitResult extends OperationalFitScope {
  cells: FittedCellResult[];
}

/** A fitted cell as its version keeps it: the laws that were chosen; candidates and plots stay with the run. */
export interface FittedCellSummary extends Omit<FittedCellResult, "frequencies" | "severities" | "thresholds" | "dispersion" | "nLeftOut"> {
  frequencyParams: FittedParam[];
  severityParams: FittedParam[];
}

/** `modelVersions.details` of a version of kind OPERATIONAL. */
export interface OperationalDetails extends OperationalFitScope {
  cells: FittedCellSummary[];
}

/** How the uncertainty of estimated parameters is computed: by data sets drawn from the models and fitted anew. */
export const CapitalIntervalSpec = z.object({
  replicates: z.int().min(20).max(10_000).default(200),
  method: z.enum(["FOURIER", "SINGLE_LOSS"]).default("FOURIER"),
  confidence: z.number().gt(0).lt(1).default(0.9),
});
export type CapitalIntervalSpec = z.infer<typeof CapitalIntervalSpec>;

/** Where a cell of a simulation comes from. */
export const CELL_SOURCES = ["FITTED", "SCENARIO", "GIVEN"] as const;
export type CellSourceName = (typeof CELL_SOURCES)[number];

/** `runs.input` of a simulation: everything resolved, so that it can be run again whatever became of its sources. */
export const OperationalSimulationSpec = z.object({
  /** Of the catalog's `OperationalSimulation`. */
  simulation: z.record(z.string(), z.unknown()),
  sources: z.array(z.object({ cell: z.string(), source: z.enum(CELL_SOURCES), id: z.string().nullable() })),
  modelVersionId: z.string().nullable().default(null),
  currency: z.string().nullable().default(null),
  /** Null = no interval of the parameters. */
  interval: CapitalIntervalSpec.nullable().default(null),
  /** Of the fitted cells, for the interval: years of data and parameters that were given. */
  fitted: z.array(z.object({ cell: z.string(), years: z.int().min(1), fixed: numbers })).default([]),
});
export type OperationalSimulationSpec = z.infer<typeof OperationalSimulationSpec>;

export interface SimulatedValue {
  value: number;
  standardError: number;
  low: number;
  high: number;
}

export interface LossFiguresValue {
  meanLoss: SimulatedValue;
  valueAtRisk: SimulatedValue;
  expectedShortfall: SimulatedValue;
}

/** `runs.result` of a simulation. */
export interface OperationalSimulationResult {
  years: number;
  alpha: number;
  currency: string | null;
  gross: LossFiguresValue;
  net: LossFiguresValue;
  capital: number;
  mitigationCapped: boolean;
  diversification: number;
  cells: {
    id: string;
    source: CellSourceName;
    eventType: string | null;
    businessLine: string | null;
    meanLoss: SimulatedValue;
    valueAtRisk: SimulatedValue;
    expectedShortfall: SimulatedValue;
    allocatedValueAtRisk: number;
    allocatedShortfall: number;
  }[];
  quantiles: { probability: number; gross: number; net: number }[];
  /** Years by their gross loss, in bins of equal width on the logarithm. */
  histogram: { low: number; high: number; count: number }[];
  /** Of the fitted cells, independent of each other; null where it was not asked for. */
  parameterInterval: {
    value: number;
    low: number;
    high: number;
    confidence: number;
    bias: number;
    replicates: number;
    nFailed: number;
  } | null;
}
