import { isAscending, stableOrder } from "../ordering/stable-order.ts";
import type { EntityColumns } from "./entity-events.ts";
import type { WindowEvaluator } from "./evaluate.ts";
import { sliceColumns, takeColumns } from "./grouped-series.ts";
import type { ContentOrder } from "./tie-order.ts";
import type { CompiledWindows } from "./window-spec.ts";

/** A decision that does not know all earlier events of its window, or whose entity has shown it younger ones. */
interface LateDecision {
  /** Position in the entity's decisions. */
  index: number;
  /** Time of the youngest event known to it; -Infinity of none. */
  watermark: number;
}

/** One entity's events and decisions, by time, with their moments of knowledge. */
export interface KnownEntity {
  events: EntityColumns;
  /** When each event became known. */
  known: Float64Array;
  decisions: EntityColumns;
  /** Each decision knows the events with a smaller moment. */
  asOf: Float64Array;
}

/** The decisions of one entity for which "all events before" and "all known events before" differ. */
export function findLate({ events, known, decisions, asOf }: KnownEntity, longestMs: number): LateDecision[] {
  if (known === asOf && isAscending(known)) return [];
  const byMoment = stableOrder(known);
  const moments = known.slice().sort();
  let youngest = Number.NEGATIVE_INFINITY;
  const watermarks = Float64Array.from(byMoment, (position) => {
    youngest = Math.max(youngest, events.times[position] as number);
    return youngest;
  });
  const found: LateDecision[] = [];
  // Positions whose moment is larger than all later ones up to `next`: the first is the window's largest.
  const candidates: number[] = [];
  let head = 0;
  let next = 0;
  decisions.times.forEach((t, index) => {
    for (; next < events.times.length && (events.times[next] as number) < t; next++) {
      while (candidates.length > head && (known[candidates.at(-1) as number] as number) <= (known[next] as number)) candidates.pop();
      candidates.push(next);
    }
    while (head < candidates.length && (events.times[candidates[head] as number] as number) < t - longestMs) head++;
    const asOfMoment = asOf[index] as number;
    const nKnown = countBelow(moments, asOfMoment);
    const watermark = nKnown === 0 ? Number.NEGATIVE_INFINITY : (watermarks[nKnown - 1] as number);
    const isHiding = head < candidates.length && (known[candidates[head] as number] as number) >= asOfMoment;
    if (isHiding || watermark > t) found.push({ index, watermark });
  });
  return found;
}

function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One late decision by what was kept of the known events at its moment: those within the horizon of the youngest, and of these the
 * latest `maxEvents`.
 * @param content compares positions in `events`. @returns whether the limit or the horizon took events out of its longest window.
 */
export function evaluateLate(
  {
    compiled,
    evaluator,
    content,
    out,
  }: { compiled: CompiledWindows; evaluator: WindowEvaluator; content: ContentOrder; out: readonly Float64Array[] },
  { events, known, decisions, asOf }: KnownEntity,
  { index, watermark }: LateDecision,
): { capped: boolean; clipped: boolean } {
  const { times } = events;
  const t = decisions.times[index] as number;
  const floor = watermark - compiled.horizonMs;
  const start = t - compiled.longestMs;
  const isKnown = (position: number): boolean => (known[position] as number) < (asOf[index] as number);
  const kept: number[] = [];
  let nAfter = 0;
  for (let i = countBelow(times, Math.max(start, floor)); i < times.length && (times[i] as number) <= watermark; i++) {
    if (!isKnown(i)) continue;
    if ((times[i] as number) < t) kept.push(i);
    else nAfter += 1;
  }
  const room = Math.max(0, compiled.spec.maxEvents - nAfter);
  const capped = kept.length > room;
  if (capped) kept.sort((a, b) => (times[a] as number) - (times[b] as number) || content(a, b));
  const visible = takeColumns(events, Int32Array.from(capped ? kept.slice(kept.length - room) : kept));
  evaluator.evaluate(visible, sliceColumns(decisions, index, index + 1), null, out);
  return { capped, clipped: floor > start };
}
