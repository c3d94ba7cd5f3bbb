import type { DataSplit, MetricValue } from "@plimsoll/schema";
import type { Interval } from "./bootstrap.ts";

/** Joins names, values and intervals, which share one order, to what a run records. */
export function metricValues(
  names: readonly string[],
  split: DataSplit,
  values: Float64Array,
  intervals: Interval[] | null,
): MetricValue[] {
  return names.map((name, i) => {
    const interval = intervals?.[i];
    return { name, split, value: values[i] as number, low: interval?.low ?? null, high: interval?.high ?? null };
  });
}
