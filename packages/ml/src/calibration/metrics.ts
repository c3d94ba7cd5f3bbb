import type { DataSplit, MetricValue } from "@plimsoll/schema";
import type { Values } from "../evaluation/inputs.ts";
import { calibrationReport } from "./report.ts";

/**
 * What a run records of calibration: `ece` (ten bins of equally many rows), `calibration_slope` and `calibration_intercept`, the last two
 * only where they have a value. Without intervals: the error is biased upwards on resamples.
 * @throws AppError as `calibrationReport`.
 */
export function calibrationMetrics(y: Values, probability: Values, split: DataSplit): MetricValue[] {
  const { ece, slope, intercept } = calibrationReport(y, probability);
  const named = { ece, calibration_slope: slope, calibration_intercept: intercept };
  return Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [{ name, split, value, low: null, high: null }]));
}
