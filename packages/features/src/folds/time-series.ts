import type { Fold, FoldScheme } from "./fold.ts";
import { blocksOf, carveLatest, rowsOf, timelineOf } from "./timeline.ts";

/**
 * Walking forward: the rows in order of time are cut into folds + 1 blocks of nearly equal size; each block but the first is tested once,
 * by a model of the rows before it: all of them (EXPANDING), or about as many as the first block has (ROLLING). Rows of one moment stay
 * together. Training rows whose label is settled at or after the block's first moment (time + horizon) are left out.
 */
export const timeSeries: FoldScheme = {
  method: "TIME_SERIES",
  cut({ validation, table, rows }): Fold[] {
    const horizon = validation.horizon ?? 0;
    const timeline = timelineOf(table, rows, validation);
    const borders = blocksOf(timeline, validation.folds + 1);
    const { moments } = timeline;
    const firstBlock = moments.slice(0, borders[1]).reduce((sum, moment) => sum + moment.rows.length, 0);
    return borders.slice(1, -1).map((start, fold) => {
      const end = borders[fold + 2] as number;
      const from = moments[start]?.at ?? 0;
      let oldest = 0;
      if (validation.window === "ROLLING") {
        oldest = start;
        for (let taken = 0; oldest > 0 && taken < firstBlock; oldest--) taken += (moments[oldest - 1]?.rows ?? []).length;
      }
      return {
        train: rowsOf(timeline, (at, place) => place >= oldest && place < start && !(horizon > 0 && at + horizon >= from)),
        test: rowsOf(timeline, (_, place) => place >= start && place < end),
      };
    });
  },
  carve: ({ validation, table, rows }, fraction) => carveLatest(timelineOf(table, rows, validation), fraction, validation.horizon ?? 0),
};
