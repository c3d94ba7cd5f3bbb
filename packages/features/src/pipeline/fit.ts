import type { PipelineStep, StepReport } from "@plimsoll/schema";
import { type Column, getColumn, type Table, takeColumn } from "../table.ts";
import type { FitContext, Json, JsonObject, PlannedColumn, StepContext, Transform } from "../transforms/transform.ts";
import { defaultSteps } from "./default-steps.ts";
import { type FittedColumns, inputColumn } from "./execute.ts";
import { type Frame, type FrameColumn, placeOutputs, startFrame } from "./frame.ts";
import type { FittedStep, PipelineRequest } from "./pipeline.ts";
import { openStep, type Plan, planPipeline, readColumns } from "./plan.ts";
import { stepReport } from "./report.ts";
import { resolveColumns } from "./resolve.ts";
import { atStep } from "./step-error.ts";
import { type StepPlace, stepPlaces, unitsOf } from "./units.ts";

const DEFAULT_SEED = 1;

/** Where an encoded column's values come from. */
interface Origin {
  inputs: readonly FrameColumn[];
  reads: readonly FrameColumn[];
  run: (inputs: readonly Column[], also: readonly Column[]) => Column[];
  /** Values of the fitted rows that are not what `run` makes of them. */
  crossFitted: readonly Column[] | null;
  index: number;
}

/**
 * Fits step after step on the training rows. Values of encoded columns are made when a step reads them, from those of its inputs, and kept
 * only while the plan says that a later step reads them too.
 */
export class PipelineFitter {
  /** Every fit so far, in order. */
  readonly fitted: FittedStep[] = [];
  /** Outputs of cross-fitted fits over the fitted rows, by position in `fitted`. */
  readonly crossFitted: FittedColumns = new Map();
  readonly report: StepReport[] = [];
  /** Encoded columns in the order in which they are written out. */
  frame: Frame;
  private readonly request: PipelineRequest;
  private readonly table: Table;
  private readonly rows: Int32Array;
  private readonly context: FitContext;
  private readonly plan: Plan;
  private readonly places: ReadonlyMap<string, StepPlace>;
  private readonly lastRead: LastRead;
  private readonly values = new Map<FrameColumn, Column>();
  private readonly origins = new Map<FrameColumn, Origin>();
  private readonly leftOut = new Set<string>();

  /** @throws AppError as `planPipeline`. */
  constructor(request: PipelineRequest, table: Table, rows: Int32Array, context: FitContext) {
    const { columns, sequence, pipeline = null } = request;
    this.request = request;
    this.table = table;
    this.rows = rows;
    this.context = context;
    this.frame = startFrame(columns);
    this.places = stepPlaces(sequence);
    const task = context.target?.task;
    this.plan = planPipeline({ columns, sequence, pipeline, dataset: table.columns, ...(task ? { task } : {}) });
    this.lastRead = lastReadOf(this.plan);
  }

  /** Fits every step. `after` is told after each of them. @throws AppError of the steps. */
  fitAll(after: (step: number) => void = () => undefined): void {
    const { pipeline = null, sequence } = this.request;
    const take = (step: PipelineStep, origin: StepReport["origin"]): void => {
      const index = this.report.length;
      atStep("steps", index, step.type, () => this.fitStep(step, origin, index));
      after(index);
    };
    for (const step of pipeline?.steps ?? []) take(step, "USER");
    if (pipeline?.defaults ?? true) for (const step of defaultSteps(this.frame, sequence)) take(step, "DEFAULT");
  }

  /** The values of a column of the frame over the fitted rows. */
  valuesOf(column: FrameColumn): Column {
    const known = this.values.get(column);
    if (known) return known;
    const origin = this.origins.get(column);
    if (!origin) return takeColumn(inputColumn(this.table, column), this.rows);
    const all =
      origin.crossFitted ??
      origin.run(
        origin.inputs.map((input) => this.valuesOf(input)),
        origin.reads.map((read) => this.valuesOf(read)),
      );
    return { ...(all[origin.index] as Column), name: column.name };
  }

