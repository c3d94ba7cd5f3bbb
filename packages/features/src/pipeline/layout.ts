import { AppError, type SequenceSpec } from "@plimsoll/schema";
import type { Frame, FrameColumn } from "./frame.ts";
import { uniqueName } from "./unique-name.ts";
import { stepPlaces } from "./units.ts";

export interface Layout {
  /** `layout[t][f]`: the encoded column that is feature f at step t. */
  layout: string[][];
  featureNames: string[];
  /** The raw columns that feature f is made of, over all steps. */
  sources: string[][];
}

/**
 * Which encoded column is which feature at which step: what is made of the steps of the sequence first, then the static columns at every step.
 * A column made of one step of several groups (a ratio of two) is a feature of that step; one that mixes steps is static.
 * @throws AppError INVALID_INPUT where the steps of a group are encoded unlike each other, or nothing is left of the sequence.
 */
export function layoutOf(frame: Frame, sequence: SequenceSpec | null): Layout {
  const groups = sequence?.groups ?? [];
  const nSteps = groups[0]?.columns.length ?? 1;
  const { perStep, statics } = sorted(frame, sequence, nSteps);
  const used = new Set<string>();
  const layout = Array.from({ length: nSteps }, (): string[] => []);
  const featureNames: string[] = [];
  const sources: string[][] = [];
  if (groups.length > 0 && perStep.size === 0) throw unlike(groups[0]?.name ?? "", "has no column left after the steps");
  for (const [key, steps] of perStep) {
    const members = key.split(" ").map(Number);
    const label = members.map((group) => groups[group]?.name ?? "").join(" and ");
    const width = steps[0]?.length ?? 0;
    if (steps.some((columns) => columns.length !== width)) throw unlike(label, "has steps with unlike encodings");
    for (let f = 0; f < width; f++) {
      const columns = steps.map((step) => step[f] as FrameColumn);
      columns.forEach(({ name }, t) => {
        layout[t]?.push(name);
      });
      const raw = members.map((group) => ({ from: groups[group]?.columns[0] ?? "", to: groups[group]?.name ?? "" }));
      featureNames.push(uniqueName(renamed(columns[0]?.name ?? "", raw), used));
      sources.push([...new Set(columns.flatMap((column) => column.sources))]);
    }
  }
  for (const { name, sources: own } of statics) {
    for (const step of layout) step.push(name);
    featureNames.push(uniqueName(name, used));
    sources.push([...own]);
  }
  return { layout, featureNames, sources };
}

/** Columns by the groups that they are made of and by step, in the frame's order; groups in the order of the sequence. */
function sorted(
  frame: Frame,
  sequence: SequenceSpec | null,
  nSteps: number,
): { perStep: Map<string, FrameColumn[][]>; statics: FrameColumn[] } {
  const places = stepPlaces(sequence);
  const found = new Map<string, FrameColumn[][]>();
  const statics: FrameColumn[] = [];
  for (const column of frame) {
    const own = column.sources.flatMap((source) => places.get(source) ?? []);
    const t = own[0]?.t;
    if (t === undefined || own.some((place) => place.t !== t)) {
      statics.push(column);
      continue;
    }
    const key = [...new Set(own.map(({ group }) => group))].sort((a, b) => a - b).join(" ");
    let steps = found.get(key);
    if (!steps) {
      steps = Array.from({ length: nSteps }, () => []);
      found.set(key, steps);
    }
    steps[t]?.push(column);
  }
  const alone = (key: string): boolean => !key.includes(" ");
  const keys = [...found.keys()].sort((a, b) => Number(alone(b)) - Number(alone(a)) || Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return { perStep: new Map(keys.map((key) => [key, found.get(key) ?? []])), statics };
}

/** The name of a step's column with the group's name where that of its own column stands, longest first. */
function renamed(name: string, raw: readonly { from: string; to: string }[]): string {
  const [only] = raw;
  if (raw.length === 1 && only) return name.startsWith(only.from) ? `${only.to}${name.slice(only.from.length)}` : name;
  return raw.toSorted((a, b) => b.from.length - a.from.length).reduce((text, { from, to }) => text.replaceAll(from, () => to), name);
}

const unlike = (group: string, says: string): AppError =>
  new AppError("INVALID_INPUT", "input", `Sequence group '${group}' ${says}. Apply each step to all columns of a group together.`, {
    path: ["pipeline", "steps"],
  });
