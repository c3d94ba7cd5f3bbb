import { AppError, type ColumnType, type Task } from "@plimsoll/schema";
import { z } from "zod";
import type { Column, ColumnSchema } from "../table.ts";

/** Anything that survives a JSON round trip. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The target of the rows that a step is fitted on, as `encodeTarget` gives it. */
export interface FitTarget {
  task: Task;
  /** [n] 0 or 1, index of the class, or the scaled value. */
  values: ArrayLike<number>;
  /** Names of the classes, by index; empty for REGRESSION. */
  labels: readonly string[];
}

/** Rows [n, d] row-major, NaN = missing, with their target. */
export interface ModelRows {
  x: Float64Array;
  y: Float64Array;
  n: number;
  d: number;
  task: Task;
  seed: number;
}
/** Fits a model to rows and returns how it predicts others, [n]: the package that has models passes it in. */
export type FitModel = (rows: ModelRows) => (x: Float64Array, n: number) => ArrayLike<number>;

/** What fitting may look at besides the columns; a step that needs what is absent says so. */
export interface FitContext {
  target?: FitTarget | undefined;
  /** Of every random choice, such as the folds of a cross-fitted step. 1 unless given. */
  seed?: number | undefined;
  fitModel?: FitModel | undefined;
}

/** What one step may look at besides its own columns while it is fitted. */
export interface StepContext extends FitContext {
  seed: number;
  /** The columns that `reads` names. */
  also: readonly Column[];
  /** The columns that `watches` names. */
  watched: readonly Column[];
}

/** An output as far as columns and parameters tell. */
export interface PlannedColumn extends ColumnSchema {
  /** Positions of the inputs that it is made of; all of the step's unless given. */
  from?: readonly number[];
  /** Never missing, whatever the step's policy is for its other outputs. */
  filled?: true;
  /** The training rows decide which ones there are: `name` is what all their names begin with. */
  family?: true;
}

/** What is known of a run before any row is read. */
export interface PlanContext {
  /** The columns that `reads` names. */
  also: readonly ColumnSchema[];
  task?: Task | undefined;
}

/**
 * KEEPS: missing in, missing out, and nowhere else. FILLS: no output is ever missing. MAKES: a present value may become missing, as the
 * description says when.
 */
export type MissingPolicy = "KEEPS" | "FILLS" | "MAKES";

interface Described {
  /** Lower case with hyphens; stored in model files, so it never changes. */
  name: string;
  title: string;
  description: string;
  /** Column types that the step takes. */
  accepts: readonly ColumnType[];
  /** Types taken where a step names no columns; `accepts` unless given. */
  selects?: readonly ColumnType[];
  /** Whether the outputs take the inputs' place or are added beside them. */
  effect: "replace" | "append";
  missing: MissingPolicy;
  /**
   * RISES: each output never falls as the input at the same place rises, and reads nothing else of the row. TELLS: outputs only say whether an input is
   * missing or which level it is. Absent: neither is promised.
   */
  order?: "RISES" | "TELLS";
  /** Tasks whose target the step reads while it is fitted. Absent: it reads no target. */
  supervised?: readonly Task[];
  /** Whether its outputs are some of its inputs, unchanged and under their names: then a row needs nothing done, and what is left out is not read. */
  passes?: true;
  /** Parameters of an example, for documents and tests, where the defaults alone do not do. */
  example?: JsonObject;
}

interface Behaviour<Params, State extends Json> extends Described {
  params: z.ZodType<Params>;
  /** Encoded columns that the step reads beside its own, when fitting and when applied. */
  reads?(params: Params): readonly string[];
  /** Columns of the data set, features or not, that the step reads while it is fitted. */
  watches?(params: Params): readonly string[];
  /** What was learned, in a few figures for people; the state itself unless given. */
  summary?(state: State, params: Params): JsonObject | null;
}

/**
 * A step that treats every column by itself. `fit` reads the training rows of one column, or of all columns of a sequence group, which share
 * what is learned, and returns plain JSON; `open` takes that back and returns the function that turns a block of rows of one column into its
 * outputs. That function treats each row by itself (one row and a million give the same bits), does not change its input, and keeps `missing`.
 */
export interface ColumnTransform<Params, State extends Json> extends Behaviour<Params, State> {
  fit(inputs: readonly Column[], params: Params, context: StepContext): State;
  /** The outputs of one input. @throws AppError INVALID_INPUT where this input cannot be taken. */
  plan(input: ColumnSchema, params: Params, context: PlanContext): PlannedColumn[];
  /** The outputs that there are; as planned unless given. */
  outputs?(input: ColumnSchema, params: Params, state: State): PlannedColumn[];
  open(params: Params, state: State): (input: Column, also: readonly Column[]) => Column[];
  /**
   * What the rows that were fitted on become, one list for each input, where that is not what `open` makes of them: a supervised
   * encoding must not show a row its own target.
   */
  crossFit?(inputs: readonly Column[], params: Params, context: StepContext, state: State): Column[][];
}

