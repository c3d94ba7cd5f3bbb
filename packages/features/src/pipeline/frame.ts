import type { ColumnSchema } from "../table.ts";
import type { PlannedColumn, Transform } from "../transforms/transform.ts";
import { uniqueName } from "./unique-name.ts";

/** A column on its way through the steps. */
export interface FrameColumn extends ColumnSchema {
  /** The columns of the data set that it is made of. */
  sources: readonly string[];
  /** Whether the steps so far leave no cell missing, whatever row comes. */
  filled: boolean;
  /** Columns of the data set whose missing cells are missing here too. */
  gaps: readonly string[];
  /** Whether a step has made it or given it another value. */
  touched: boolean;
  /** Whether it is there whatever the training rows hold. */
  certain: boolean;
  /** Planning only: it stands for all columns whose names begin with `name`. */
  family: boolean;
  /** Planning only: the family that it is a member of. */
  within?: FrameColumn;
}

/** The columns that one fit of a step reads and what it gives: one column, one sequence group, or all columns of the step. */
export interface Unit {
  inputs: readonly FrameColumn[];
  outputs: readonly PlannedColumn[];
}

/** The columns between two steps, in the order in which they are written out at the end. */
export type Frame = readonly FrameColumn[];

export const startFrame = (columns: readonly ColumnSchema[]): Frame =>
  columns.map(({ name, type }) => ({
    name,
    type,
    sources: [name],
    filled: false,
    gaps: [name],
    touched: false,
    certain: true,
    family: false,
  }));

/**
 * The frame after a step. A replacing step's outputs take the place of the first input they are made of, an appending step's stand right
 * after the last one; names that are taken get a number.
 * @returns the frame, and the new columns of each unit in the order of its outputs.
 */
export function placeOutputs(frame: Frame, kind: Transform, units: readonly Unit[]): { frame: Frame; made: FrameColumn[][] } {
  const replaced = new Set(kind.effect === "replace" ? units.flatMap(({ inputs }) => inputs) : []);
  const used = new Set(frame.filter((column) => !replaced.has(column)).map(({ name }) => name));
  const after = new Map<FrameColumn, FrameColumn[]>();
  const made = units.map(({ inputs, outputs }) =>
    outputs.map((output) => {
      const from = output.from ? output.from.map((at) => inputs[at] as FrameColumn) : inputs;
      const anchor = (kind.effect === "replace" ? from[0] : from[from.length - 1]) as FrameColumn;
      const column = columnMade(kind, output, from, used);
      const placed = after.get(anchor.within ?? anchor);
      if (placed) placed.push(column);
      else after.set(anchor.within ?? anchor, [column]);
      return column;
    }),
  );
  const next = frame.flatMap((column) => [...(replaced.has(column) ? [] : [column]), ...(after.get(column) ?? [])]);
  return { frame: next, made };
}

function columnMade(kind: Transform, output: PlannedColumn, from: readonly FrameColumn[], used: Set<string>): FrameColumn {
  const fills = output.filled === true || kind.missing === "FILLS";
  const family = output.family === true || from.some((column) => column.family);
  return {
    name: family ? output.name : uniqueName(output.name, used),
    type: output.type,
    sources: [...new Set(from.flatMap(({ sources }) => sources))],
    filled: fills || (kind.missing === "KEEPS" && from.every(({ filled }) => filled)),
    gaps: fills ? [] : [...new Set(from.flatMap(({ gaps }) => gaps))],
    touched: true,
    certain: !kind.decides && from.every(({ certain }) => certain),
    family,
  };
}
