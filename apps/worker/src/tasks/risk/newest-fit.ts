import { writeFile } from "node:fs/promises";
import {
  type Engine,
  type Estimates,
  type FittedParameter,
  loadEngine,
  type MarketSeries,
  newEstimates,
  type StoredForecaster,
  type StoredSeries,
  varMethod,
  volatilityModel,
} from "@plimsoll/ml";
import type { EngineName, HorizonForecast, MarketParameter, NamedValue, StudiedSpec, WindowSpec } from "@plimsoll/schema";
import type { ReadMarketSeries } from "./market-series.ts";

type EngineUse = (entry: StudiedSpec) => boolean;
export const volatilityUsesEngine: EngineUse = ({ name }) => volatilityModel(name).needsEngine;
export const varUsesEngine: EngineUse = ({ name, params }) => varMethod(name).usesEngine(params);

/** Loads an engine where one of the entries trains a network. */
export async function engineFor(entries: readonly StudiedSpec[], usesEngine: EngineUse, engine: EngineName): Promise<Engine | null> {
  return entries.some(usesEngine) ? loadEngine(engine) : null;
}

/** Which rows of a series a model is fitted on, and what it may recall of them. */
export interface FitRows {
  /** The rows [start, begin) are fitted on; the forecast reads on from there. */
  start: number;
  begin: number;
  estimates: Estimates;
}

interface NewestRequest {
  series: MarketSeries;
  entry: StudiedSpec;
  seed: number;
  engine: Engine | null;
}

interface NewestFit {
  parameters: MarketParameter[];
  statistics: NamedValue[];
}

/** The rows that a walk through time would fit on at an origin, by default the day after the last row. */
export const windowBefore = ({ kind, size }: WindowSpec, begin: number): FitRows => ({
  start: kind === "ROLLING" ? Math.max(0, begin - size) : 0,
  begin,
  estimates: newEstimates(),
});

const rowsOf = ({ returns, measure }: MarketSeries, from: number, to: number): MarketSeries => ({
  returns: returns.slice(from, to),
  measure: measure?.slice(from, to) ?? null,
});

/** What a version keeps of the series: the rows fitted on, and the estimates of its fits. */
export function storedSeriesOf(
  { series, point }: Pick<ReadMarketSeries, "series" | "point">,
  { start, begin }: Pick<FitRows, "start" | "begin">,
  fits: readonly { estimates: Estimates }[],
): StoredSeries {
  const { returns, measure } = rowsOf(series, start, begin);
  return {
    through: point(begin - 1),
    returns: Array.from(returns),
    measure: measure && Array.from(measure),
    estimates: fits.map(({ estimates }) => estimates.values),
  };
}

/** Writes what a version keeps of its fit, for the version's file. */
export const writeFit = (path: string, fit: StoredSeries | StoredForecaster): Promise<void> => writeFile(path, JSON.stringify(fit));

/** A volatility model's forecasts from the last row on. */
export async function newestVolatility(
  { series, entry, seed, engine }: NewestRequest,
  { start, begin, estimates }: FitRows,
  horizons: readonly number[],
): Promise<NewestFit & { latest: HorizonForecast[]; estimates: Estimates }> {
  const context = { horizons, seed, engine, standardErrors: true, estimates };
  const fitted = await volatilityModel(entry.name).fit(rowsOf(series, start, begin), entry.params, context);
  const end = series.returns.length;
  const variance = fitted.forecast(rowsOf(series, start, end), end - start, end - start + 1);
  return {
    ...reported(fitted),
    latest: horizons.map((horizon, h) => ({ horizon, variance: variance[h] as number, volatility: Math.sqrt(variance[h] as number) })),
    estimates,
  };
}

/** VaR and ES of a method for the days after the last row; `end` looks on from an earlier one. */
export async function newestTail(
  { series, entry, seed, engine }: NewestRequest,
  { start, begin, estimates }: FitRows,
  { alphas, horizon, end = series.returns.length }: { alphas: readonly number[]; horizon: number; end?: number },
): Promise<NewestFit & { latest: { alpha: number; var: number; es: number }[]; estimates: Estimates }> {
  const context = { alphas, horizon, seed, engine, estimates };
  const fitted = await varMethod(entry.name).fit(rowsOf(series, start, begin), entry.params, context);
  const tail = fitted.forecast(rowsOf(series, start, end), end - start, end - start + 1);
  return {
    ...reported(fitted),
    latest: alphas.map((alpha, a) => ({ alpha, var: tail.var[a] as number, es: tail.es[a] as number })),
    estimates,
  };
}

function reported({ parameters, statistics }: { parameters: FittedParameter[]; statistics: Record<string, number> }): NewestFit {
  return { parameters: parameters.map((parameter) => ({ ...parameter })), statistics: namedNumbers(statistics) };
}

/** Figures by name; one that is not finite says nothing and is left out. */
export const namedNumbers = (values: Record<string, number>): NamedValue[] =>
  Object.entries(values).flatMap(([name, value]) => (Number.isFinite(value) ? [{ name, value }] : []));
