import type { SequenceSpec } from "@plimsoll/schema";
import type { Transform } from "../transforms/transform.ts";
import type { Frame, FrameColumn } from "./frame.ts";

/** Where a raw column stands in the sequence. */
export interface StepPlace {
  group: number;
  /** Step, oldest = 0. */
  t: number;
}

export function stepPlaces(sequence: SequenceSpec | null): ReadonlyMap<string, StepPlace> {
  return new Map((sequence?.groups ?? []).flatMap(({ columns }, group) => columns.map((name, t) => [name, { group, t }] as const)));
}

/**
 * The columns of a step in the portions that are fitted by themselves: all at once for a step that reads them together; else each column
 * alone, but the steps of one sequence group as one, so that a value means the same at every step. What was made of a group earlier (a copy,
 * an indicator) stays apart from what it was made of: the k-th column made of one step goes with the k-th of the others.
 */
export function unitsOf(
  kind: Transform,
  columns: readonly FrameColumn[],
  frame: Frame,
  places: ReadonlyMap<string, StepPlace>,
): FrameColumn[][] {
  if (kind.scope === "TOGETHER") return columns.length > 0 ? [[...columns]] : [];
  const ordinal = ordinals(frame, places);
  const shared = new Map<string, FrameColumn[]>();
  const units: FrameColumn[][] = [];
  for (const column of columns) {
    const place = column.sources.length === 1 ? places.get(column.sources[0] ?? "") : undefined;
    const key = place ? `${place.group}:${ordinal.get(column) ?? 0}` : null;
    const unit = key === null ? undefined : shared.get(key);
    if (unit) unit.push(column);
    else {
      const started = [column];
      if (key !== null) shared.set(key, started);
      units.push(started);
    }
  }
  return units;
}

/** For each column made of one step of a sequence alone: how many stand before it that are made of the same. */
function ordinals(frame: Frame, places: ReadonlyMap<string, StepPlace>): Map<FrameColumn, number> {
  const counts = new Map<string, number>();
  const ordinal = new Map<FrameColumn, number>();
  if (places.size === 0) return ordinal;
  for (const column of frame) {
    const source = column.sources[0] ?? "";
    if (column.sources.length !== 1 || !places.has(source)) continue;
    const k = counts.get(source) ?? 0;
    ordinal.set(column, k);
    counts.set(source, k + 1);
  }
  return ordinal;
}
