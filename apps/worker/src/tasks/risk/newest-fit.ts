import { type Engine, type FittedParameter, loadEngine, type MarketSeries, varMethod, volatilityModel } from "@plimsoll/ml";
import type { EngineName, HorizonForecast, MarketParameter, NamedValue, StudiedSpec, WindowSpec } from "@plimsoll/schema";

/** Loads an engine where one of the entries trains a network. */
export async function engineFor(
  names: readonly string[],
  registry: (name: string) => { needsEngine: boolean },
  engine: EngineName,
): Promise<Engine | null> {
  return names.some((name) => registry(name).needsEngine) ? loadEngine(engine) : null;
}

interface NewestRequest {
  series: MarketSeries;
  entry: StudiedSpec;
  window: WindowSpec;
  seed: number;
  engine: Engine | null;
}

interface NewestFit {
  parameters: MarketParameter[];
  statistics: NamedValue[];
}

/** The rows [0, end) that a walk through time would fit on at their end. */
export function windowRows({ returns, measure }: MarketSeries, { kind, size }: WindowSpec, end = returns.length): MarketSeries {
  const begin = kind === "ROLLING" ? Math.max(0, end - size) : 0;
  return { returns: returns.slice(begin, end), measure: measure?.slice(begin, end) ?? null };
}

/** A volatility model fitted on the newest window, and its forecasts from the last row on. */
export async function newestVolatility(
  { series, entry, window, seed, engine }: NewestRequest,
  horizons: readonly number[],
): Promise<NewestFit & { latest: HorizonForecast[] }> {
  const rows = windowRows(series, window);
  const fitted = await volatilityModel(entry.name).fit(rows, entry.params, { horizons, seed, engine, standardErrors: true });
  const n = rows.returns.length;
  const variance = fitted.forecast(rows, n, n + 1);
  return {
    ...reported(fitted),
    latest: horizons.map((horizon, h) => ({ horizon, variance: variance[h] as number, volatility: Math.sqrt(variance[h] as number) })),
  };
}

/** VaR and ES of a method fitted on the newest window, for the days after the last row; `end` looks on from an earlier one. */
export async function newestTail(
  { series, entry, window, seed, engine }: NewestRequest,
  { alphas, horizon, end = series.returns.length }: { alphas: readonly number[]; horizon: number; end?: number },
): Promise<NewestFit & { latest: { alpha: number; var: number; es: number }[] }> {
  const rows = windowRows(series, window, end);
  const fitted = await varMethod(entry.name).fit(rows, entry.params, { alphas, horizon, seed, engine });
  const n = rows.returns.length;
  const tail = fitted.forecast(rows, n, n + 1);
  return { ...reported(fitted), latest: alphas.map((alpha, a) => ({ alpha, var: tail.var[a] as number, es: tail.es[a] as number })) };
}

function reported({ parameters, statistics }: { parameters: FittedParameter[]; statistics: Record<string, number> }): NewestFit {
  return { parameters: parameters.map((parameter) => ({ ...parameter })), statistics: namedNumbers(statistics) };
}

/** Figures by name; one that is not finite says nothing and is left out. */
export const namedNumbers = (values: Record<string, number>): NamedValue[] =>
  Object.entries(values).flatMap(([name, value]) => (Number.isFinite(value) ? [{ name, value }] : []));