  private fitStep(step: PipelineStep, origin: StepReport["origin"], index: number): void {
    const { kind, params } = openStep(step, this.context.target?.task);
    const names = kind.reads(params);
    const columns = resolveColumns(kind, step.columns, {
      frame: this.frame,
      reads: names,
      grouped: new Set(this.places.keys()),
      leftOut: this.leftOut,
      notFeatures: new Set(),
    });
    const reads = readColumns(names, this.frame);
    const units = unitsOf(kind, columns, this.frame, this.places).map((inputs) => this.fitUnit(kind, params, inputs, reads, index));
    const { frame, made } = placeOutputs(this.frame, kind, units);
    units.forEach((unit, at) => {
      this.keep(unit, made[at] ?? []);
    });
    this.forget(frame, index);
    for (const { name } of this.frame) this.leftOut.add(name);
    for (const { name } of frame) this.leftOut.delete(name);
    this.frame = frame;
    const named = units.map(({ inputs, state }, at) => ({ inputs: namesOf(inputs), outputs: namesOf(made[at] ?? []), state }));
    this.report.push(stepReport(kind, origin, params, named));
  }

  private fitUnit(
    kind: Transform,
    params: JsonObject,
    inputs: readonly FrameColumn[],
    reads: readonly FrameColumn[],
    index: number,
  ): FittedUnit {
    const read = inputs.map((input) => this.remembered(input));
    const also = reads.map((column) => this.remembered(column));
    const watched = kind.watches(params).map((name) => takeColumn(getColumn(this.table, name), this.rows));
    const context: StepContext = { ...this.context, seed: this.context.seed ?? DEFAULT_SEED, also, watched };
    const state = kind.fit(read, params, context);
    const outputs = kind.outputs(inputs, params, state, { also: reads, task: this.context.target?.task });
    const run = kind.open(params, state);
    const crossFitted = kind.crossFit?.(read, params, context, state) ?? null;
    const wanted = outputs.map(({ name }) => this.lastRead(name) > index);
    const columns = wanted.includes(true) ? (crossFitted ?? run(read, also)).map((column, at) => (wanted[at] ? column : null)) : [];
    if (kind.effect === "replace") for (const input of inputs) this.values.delete(input);
    return { kind, params, inputs, reads, state, outputs, run, crossFitted, columns };
  }

  private keep({ kind, params, inputs, reads, state, run, crossFitted, columns }: FittedUnit, made: readonly FrameColumn[]): void {
    made.forEach((column, at) => {
      this.origins.set(column, { inputs, reads, run, crossFitted, index: at });
      const values = columns[at];
      if (values) this.values.set(column, { ...values, name: column.name });
    });
    if (kind.passes) return;
    if (crossFitted) this.crossFitted.set(this.fitted.length, crossFitted);
    this.fitted.push({
      type: kind.name,
      params,
      inputs: namesOf(inputs),
      ...(reads.length > 0 ? { reads: namesOf(reads) } : {}),
      outputs: namesOf(made),
      state,
    });
  }

  private remembered(column: FrameColumn): Column {
    const values = this.valuesOf(column);
    this.values.set(column, values);
    return values;
  }

  private forget(frame: Frame, index: number): void {
    const stays = new Set(frame);
    for (const column of this.values.keys()) if (!stays.has(column) || this.lastRead(column.name) <= index) this.values.delete(column);
  }
}

/** One fit: what it read, what it learned and what it gives. */
interface FittedUnit {
  kind: Transform;
  params: JsonObject;
  inputs: readonly FrameColumn[];
  reads: readonly FrameColumn[];
  state: Json;
  outputs: readonly PlannedColumn[];
  run: Origin["run"];
  crossFitted: readonly Column[] | null;
  /** The outputs that a later step reads. */
  columns: readonly (Column | null)[];
}

const namesOf = (columns: readonly FrameColumn[]): string[] => columns.map(({ name }) => name);

/** The last step that reads a column of that name; -1 = none. */
type LastRead = (name: string) => number;

function lastReadOf(plan: Plan): LastRead {
  const exact = new Map<string, number>();
  const families: { prefix: string; last: number }[] = [];
  for (const { index, columns, reads } of plan.steps) {
    for (const { name, family } of [...columns, ...reads]) {
      if (family) families.push({ prefix: name, last: index });
      else exact.set(name, index);
    }
  }
  return (name) =>
    families.reduce((last, { prefix, last: own }) => (own > last && name.startsWith(prefix) ? own : last), exact.get(name) ?? -1);
}
