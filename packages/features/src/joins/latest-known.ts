import { type SharedCodes, wholeRange } from "../ordering/keys.ts";
import { isAscending } from "../ordering/stable-order.ts";

/** Decisions to be matched. */
export interface AskedMoments {
  times: Float64Array;
  /** Rows by time; null = as they are. */
  order: Int32Array | null;
}

/** Rows to be matched with. */
export interface KnownRows {
  times: Float64Array;
  /** When each row became known; `times` itself where that is the same. */
  known: Float64Array;
  /** Rows in the order of `known`; null = as they are. */
  order: Int32Array | null;
}

/**
 * Row for each decision, -1 = none: both sides are walked through in the order in which rows become known, with the latest row of each
 * key at hand.
 * @param keys codes of the decisions (left) and of the rows (right). @param exact whether a row of the decision's own moment is known.
 */
export function latestKnown(asked: AskedMoments, { times, known, order }: KnownRows, keys: SharedCodes, exact: boolean): Int32Array {
  const latest = new Int32Array(keys.count).fill(-1);
  const rows = new Int32Array(asked.times.length);
  const n = known.length;
  let next = 0;
  for (let i = 0; i < rows.length; i++) {
    const decision = asked.order ? (asked.order[i] as number) : i;
    const t = asked.times[decision] as number;
    for (; next < n; next++) {
      const row = order ? (order[next] as number) : next;
      const moment = known[row] as number;
      if (moment >= t && (moment > t || !exact)) break;
      const code = keys.right[row] as number;
      if (code < 0) continue;
      const held = latest[code] as number;
      // A row that became known late must not hide a younger one.
      if (known === times || held < 0 || isYounger(times, row, held)) latest[code] = row;
    }
    const code = keys.left[decision] as number;
    rows[decision] = code < 0 ? -1 : (latest[code] as number);
  }
  return rows;
}

/** By time, then by place in the table. */
function isYounger(times: Float64Array, row: number, held: number): boolean {
  const [time, other] = [times[row] as number, times[held] as number];
  return time > other || (time === other && row > held);
}

/** Keys of the decisions in the direct look-up below reach at most so far from the smallest to the largest. */
const MAX_SLOTS = 2 ** 22;

/**
 * The same for the most common shape in half the time: one key of whole numbers on both sides, decisions in time order, rows known at
 * their time. The key itself is the place in the table of latest rows; rows of keys that no decision has fall through.
 * @returns null where the shape is another: keys spread too far, or rows out of time order or without a time.
 */
export function latestInOrder(
  decisions: { times: Float64Array; keys: Float64Array },
  rows: { times: Float64Array; keys: Float64Array },
  exact: boolean,
): Int32Array | null {
  const range = wholeRange(decisions.keys, null);
  if (!range || range.max - range.min >= MAX_SLOTS) return null;
  const { min } = range;
  const nSlots = (range.max - min + 1) | 0;
  const latest = new Int32Array(nSlots).fill(-1);
  const { times, keys } = rows;
  const limits = exact ? decisions.times.map(nextDouble) : decisions.times;
  const askedKeys = decisions.keys;
  const n = times.length;
  const found = new Int32Array(limits.length);
  let next = 0;
  let before = 0;
  for (let i = 0; i < found.length; i++) {
    const limit = limits[i] as number;
    while (next < n && (times[next] as number) < limit) {
      if ((times[next] as number) < (times[before] as number)) return null;
      const slot = (keys[next] as number) - min;
      const place = slot | 0;
      if (place === slot && place >= 0 && place < nSlots) latest[place] = next;
      before = next;
      next += 1;
    }
    const slot = (askedKeys[i] as number) - min;
    const place = slot | 0;
    found[i] = place === slot ? (latest[place] as number) : -1;
  }
  // What no decision came to must be in order too, or it might belong before one.
  if (!isAscending(times.subarray(before)) || !Number.isFinite(times[0] ?? 0) || !Number.isFinite(times[n - 1] ?? 0)) return null;
  return found;
}

/** The smallest double above a finite one. */
function nextDouble(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  cell[0] = value;
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n);
  return cell[0];
}

const cell = new Float64Array(1);
const bits = new BigInt64Array(cell.buffer);
