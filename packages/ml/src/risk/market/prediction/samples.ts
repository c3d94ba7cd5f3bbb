import type { Panel } from "./panel.ts";

/** Rows of a panel that can be learned from or predicted, in order of time and then of asset. */
export interface Samples {
  /** [n] place of the asset and of the day within the asset's own days. */
  asset: Int32Array;
  at: Int32Array;
  /** [n] place of the day among the panel's days. */
  day: Int32Array;
  /** [n] day on which the forward return is settled, -1 where it is not. */
  settled: Int32Array;
  /** [n] the return that follows; NaN where the series ends before. */
  forward: Float64Array;
}

/** The rows whose features are known on the row's day and the `steps` - 1 days of the asset before it. */
export function samplesOf(panel: Panel, steps: number): Samples {
  const found: { asset: number; at: number; day: number; settled: number; forward: number }[] = [];
  panel.assets.forEach(({ day, features, forward }, asset) => {
    let known = 0;
    for (let at = 0; at < day.length; at++) {
      known = features.every((values) => Number.isFinite(values[at] as number)) ? known + 1 : 0;
      if (known < steps) continue;
      found.push({
        asset,
        at,
        day: day[at] as number,
        settled: day[at + panel.lag + panel.horizon] ?? -1,
        forward: forward[at] as number,
      });
    }
  });
  found.sort((a, b) => a.day - b.day || a.asset - b.asset);
  const column = (key: "asset" | "at" | "day" | "settled") => Int32Array.from(found, (row) => row[key]);
  return {
    asset: column("asset"),
    at: column("at"),
    day: column("day"),
    settled: column("settled"),
    forward: Float64Array.from(found, (row) => row.forward),
  };
}

export interface PredictionWindow {
  /** Days before the first prediction. */
  size: number;
  kind: "ROLLING" | "EXPANDING";
  /** Days predicted with one fit. */
  refitEvery: number;
  /** Days left out between what a fit has seen and the first day it predicts, beyond those that labels reach over. */
  embargo: number;
}

/** One fit: sample numbers. */
export interface PredictionFold {
  train: Int32Array;
  test: Int32Array;
  firstTestDay: number;
  /** Rows that would have been in the training part, left out because their return is settled on or after the first test day, or by the embargo. */
  nPurged: number;
}

/**
 * Walks forward over the panel's days. A row trains only if the return it is labelled with was settled, and `embargo` more days had passed, before
 * the first day that is predicted. Source: Lopez de Prado (2018), sections 7.4.1 and 7.4.2.
 * @param begin the first day that is predicted; the first after a whole window when nothing is said.
 */
export function predictionFolds(
  { day, settled }: Samples,
  nDays: number,
  { size, kind, refitEvery, embargo }: PredictionWindow,
  begin = size,
): PredictionFold[] {
  const folds: PredictionFold[] = [];
  for (let first = begin; first < nDays; first += refitEvery) {
    const train: number[] = [];
    const test: number[] = [];
    let nPurged = 0;
    day.forEach((at, sample) => {
      if (at >= first && at < first + refitEvery) test.push(sample);
      if (at >= first || (kind === "ROLLING" && at < first - size)) return;
      const known = settled[sample] as number;
      if (known >= 0 && known + embargo < first) train.push(sample);
      else nPurged++;
    });
    if (test.length > 0) folds.push({ train: Int32Array.from(train), test: Int32Array.from(test), firstTestDay: first, nPurged });
  }
  return folds;
}