/** A step that reads all its columns together, as different variables. The same rules as for a `ColumnTransform`. */
export interface TableTransform<Params, State extends Json> extends Behaviour<Params, State> {
  fit(inputs: readonly Column[], params: Params, context: StepContext): State;
  plan(inputs: readonly ColumnSchema[], params: Params, context: PlanContext): PlannedColumn[];
  outputs?(inputs: readonly ColumnSchema[], params: Params, state: State): PlannedColumn[];
  open(params: Params, state: State): (inputs: readonly Column[], also: readonly Column[]) => Column[];
}

/** A transform with its types erased at one place, so that a registry can hold all of them. */
export interface Transform extends Described {
  selects: readonly ColumnType[];
  /** EACH: every column (or sequence group) by itself; TOGETHER: all columns of the step at once. */
  scope: "EACH" | "TOGETHER";
  params: z.ZodType;
  /** The schema of the parameters as JSON Schema, for forms and clients. */
  paramsJsonSchema(): Record<string, unknown>;
  /** Parameters with their defaults. @throws AppError INVALID_INPUT naming the parameter. */
  parse(params: unknown): JsonObject;
  reads(params: JsonObject): readonly string[];
  watches(params: JsonObject): readonly string[];
  /** Whether the training rows decide which outputs there are. */
  decides: boolean;
  plan(inputs: readonly ColumnSchema[], params: JsonObject, context: PlanContext): PlannedColumn[];
  fit(inputs: readonly Column[], params: JsonObject, context: StepContext): Json;
  outputs(inputs: readonly ColumnSchema[], params: JsonObject, state: Json, context: PlanContext): PlannedColumn[];
  open(params: JsonObject, state: Json): (inputs: readonly Column[], also: readonly Column[]) => Column[];
  crossFit: ((inputs: readonly Column[], params: JsonObject, context: StepContext, state: Json) => Column[]) | null;
  summary(state: Json, params: JsonObject): JsonObject | null;
}

/** Registers a step that treats every column by itself. */
export function defineColumnTransform<Params, State extends Json>(definition: ColumnTransform<Params, State>): Transform {
  const { plan, outputs, open, crossFit } = definition;
  const each = (inputs: readonly ColumnSchema[], of: (input: ColumnSchema) => PlannedColumn[]): PlannedColumn[] =>
    inputs.flatMap((input, index) => of(input).map((column) => ({ ...column, from: [index] })));
  const planAll: Transform["plan"] = (inputs, params, context) => each(inputs, (input) => plan(input, params as Params, context));
  return {
    ...base(definition),
    scope: "EACH",
    decides: outputs !== undefined,
    plan: planAll,
    fit: (inputs, params, context) => definition.fit(inputs, params as Params, context),
    outputs: (inputs, params, state, context) =>
      outputs ? each(inputs, (input) => outputs(input, params as Params, state as State)) : planAll(inputs, params, context),
    open: (params, state) => {
      const run = open(params as Params, state as State);
      return (inputs, also) => inputs.flatMap((input) => run(input, also));
    },
    crossFit: crossFit ? (inputs, params, context, state) => crossFit(inputs, params as Params, context, state as State).flat() : null,
  };
}

/** Registers a step that reads its columns together. */
export function defineTableTransform<Params, State extends Json>(definition: TableTransform<Params, State>): Transform {
  const { plan, outputs, open } = definition;
  const planAll: Transform["plan"] = (inputs, params, context) => plan(inputs, params as Params, context);
  return {
    ...base(definition),
    scope: "TOGETHER",
    decides: outputs !== undefined,
    plan: planAll,
    fit: (inputs, params, context) => definition.fit(inputs, params as Params, context),
    outputs: (inputs, params, state, context) => outputs?.(inputs, params as Params, state as State) ?? planAll(inputs, params, context),
    open: (params, state) => open(params as Params, state as State),
    crossFit: null,
  };
}

/** Parameters come parsed by the transform's own schema and the state from its own `fit`: that is what the casts here stand for. */
function base<Params, State extends Json>(definition: Behaviour<Params, State>) {
  const { name, params: schema, accepts, selects, reads, watches, summary } = definition;
  return {
    ...definition,
    selects: selects ?? accepts,
    paramsJsonSchema: () => z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>,
    parse: (params: unknown) => parseParams(`transform '${name}'`, schema, params) as JsonObject,
    reads: (params: JsonObject) => reads?.(params as Params) ?? [],
    watches: (params: JsonObject) => watches?.(params as Params) ?? [],
    summary: (state: Json, params: JsonObject) =>
      summary
        ? summary(state as State, params as Params)
        : state !== null && typeof state === "object" && !Array.isArray(state)
          ? state
          : null,
  };
}

/** @throws AppError INVALID_INPUT whose path begins with "params". */
export function parseParams<Params>(owner: string, schema: z.ZodType<Params>, params: unknown): Params {
  const result = schema.safeParse(params ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  const what = path.length > 0 ? `Parameter '${path.join(".")}' of ${owner}` : `The parameters of ${owner}`;
  throw new AppError("INVALID_INPUT", "input", `${what}: ${issue?.message ?? "not valid"}.`, { path: ["params", ...path] });
}

/** A column or parameter that the step cannot work with. */
export const refused = (message: string, columns: readonly string[] = []): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path: ["columns"], columns: [...columns] });
