import type { ThresholdRow } from "./run-types.ts";

/** The report's row nearest to the wanted threshold; the lower one on a tie. Null only for an empty table. */
export function nearestRowIndex(rows: readonly ThresholdRow[], wanted: number): number | null {
  let best: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  rows.forEach((row, at) => {
    const apart = Math.abs(row.threshold - wanted);
    if (apart < distance - 1e-12) [best, distance] = [at, apart];
  });
  return best;
}

export interface ThresholdRates {
  total: number;
  /** Rows below the threshold: not predicted to be the event. */
  approvalRate: number | null;
  precision: number | null;
  recall: number | null;
  falsePositiveRate: number | null;
  accuracy: number | null;
  /** Share of events among the approved. */
  approvedEventRate: number | null;
}

/** Ratios of one row's four counts; null where the denominator is zero. */
export function ratesOf(row: ThresholdRow): ThresholdRates {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = row;
  const total = tp + fp + tn + fn;
  const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    total,
    approvalRate: ratio(tn + fn, total),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    falsePositiveRate: ratio(fp, fp + tn),
    accuracy: ratio(tp + tn, total),
    approvedEventRate: ratio(fn, tn + fn),
  };
}
