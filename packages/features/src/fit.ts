import { AppError, type SequenceSpec } from "@plimsoll/schema";
import { inputColumn } from "./execute.ts";
import type { FittedStep, StepSpec } from "./pipeline.ts";
import { type Column, type ColumnSchema, type Table, takeColumn, unknownColumn } from "./table.ts";
import { transform } from "./transforms/index.ts";
import type { AnyTransform, FitContext } from "./transforms/transform.ts";

/** An encoded column on its way through the steps, and the raw column it comes from. */
interface Encoded extends ColumnSchema {
  source: string;
}

/** Fits step after step on the training rows, keeping only the columns that a later step still reads. */
export class PipelineFitter {
  private readonly table: Table;
  private readonly rows: Int32Array;
  private readonly context: FitContext;
  /** Encoded columns in the order they are written out. */
  private frame: Encoded[];
  private readonly values = new Map<string, Column>();
  private readonly untouched: Set<string>;

  constructor(columns: readonly ColumnSchema[], table: Table, rows: Int32Array, context: FitContext) {
    this.table = table;
    this.rows = rows;
    this.context = context;
    this.frame = columns.map(({ name, type }) => ({
      name,
      type,
      source: name,
    }));
    this.untouched = new Set(columns.map(({ name }) => name));
  }

  fit(spec: StepSpec, later: readonly StepSpec[]): FittedStep {
    const kind = transform(spec.type);
    const schemas = spec.columns.map((name) => this.schemaOf(name, kind));
    const inputs = schemas.map((schema) => this.valuesOf(schema));
    const state = kind.fit(inputs, spec.params, this.context);
    const outputs = this.placeOutputs(kind, schemas, kind.outputs(schemas, spec.params, state));
    const readLater = new Set(later.flatMap((step) => step.columns));
    if (outputs.some((name) => readLater.has(name))) {
      const columns = kind.open(spec.params, state)(inputs);
      outputs.forEach((name, index) => {
        const column = columns[index];
        if (column && readLater.has(name)) this.values.set(name, { ...column, name });
      });
    }
    for (const name of [...spec.columns, ...outputs]) if (!readLater.has(name)) this.values.delete(name);
    return {
      type: spec.type,
      params: spec.params,
      inputs: [...spec.columns],
      outputs,
      state,
    };
  }

  /** Which encoded column is which feature at which step; the sequence's groups first, then the static columns at every step. */
  layout(sequence: SequenceSpec | null): {
    layout: string[][];
    featureNames: string[];
    sources: string[][];
  } {
    for (const column of this.frame) {
      if (column.type === "STRING") throw invalid(column.name, "is still text at the end of the steps. Add an encoding such as one-hot.");
    }
    const bySource = new Map<string, string[]>();
    for (const { name, source } of this.frame) bySource.set(source, [...(bySource.get(source) ?? []), name]);
    const groups = (sequence?.groups ?? []).map((group) => ({
      ...group,
      encoded: group.columns.map((name) => bySource.get(name) ?? []),
    }));
    const grouped = new Set(groups.flatMap((group) => group.columns));
    const statics = this.frame.filter(({ source }) => !grouped.has(source));
    const nSteps = groups[0]?.columns.length ?? 1;
    const layout = Array.from({ length: nSteps }, (_, t) => [
      ...groups.flatMap((group) => group.encoded[t] ?? []),
      ...statics.map(({ name }) => name),
    ]);
    const used = new Set<string>();
    const features = groups.flatMap((group) => {
      const width = group.encoded[0]?.length ?? 0;
      if (group.encoded.some((names) => names.length !== width))
        throw invalid(group.name, "has steps with unlike encodings. Apply each transform to all columns of a group together.");
      const suffixes = (group.encoded[0] ?? []).map((name) =>
        name.slice(name.startsWith(group.columns[0] ?? "") ? (group.columns[0] ?? "").length : 0),
      );
      return suffixes.map((suffix) => ({
        name: unique(`${group.name}${suffix}`, used),
        source: group.columns,
      }));
    });
    for (const { name, source } of statics) features.push({ name: unique(name, used), source: [source] });
    return {
      layout,
      featureNames: features.map(({ name }) => name),
      sources: features.map(({ source }) => source),
    };
  }

  private schemaOf(name: string, kind: AnyTransform): Encoded {
    const found = this.frame.find((column) => column.name === name);
    if (!found) throw unknownColumn([name], this.frame, ["steps"]);
    if (!kind.accepts.includes(found.type))
      throw invalid(name, `is ${found.type}; transform '${kind.name}' takes ${kind.accepts.join(", ")}.`);
    return found;
  }

  private valuesOf(schema: Encoded): Column {
    const known = this.values.get(schema.name);
    if (known) return known;
    if (!this.untouched.has(schema.name)) throw new AppError("INTERNAL", "bug", `Encoded column '${schema.name}' was dropped too early.`);
    const column = takeColumn(inputColumn(this.table, schema), this.rows);
    this.values.set(schema.name, column);
    return column;
  }

  /** Puts the outputs in the inputs' place, or right after them, under names that nothing else has. */
  private placeOutputs(kind: AnyTransform, inputs: readonly Encoded[], outputs: readonly ColumnSchema[]): string[] {
    const width = outputs.length / inputs.length;
    const used = new Set(this.frame.map(({ name }) => name));
    if (kind.effect === "replace") for (const { name } of inputs) used.delete(name);
    const placed = outputs.map((output, index) => ({
      ...output,
      name: unique(output.name, used),
      source: inputs[Math.floor(index / width)]?.source ?? output.name,
    }));
    this.frame = this.frame.flatMap((column) => {
      const index = inputs.indexOf(column);
      if (index === -1) return [column];
      const own = placed.slice(index * width, (index + 1) * width);
      return kind.effect === "replace" ? own : [column, ...own];
    });
    if (kind.effect === "replace") for (const { name } of inputs) this.untouched.delete(name);
    return placed.map(({ name }) => name);
  }
}

function unique(name: string, used: Set<string>): string {
  let candidate = name;
  for (let i = 2; used.has(candidate); i++) candidate = `${name} (${i})`;
  used.add(candidate);
  return candidate;
}

const invalid = (name: string, says: string): AppError =>
  new AppError("INVALID_INPUT", "input", `Column '${name}' ${says}`, {
    path: ["steps"],
    columns: [name],
  });
