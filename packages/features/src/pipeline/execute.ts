import { AppError } from "@plimsoll/schema";
import { type Column, type ColumnSchema, findColumn, type Table } from "../table.ts";
import { transform } from "../transforms/index.ts";
import type { FittedPipeline } from "./pipeline.ts";

/** Values over the fitted rows that a fit's outputs have in place of what it computes, by position of the fit. */
export type FittedColumns = Map<number, readonly Column[]>;

interface CompiledStep {
  inputs: number[];
  reads: number[];
  outputs: number[];
  run(inputs: readonly Column[], also: readonly Column[]): Column[];
}

/** A fitted pipeline with its steps opened and its columns numbered: what the blocks of a table go through. */
export interface CompiledPipeline {
  columns: ColumnSchema[];
  /** The slot of each raw column. */
  raw: number[];
  steps: CompiledStep[];
  /** `layout[t][f]`: the slot of feature f at step t. */
  layout: number[][];
  nSlots: number;
  names: string[];
  nFeatures: number;
}

/** @throws AppError BAD_BUNDLE for a version that is not known, or steps that read what no step gives. */
export function compile(fitted: FittedPipeline): CompiledPipeline {
  if (fitted.version !== 1 && fitted.version !== 2) {
    const version: unknown = (fitted as { version?: unknown }).version;
    throw damaged(`its pipeline has version ${String(version)}, this release reads 1 and 2`);
  }
  const names: string[] = [];
  const slotOf = new Map<string, number>();
  const give = (name: string): number => {
    const slot = names.push(name) - 1;
    slotOf.set(name, slot);
    return slot;
  };
  const take = (name: string): number => {
    const slot = slotOf.get(name);
    if (slot === undefined) throw damaged(`its pipeline reads '${name}', which none of its steps gives`);
    return slot;
  };
  const raw = fitted.columns.map(({ name }) => give(name));
  const steps = fitted.steps.map(({ type, params, inputs, reads = [], outputs, state }): CompiledStep => {
    const kind = transform(type);
    // A column replaced under its own name gets a slot of its own.
    const slots = { inputs: inputs.map(take), reads: reads.map(take) };
    return { ...slots, outputs: outputs.map(give), run: kind.open(kind.parse(params), state) };
  });
  const layout = fitted.layout.map((features) => features.map(take));
  return { columns: fitted.columns, raw, steps, layout, nSlots: names.length, names, nFeatures: fitted.nFeatures };
}

/**
 * The table's column as the pipeline reads it. INTEGER and FLOAT are the same numbers; nothing else stands for another type.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH.
 */
export function inputColumn(table: Table, schema: ColumnSchema): Column {
  const column = findColumn(table, schema.name);
  if (!column) {
    throw new AppError("MISSING_COLUMN", "input", `Column '${schema.name}' is missing. The model reads it.`, {
      path: [schema.name],
      columns: [schema.name],
    });
  }
  const isNumber = (type: string): boolean => type === "INTEGER" || type === "FLOAT";
  if (column.type === schema.type || (isNumber(column.type) && isNumber(schema.type))) return column;
  throw new AppError("TYPE_MISMATCH", "input", `Column '${schema.name}' is ${column.type}; the model was trained on ${schema.type}.`, {
    path: [schema.name],
    columns: [schema.name],
  });
}

/** One call's work: which rows of which table, and where the features go. */
export interface Application {
  pipeline: CompiledPipeline;
  table: Table;
  rows: Int32Array | undefined;
  /** Set where the rows are those that were fitted on. */
  crossFitted: FittedColumns | null;
  data: Float32Array;
}

/** Rows start <= i < end of the call into their place in `data`. */
export function runBlock({ pipeline, table, rows, crossFitted, data }: Application, start: number, end: number): void {
  const frame = new Array<Column>(pipeline.nSlots);
  pipeline.columns.forEach((schema, index) => {
    frame[pipeline.raw[index] as number] = blockOf(inputColumn(table, schema), rows, start, end);
  });
  const at = (slot: number): Column => frame[slot] as Column;
  pipeline.steps.forEach((step, index) => {
    const known = crossFitted?.get(index);
    const outputs = known
      ? known.map((column) => blockOf(column, undefined, start, end))
      : step.run(step.inputs.map(at), step.reads.map(at));
    step.outputs.forEach((slot, output) => {
      frame[slot] = outputs[output] as Column;
    });
  });
  const width = pipeline.layout.length * pipeline.nFeatures;
  pipeline.layout.forEach((slots, t) => {
    slots.forEach((slot, f) => {
      const problem = scatter(at(slot), data, start * width + t * pipeline.nFeatures + f, width);
      if (problem >= 0) throw notFinite(pipeline.names[slot] ?? "", rows ? (rows[start + problem] as number) : start + problem);
    });
  });
}

function blockOf(column: Column, rows: Int32Array | undefined, start: number, end: number): Column {
  if (column.type === "STRING")
    return {
      ...column,
      codes: rows ? gather(column.codes, new Int32Array(end - start), rows, start) : column.codes.subarray(start, end),
    };
  return {
    ...column,
    values: rows ? gather(column.values, new Float64Array(end - start), rows, start) : column.values.subarray(start, end),
  };
}

function gather<T extends Int32Array | Float64Array>(from: T, out: T, rows: Int32Array, start: number): T {
  for (let i = 0; i < out.length; i++) out[i] = from[rows[start + i] as number] as number;
  return out;
}

/** Writes the column with a stride; returns the first row that is no finite float32, or -1. */
function scatter(column: Column, data: Float32Array, offset: number, stride: number): number {
  if (column.type === "STRING") return 0;
  const values = column.values;
  let problem = -1;
  for (let i = 0, at = offset; i < values.length; i++, at += stride) {
    const value = Math.fround(values[i] as number);
    data[at] = value;
    if (value - value !== 0 && problem < 0) problem = i;
  }
  return problem;
}

const damaged = (what: string): AppError =>
  new AppError("BAD_BUNDLE", "data", `The model file is refused: ${what}. Use a file that this platform wrote.`);

const notFinite = (name: string, row: number): AppError =>
  new AppError(
    "INVALID_INPUT",
    "input",
    `Feature '${name}' of row ${row} is no number that the model can read: it is missing and no step fills it, or it is too large. Add a step such as impute-median or winsorise, or set defaults to true.`,
    {
      columns: [name],
      row,
    },
  );
