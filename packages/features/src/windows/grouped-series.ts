import { type GroupedRows, groupRows, isAscending, stableOrder } from "../ordering/stable-order.ts";
import type { EntityColumns } from "./entity-events.ts";
import type { EventSeries } from "./event-series.ts";

/** The rows of a series entity after entity, in time order within each, and its columns copied into that order. */
export interface GroupedSeries extends GroupedRows {
  columns: EntityColumns;
  /** When each event became known, or up to when each decision knows; null where the time says it all. */
  moments: Float64Array | null;
}

/**
 * @param codes entity of each row, -1 = none. @param categories codes of the category columns, by row.
 * @param moments by row; rows of one time are put in their order.
 */
export function groupSeries(
  series: EventSeries,
  { codes, count }: { codes: Int32Array; count: number },
  categories: ReadonlyMap<string, Int32Array>,
  moments: Float64Array | null,
): GroupedSeries {
  const { starts, rows } = groupRows(codes, count, timeOrder(series.times, moments));
  return {
    starts,
    rows,
    columns: {
      times: gatherNumbers(series.times, rows),
      numbers: new Map([...series.numbers].map(([name, { values }]) => [name, gatherNumbers(values, rows)])),
      categories: new Map([...categories].map(([name, values]) => [name, gatherCodes(values, rows)])),
    },
    moments: moments && gatherNumbers(moments, rows),
  };
}

/** Rows by time, those of one time by moment, then by row; undefined where they lie so already. */
function timeOrder(times: Float64Array, moments: Float64Array | null): Int32Array | undefined {
  if (!moments) return isAscending(times) ? undefined : stableOrder(times);
  const byMoment = stableOrder(moments);
  const order = stableOrder(gatherNumbers(times, byMoment));
  return order.map((i) => byMoment[i] as number);
}

/** Positions from <= i < to of every column, as views. */
export function sliceColumns({ times, numbers, categories }: EntityColumns, from: number, to: number): EntityColumns {
  return {
    times: times.subarray(from, to),
    numbers: new Map([...numbers].map(([name, values]) => [name, values.subarray(from, to)])),
    categories: new Map([...categories].map(([name, codes]) => [name, codes.subarray(from, to)])),
  };
}

/** The positions given, in that order, as a copy. */
export function takeColumns({ times, numbers, categories }: EntityColumns, positions: Int32Array): EntityColumns {
  return {
    times: gatherNumbers(times, positions),
    numbers: new Map([...numbers].map(([name, values]) => [name, gatherNumbers(values, positions)])),
    categories: new Map([...categories].map(([name, codes]) => [name, gatherCodes(codes, positions)])),
  };
}

export function longestGroup(starts: Int32Array): number {
  let longest = 0;
  for (let g = 0; g + 1 < starts.length; g++) longest = Math.max(longest, (starts[g + 1] as number) - (starts[g] as number));
  return longest;
}

function gatherNumbers(values: Float64Array, positions: Int32Array): Float64Array {
  const out = new Float64Array(positions.length);
  for (let i = 0; i < out.length; i++) out[i] = values[positions[i] as number] as number;
  return out;
}

function gatherCodes(codes: Int32Array, positions: Int32Array): Int32Array {
  const out = new Int32Array(positions.length);
  for (let i = 0; i < out.length; i++) out[i] = codes[positions[i] as number] as number;
  return out;
}
