import { readFile } from "node:fs/promises";
import { continuedSeries, keptEstimates, type MarketSeries, StoredSeries, scheduledFit } from "@plimsoll/ml";
import { AppError, type ForecastFit, type WindowSpec } from "@plimsoll/schema";
import type { z } from "zod";
import type { ReadMarketSeries } from "./market-series.ts";
import { type FitRows, windowBefore } from "./newest-fit.ts";

/** The fit in a version's file; null for a version whose file has none. @throws AppError "DAMAGED_FIT" where it is not one. */
export async function storedFit<Schema extends z.ZodType>(modelPath: string, schema: Schema): Promise<z.output<Schema> | null> {
  const { fit } = JSON.parse(await readFile(modelPath, "utf8")) as { fit?: unknown };
  if (fit === undefined) return null;
  const parsed = schema.safeParse(fit);
  if (parsed.success) return parsed.data;
  throw new AppError("DAMAGED_FIT", "data", "The version's file holds a fit that this release cannot read. Fit the model again.");
}

/** The rows that a version's forecasts read, and which fit makes the one of any of them. */
export interface FitsInForce {
  series: MarketSeries;
  /** @param end origin of the forecast: it knows the rows before. @param at number of the fit among those of the version. */
  at(end: number, at: number): FitRows & Pick<ForecastFit, "source">;
  /** What a forecast says of its fit. */
  told(end: number): ForecastFit;
}

/** Puts the stored rows before the new ones, and each forecast to the fit that a walk through time has for it. */
export async function fitsInForce(
  modelPath: string,
  { series, point }: Pick<ReadMarketSeries, "series" | "point">,
  window: WindowSpec,
): Promise<FitsInForce> {
  const stored = await storedFit(modelPath, StoredSeries);
  const known = stored && continuedSeries(stored, series, placeOf(stored.through, series.returns.length, point));
  const rows = known ?? series;
  const ahead = rows.returns.length - series.returns.length;
  const scheduled = (end: number) =>
    scheduledFit({ isStored: stored !== null, at: known && stored ? stored.returns.length : null, end, refitEvery: window.refitEvery });
  return {
    series: rows,
    at(end, fit) {
      const { source, begin } = scheduled(end);
      const estimates = source === "STORED" ? stored?.estimates[fit] : undefined;
      return estimates ? { source, start: 0, begin, estimates: keptEstimates(estimates) } : { source, ...windowBefore(window, begin) };
    },
    told(end) {
      const { source, begin } = scheduled(end);
      return { source, throughDay: point(begin - 1 - ahead).day, rowsSince: end - begin, refitEvery: window.refitEvery };
    },
  };
}

/** The place of the stored rows' last one: by its day where rows have days. */
function placeOf({ at, day }: StoredSeries["through"], n: number, point: ReadMarketSeries["point"]): number | null {
  if (day === null) return at < n && point(at).day === null ? at : null;
  for (let row = n - 1; row >= 0; row--) if (point(row).day === day) return row;
  return null;
}
