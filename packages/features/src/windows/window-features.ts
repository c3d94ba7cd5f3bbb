import { AppError } from "@plimsoll/schema";
import { entityCodes, sharedCodes } from "../ordering/keys.ts";
import { stableOrder } from "../ordering/stable-order.ts";
import { findColumn, type NumericColumn, type Table } from "../table.ts";
import type { EntityColumns } from "./entity-events.ts";
import { WindowEvaluator } from "./evaluate.ts";
import { type EventSeries, eventSeries } from "./event-series.ts";
import { bitSpan } from "./exact-sums.ts";
import { type GroupedSeries, groupSeries, longestGroup, sliceColumns, takeColumns } from "./grouped-series.ts";
import { evaluateLate, findLate, type KnownEntity } from "./late-decisions.ts";
import { type ContentOrder, contentOrder } from "./tie-order.ts";
import { type CompiledWindows, compileWindows, type WindowSpecInput } from "./window-spec.ts";

export interface WindowResult {
  /** One column for each feature, a row for each decision, in the decisions' own order. NaN = missing. */
  columns: NumericColumn[];
  /** Decisions whose longest window held more events than `maxEvents` let them see. */
  nCapped: number;
  /** Decisions that came later than `lateness` allows, so that part of their window may no longer have been kept. */
  nClipped: number;
}

/**
 * Window features of a whole history: for each decision, what its entity did before. The numbers are bit for bit those that
 * `WindowState` gives when the same events reach it one by one in the order in which they became known.
 * @param events one row an event. @param decisions where and when features are wanted; by default each event is a decision of its own.
 * A decision without a key has no past: all its features are missing.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH, INVALID_INPUT (the spec, a cell, or a feature named like a column).
 */
export function windowFeatures(events: Table, input: WindowSpecInput, decisions?: Table): WindowResult {
  const compiled = compileWindows(input);
  checkNames(compiled, decisions ?? events);
  if (decisions && compiled.spec.current === "INCLUDED") {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      "current: INCLUDED needs the events to be the decisions. Take EXCLUDED for decisions of another table.",
      { path: ["current"] },
    );
  }
  const source = eventSeries(events, compiled, "EVENTS");
  const asked = decisions ? eventSeries(decisions, compiled, "DECISIONS") : null;
  const prepared = prepare(source, asked);
  const rowCount = (asked ?? source).rowCount;
  const columns = compiled.features.map(({ name }): NumericColumn => ({ name, type: "FLOAT", values: new Float64Array(rowCount) }));
  if (prepared.decisions.rows.length < rowCount) for (const { values } of columns) values.fill(Number.NaN);
  return { columns, ...fill(compiled, prepared, columns) };
}

function checkNames(compiled: CompiledWindows, table: Table): void {
  const taken = compiled.features.find(({ name }) => findColumn(table, name));
  if (!taken) return;
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `Window feature '${taken.name}' is named like a column of the table. Give it another name.`,
    {
      path: ["features"],
      columns: [taken.name],
    },
  );
}

interface Prepared {
  events: GroupedSeries;
  /** The same object as `events` where each event is a decision. */
  decisions: GroupedSeries;
  nEntities: number;
  evaluator(compiled: CompiledWindows): WindowEvaluator;
  /** Compares positions of `events`. */
  content: ContentOrder;
}

function prepare(source: EventSeries, asked: EventSeries | null): Prepared {
  const shared = asked ? sharedCodes(source.keys, asked.keys) : null;
  const keys = shared ? { codes: shared.left, count: shared.count } : entityCodes(source.keys);
  const codeCounts = new Map<string, number>();
  const [eventCodes, decisionCodes] = [new Map<string, Int32Array>(), new Map<string, Int32Array>()];
  for (const [name, column] of source.categories) {
    const own = asked?.categories.get(name);
    const shared = own && sharedCodes([column], [own]);
    const { codes, count } = shared ? { codes: shared.left, count: shared.count } : entityCodes([column]);
    eventCodes.set(name, codes);
    if (shared) decisionCodes.set(name, shared.right);
    codeCounts.set(name, count);
  }
  // Where events decide on themselves, of two that became known together the first row knows nothing of the second, but not the reverse.
  const known = source.arrivals && !asked ? placesOf(stableOrder(source.arrivals)) : source.arrivals;
  const events = groupSeries(source, keys, eventCodes, known);
  const decisions =
    asked && shared ? groupSeries(asked, { codes: shared.right, count: shared.count }, decisionCodes, known && asked.times) : events;
  const facts = {
    spans: new Map([...source.numbers].map(([name, { values }]) => [name, bitSpan(values)])),
    codeCounts,
    maxEvents: longestGroup(events.starts),
  };
  let content: ContentOrder | null = null;
  return {
    events,
    decisions,
    nEntities: keys.count,
    evaluator: (part) => new WindowEvaluator(part, facts),
    content(a, b) {
      content ??= contentOrder(events.columns, source.categories, events.rows);
      return content(a, b);
    },
  };
}

function placesOf(order: Int32Array): Float64Array {
  const places = new Float64Array(order.length);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return places;
}

