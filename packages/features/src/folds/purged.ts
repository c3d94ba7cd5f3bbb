import type { Fold, FoldScheme } from "./fold.ts";
import { blocksOf, carveLatest, rowsOf, timelineOf } from "./timeline.ts";

/**
 * Purged k-fold with embargo. The label of a row at time t is settled at t + h (h = horizon). The rows in order of time are cut into
 * blocks; each block is tested once. With T0 and T1 the block's first and last time, a row outside it trains unless
 *   its label overlaps the block's, [t, t + h] meets [T0, T1 + h] (h > 0), or
 *   it follows within the embargo, T1 + h < t <= T1 + h + embargo.
 * Rows of one moment stay together. Source: Lopez de Prado (2018), Advances in Financial Machine Learning, sections 7.4.1 and 7.4.2; the
 * intervals are closed, as in his snippets 7.1 and 7.2.
 */
export const purged: FoldScheme = {
  method: "PURGED",
  cut({ validation, table, rows }): Fold[] {
    const horizon = validation.horizon ?? 0;
    const embargo = validation.embargo ?? 0;
    const timeline = timelineOf(table, rows, validation);
    const borders = blocksOf(timeline, validation.folds);
    const { moments } = timeline;
    return borders.slice(0, -1).map((start, fold) => {
      const end = borders[fold + 1] as number;
      const first = moments[start]?.at ?? 0;
      const settled = (moments[end - 1]?.at ?? 0) + horizon;
      const trains = (at: number, place: number): boolean => {
        if (place < start) return !(horizon > 0 && at + horizon >= first);
        return place >= end && !(horizon > 0 && at <= settled) && !(embargo > 0 && at <= settled + embargo);
      };
      return { train: rowsOf(timeline, trains), test: rowsOf(timeline, (_, place) => place >= start && place < end) };
    });
  },
  carve: ({ validation, table, rows }, fraction) => carveLatest(timelineOf(table, rows, validation), fraction, validation.horizon ?? 0),
};
