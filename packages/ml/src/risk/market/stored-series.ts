import { z } from "zod";
import type { MarketSeries } from "./series.ts";

/** The rows that a version was fitted on, and what was estimated on them: all that its forecasts of later rows need. */
export const StoredSeries = z.strictObject({
  /** The last of the rows: its place in the series it was read from, and its day. */
  through: z.strictObject({ at: z.int().nonnegative(), day: z.string().nullable() }),
  returns: z.array(z.number()).min(1),
  measure: z.array(z.number()).nullable(),
  /** One book for each fit: a volatility model has one, a VaR method one for each horizon. */
  estimates: z.array(z.record(z.string(), z.unknown())),
});
export type StoredSeries = z.output<typeof StoredSeries>;

/** Rows that differ by more than this share of the stored rows' size are others: more than the rounding of adjusted prices. */
const SAME = 1e-3;

/**
 * The stored rows and those that a series has after them, so that a fit can go on from where it was made though the series begins later.
 * @param at place in the series of the last stored row; null where it has none.
 * @returns null where the series does not hold that row, or its rows up to there are not the stored ones: another series, or revised prices.
 */
export function continuedSeries(stored: StoredSeries, { returns, measure }: MarketSeries, at: number | null): MarketSeries | null {
  if (at === null || at >= returns.length || (measure === null) !== (stored.measure === null)) return null;
  if (!agree(stored.returns, returns, at)) return null;
  if (stored.measure && measure && !agree(stored.measure, measure, at)) return null;
  const joined = (own: readonly number[], all: Float64Array) => Float64Array.from([...own, ...all.subarray(at + 1)]);
  return {
    returns: joined(stored.returns, returns),
    measure: stored.measure && measure && joined(stored.measure, measure),
  };
}

/** Whether the rows that both have are the same, the last of the stored ones being row `at`. */
function agree(stored: readonly number[], values: Float64Array, at: number): boolean {
  const size = Math.sqrt(stored.reduce((sum, value) => sum + value * value, 0) / stored.length);
  const shared = Math.min(stored.length, at + 1);
  for (let back = 0; back < shared; back++)
    if (!(Math.abs((values[at - back] as number) - (stored[stored.length - 1 - back] as number)) <= SAME * size)) return false;
  return true;
}
