import type { DieboldMariano } from "@plimsoll/ml";
import type { MarketSeriesSpec, PairComparison, StudiedSpec, StudyPath, StudyRange, WindowSpec } from "@plimsoll/schema";
import type { ReadMarketSeries } from "./market-series.ts";
import { thinned } from "./thin.ts";

const MOST_POINTS = 750;
const MOST_PLACES = 2_000;

/** The entry's label in the results: its own, else its name in the registry. */
export const labelOf = ({ label, name }: StudiedSpec): string => label ?? name;
export const windowOf = ({ window }: StudiedSpec, shared: WindowSpec): WindowSpec => window ?? shared;

/** The part of a run's specification that says what the series is. */
export function seriesSpecOf(spec: MarketSeriesSpec): MarketSeriesSpec {
  const { datasetId, timeColumn, from, to, column, values, returns, missing, measure, positions } = spec;
  return { datasetId, timeColumn, from, to, column, values, returns, missing, measure, positions };
}

export const comparisonOf = ({
  a,
  b,
  meanDifference,
  statistic,
  pValue,
  lags,
  n,
  better,
}: DieboldMariano & { a: string; b: string }): PairComparison => ({
  a,
  b,
  meanDifference,
  statistic,
  pValue,
  lags,
  n,
  better: better === null ? null : better === "a" ? a : b,
});

export function rangeOf({ point }: ReadMarketSeries, origins: Int32Array): StudyRange {
  return { nOrigins: origins.length, from: point(origins[0] as number), to: point(origins.at(-1) as number) };
}

/** Places among the origins that curves are drawn on: evenly spaced, and those that must be seen, in order, as far as there is room. */
export function pathPlaces(nOrigins: number, wanted: Iterable<number> = []): number[] {
  const places = new Set(thinned(nOrigins, MOST_POINTS));
  for (const place of wanted) {
    if (places.size >= MOST_PLACES) break;
    places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

export function pathOf({ point }: ReadMarketSeries, origins: Int32Array, places: readonly number[]): StudyPath {
  const points = places.map((place) => point(origins[place] as number));
  return { at: points.map(({ at }) => at), days: points.flatMap(({ day }) => (day === null ? [] : [day])) };
}
