import { AppError } from "@plimsoll/schema";
import type { FittedPipeline } from "./pipeline.ts";
import { type Column, type ColumnSchema, findColumn, type Table } from "./table.ts";
import { transform } from "./transforms/index.ts";

interface CompiledStep {
  inputs: string[];
  outputs: string[];
  run(inputs: readonly Column[]): Column[];
}

/** A fitted pipeline with its steps opened: what the blocks of a table go through. */
export interface CompiledPipeline {
  columns: ColumnSchema[];
  steps: CompiledStep[];
  layout: string[][];
  nFeatures: number;
}

export function compile(fitted: FittedPipeline): CompiledPipeline {
  const steps = fitted.steps.map(({ type, params, inputs, outputs, state }) => ({
    inputs,
    outputs,
    run: transform(type).open(params, state),
  }));
  return {
    columns: fitted.columns,
    steps,
    layout: fitted.layout,
    nFeatures: fitted.nFeatures,
  };
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

/** Rows start <= i < end of the request into their place in `data`. */
export function runBlock(
  pipeline: CompiledPipeline,
  table: Table,
  rows: Int32Array | undefined,
  start: number,
  end: number,
  data: Float32Array,
): void {
  const frame = new Map<string, Column>();
  for (const schema of pipeline.columns) frame.set(schema.name, blockOf(inputColumn(table, schema), rows, start, end));
  for (const step of pipeline.steps) {
    const outputs = step.run(step.inputs.map((name) => present(frame, name)));
    step.outputs.forEach((name, index) => {
      const column = outputs[index];
      if (column) frame.set(name, column);
    });
  }
  pipeline.layout.forEach((names, t) => {
    const width = pipeline.layout.length * pipeline.nFeatures;
    names.forEach((name, f) => {
      const offset = start * width + t * pipeline.nFeatures + f;
      const problem = scatter(present(frame, name), data, offset, width);
      if (problem >= 0) throw notFinite(name, rows ? (rows[start + problem] as number) : start + problem);
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

function present(frame: ReadonlyMap<string, Column>, name: string): Column {
  const column = frame.get(name);
  if (!column)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `The pipeline reads '${name}', which none of its steps gives. The model file is damaged.`,
      { columns: [name] },
    );
  return column;
}

const notFinite = (name: string, row: number): AppError =>
  new AppError(
    "INVALID_INPUT",
    "input",
    `Feature '${name}' of row ${row} is no number that the model can read: it is missing with no step to fill it, or too large.`,
    {
      columns: [name],
      row,
    },
  );
