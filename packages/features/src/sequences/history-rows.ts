import { AppError, type SequenceHistory } from "@plimsoll/schema";
import { entityCodes } from "../ordering/keys.ts";
import { groupRows, stableOrder } from "../ordering/stable-order.ts";
import { getColumn, type Table } from "../table.ts";
import { timeColumn } from "../time-values.ts";

/** Which rows of a long table are the steps and the targets of each sample. */
export interface HistoryRows {
  n: number;
  nSteps: number;
  /** [n] the sample's own row, ascending. */
  anchors: Int32Array;
  /** [n, T] row of each step, oldest first, the sample's own row last; -1 = no such step. */
  steps: Int32Array;
  /** [n, horizons] row in which the target of each horizon stands; -1 = there is none. */
  targets: Int32Array;
}

export interface HistoryRequest {
  history: Pick<SequenceHistory, "entity" | "time" | "steps" | "gaps" | "gap">;
  /** Rows of the entity later; 0 = the sample's own. */
  horizons: readonly number[];
  samples: "EVERY" | "LAST";
}

/**
 * The samples of a long table, in the order of its rows: each row (or the last of each entity) with the rows of its entity strictly
 * before it as earlier steps. Rows of the sample's own moment are neither steps nor targets. A row without an entity stands alone.
 * Time: O(rows * T), with gaps GRID times the logarithm of the entity's rows.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH or INVALID_INPUT for the entity's and the time's columns.
 */
export function historyRows(table: Table, { history, horizons, samples }: HistoryRequest): HistoryRows {
  const time = timeColumn(table, history.time);
  const keys = history.entity.map((name) => getColumn(table, name));
  const { codes, count } = keys.length > 0 ? entityCodes(keys) : { codes: new Int32Array(table.rowCount), count: 1 };
  const { starts, rows } = groupRows(codes, count, time.isAscending ? undefined : stableOrder(time.values));
  const anchors = samples === "EVERY" ? allAnchors(table.rowCount) : lastAnchors(starts, rows);
  const sampleOf = new Int32Array(table.rowCount).fill(-1);
  anchors.forEach((row, sample) => {
    sampleOf[row] = sample;
  });
  const nSteps = history.steps;
  const found: HistoryRows = {
    n: anchors.length,
    nSteps,
    anchors,
    steps: allocate(anchors.length * nSteps).fill(-1),
    targets: new Int32Array(anchors.length * horizons.length).fill(-1),
  };
  anchors.forEach((row, sample) => {
    found.steps[sample * nSteps + nSteps - 1] = row;
    horizons.forEach((horizon, h) => {
      if (horizon === 0) found.targets[sample * horizons.length + h] = row;
    });
  });
  const gap = gapOf(table, history);
  for (let entity = 0; entity < count; entity++) {
    const own = rows.subarray(starts[entity], starts[entity + 1]);
    const times = Float64Array.from(own, (row) => time.values[row] as number);
    fillEntity({ own, times, sampleOf, gaps: history.gaps, gap, horizons, found });
  }
  return found;
}

interface EntityRows {
  /** Rows of the entity by time. */
  own: Int32Array;
  times: Float64Array;
  sampleOf: Int32Array;
  gaps: SequenceHistory["gaps"];
  gap: number;
  horizons: readonly number[];
  found: HistoryRows;
}

function fillEntity(entity: EntityRows): void {
  const { own, times, sampleOf, gaps, gap, horizons, found } = entity;
  const { nSteps } = found;
  let tieStart = 0;
  let tieEnd = 0;
  for (let at = 0; at < own.length; at++) {
    if (at >= tieEnd) {
      tieStart = at;
      while (tieEnd < own.length && times[tieEnd] === times[at]) tieEnd++;
    }
    const sample = sampleOf[own[at] as number] as number;
    if (sample < 0) continue;
    const last = sample * nSteps + nSteps - 1;
    for (let back = 1, place = tieStart - 1; back < nSteps; back++) {
      if (gaps === "GRID") place = Math.min(place, countUpTo(times, (times[at] as number) - back * gap) - 1);
      if (place < 0) break;
      if (gaps === "BREAK" && laterOf(times, place, back === 1 ? at : place + 1) > gap) break;
      if (gaps === "GRID" && !((times[place] as number) > (times[at] as number) - (back + 1) * gap)) continue;
      found.steps[last - back] = own[place] as number;
      place--;
    }
    horizons.forEach((horizon, h) => {
      if (horizon > 0) found.targets[sample * horizons.length + h] = targetRow(entity, at, tieEnd, horizon);
    });
  }
}

/** Time from one row to a later one. */
const laterOf = (times: Float64Array, from: number, to: number): number => (times[to] as number) - (times[from] as number);

/** How many times are at most `limit`. */
function countUpTo(times: Float64Array, limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function targetRow({ own, times, gaps, gap }: EntityRows, at: number, tieEnd: number, horizon: number): number {
  const t = times[at] as number;
  if (gaps === "GRID") {
    const place = countUpTo(times, t + horizon * gap) - 1;
    return place >= tieEnd && (times[place] as number) > t + (horizon - 1) * gap ? (own[place] as number) : -1;
  }
  const place = tieEnd + horizon - 1;
  if (place >= own.length) return -1;
  for (let i = tieEnd; gaps === "BREAK" && i <= place; i++) if (laterOf(times, i === tieEnd ? at : i - 1, i) > gap) return -1;
  return own[place] as number;
}

function allAnchors(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  return rows;
}

function lastAnchors(starts: Int32Array, rows: Int32Array): Int32Array {
  const last: number[] = [];
  for (let g = 0; g + 1 < starts.length; g++)
    if ((starts[g + 1] as number) > (starts[g] as number)) last.push(rows[(starts[g + 1] as number) - 1] as number);
  return Int32Array.from(last).sort();
}

/** The gap in the unit of the column's numbers. */
function gapOf(table: Table, { time, gap }: Pick<SequenceHistory, "time" | "gap">): number {
  const { type } = getColumn(table, time);
  return (gap ?? 0) * (type === "DATE" || type === "TIMESTAMP" ? 1000 : 1);
}

function allocate(length: number): Int32Array {
  try {
    return new Int32Array(length);
  } catch (cause) {
    const gib = ((length * 4) / 2 ** 30).toFixed(1);
    throw new AppError("OUT_OF_MEMORY", "resource", `The steps need ${gib} GiB in one piece. Use fewer rows or steps.`, {}, { cause });
  }
}