/**
 * Features are computed for one entity at a time, whose rows lie far apart in the table: so many are written beside each other first,
 * one cache line for each row, and only then put into their columns.
 */
const TILE = 8;

function fill(compiled: CompiledWindows, prepared: Prepared, columns: readonly NumericColumn[]): { nCapped: number; nClipped: number } {
  const rowCount = columns[0]?.values.length ?? 0;
  const tile = new Float64Array(rowCount * Math.min(TILE, columns.length));
  let counts = { nCapped: 0, nClipped: 0 };
  for (let start = 0; start < columns.length; start += TILE) {
    const part = columns.slice(start, start + TILE);
    const width = part.length;
    if (prepared.decisions.rows.length < rowCount) tile.fill(Number.NaN);
    counts = fillTile(featureRange(compiled, start, start + TILE), prepared, tile, width);
    part.forEach(({ values }, f) => {
      for (let row = 0, at = f; row < rowCount; row++, at += width) values[row] = tile[at] as number;
    });
  }
  return counts;
}

/** The same windows with some of the features only. */
const featureRange = (compiled: CompiledWindows, from: number, to: number): CompiledWindows => ({
  ...compiled,
  features: compiled.features.slice(from, to),
});

/** @param tile [rowCount, width] row-major, written. */
function fillTile(compiled: CompiledWindows, prepared: Prepared, tile: Float64Array, width: number): { nCapped: number; nClipped: number } {
  const { events, decisions, nEntities, content } = prepared;
  const evaluator = prepared.evaluator(compiled);
  const lateEvaluator = prepared.evaluator(compiled);
  const scratch = compiled.features.map(() => new Float64Array(longestGroup(decisions.starts)));
  const lateScratch = compiled.features.map(() => new Float64Array(1));
  const { maxEvents } = compiled.spec;
  let nCapped = 0;
  let nClipped = 0;
  for (let entity = 0; entity < nEntities; entity++) {
    const [from, to] = [decisions.starts[entity] as number, decisions.starts[entity + 1] as number];
    if (from === to) continue;
    const [first, last] = [events.starts[entity] as number, events.starts[entity + 1] as number];
    const past = sliceColumns(events.columns, first, last);
    const asked = decisions === events ? past : sliceColumns(decisions.columns, from, to);
    const entityKnown = knownEntity(prepared, past, asked, first, from);
    const late = entityKnown ? findLate(entityKnown, compiled.longestMs) : [];
    if (last - first <= maxEvents) evaluator.evaluate(past, asked, null, scratch);
    else {
      const visible = visibleCounts(asked.times, maxEvents, decisions === events);
      evaluator.evaluate(inContentOrder(past, first, content), asked, visible, scratch);
      for (const { index } of late) evaluator.hidden[index] = 0;
      for (const isHidden of evaluator.hidden) nCapped += isHidden;
    }
    for (const decision of entityKnown ? late : []) {
      const local: ContentOrder = (a, b) => content(first + a, first + b);
      const { capped, clipped } = evaluateLate(
        { compiled, evaluator: lateEvaluator, content: local, out: lateScratch },
        entityKnown as KnownEntity,
        decision,
      );
      nCapped += Number(capped);
      nClipped += Number(clipped);
      scratch.forEach((values, f) => {
        values[decision.index] = lateScratch[f]?.[0] as number;
      });
    }
    for (let f = 0; f < width; f++) {
      const values = scratch[f] as Float64Array;
      for (let i = from; i < to; i++) tile[(decisions.rows[i] as number) * width + f] = values[i - from] as number;
    }
  }
  return { nCapped, nClipped };
}

function knownEntity(
  { events, decisions }: Prepared,
  past: EntityColumns,
  asked: EntityColumns,
  first: number,
  from: number,
): KnownEntity | null {
  if (!events.moments || !decisions.moments) return null;
  const known = events.moments.subarray(first, first + past.times.length);
  const asOf = decisions === events ? known : decisions.moments.subarray(from, from + asked.times.length);
  return { events: past, known, decisions: asked, asOf };
}

/** How many events before each decision are still kept: those of its own moment that came before it take up places too. */
function visibleCounts(times: Float64Array, maxEvents: number, areEvents: boolean): Int32Array {
  const visible = new Int32Array(times.length).fill(maxEvents);
  let tieStart = 0;
  for (let d = 0; areEvents && d < times.length; d++) {
    if (times[d] !== times[tieStart]) tieStart = d;
    visible[d] = Math.max(0, maxEvents - (d - tieStart));
  }
  return visible;
}

function inContentOrder(past: EntityColumns, first: number, content: ContentOrder): EntityColumns {
  const { times } = past;
  const positions = new Int32Array(times.length).map((_, i) => i);
  for (let start = 0; start < times.length; ) {
    let end = start + 1;
    while (end < times.length && times[end] === times[start]) end++;
    if (end - start > 1) positions.subarray(start, end).sort((a, b) => content(first + a, first + b));
    start = end;
  }
  return takeColumns(past, positions);
}
