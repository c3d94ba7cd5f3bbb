import { AppError, type ColumnType } from "@plimsoll/schema";
import type { z } from "zod";
import type { Column, ColumnSchema } from "../table.ts";

/** Anything that survives a JSON round trip. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What fitting may look at besides the columns; each field may be absent. */
export interface FitContext {
  /** The target of the fitted rows, for supervised encodings. */
  target?: Float32Array;
}

/**
 * One kind of step of a pipeline. `fit` reads the training rows and returns plain JSON; `open` takes that state back and returns the
 * function that turns a block of rows of the input columns into the output columns. That function must treat each row by itself
 * (one row and a million give the same bits), must not change its inputs, and never gives NaN where it did not get one.
 */
export interface Transform<Params = unknown, State extends Json = Json> {
  name: string;
  title: string;
  description: string;
  params: z.ZodType<Params>;
  /** Column types a step takes. */
  accepts: readonly ColumnType[];
  /** Whether the outputs take the inputs' place or are added beside them. */
  effect: "replace" | "append";
  /** @param inputs the training rows; several columns are fitted together, as one. */
  fit(inputs: readonly Column[], params: Params, context: FitContext): State;
  /** The output columns: for each input, in order, the same number of them (none is allowed). */
  outputs(inputs: readonly ColumnSchema[], params: Params, state: State): ColumnSchema[];
  open(params: Params, state: State): (inputs: readonly Column[]) => Column[];
}

/** A transform with its types erased at one place, so that a registry can hold all of them. */
export interface AnyTransform extends Omit<Transform, "params" | "fit" | "outputs" | "open"> {
  params: z.ZodType;
  fit(inputs: readonly Column[], params: unknown, context: FitContext): Json;
  outputs(inputs: readonly ColumnSchema[], params: unknown, state: Json): ColumnSchema[];
  open(params: unknown, state: Json): (inputs: readonly Column[]) => Column[];
}

/** Registers the transform with parameters parsed by its own schema; the state is what its own `fit` returned. */
export function defineTransform<Params, State extends Json>(transform: Transform<Params, State>): AnyTransform {
  const parse = (params: unknown): Params => parseParams(transform, params);
  return {
    ...transform,
    fit: (inputs, params, context) => transform.fit(inputs, parse(params), context),
    outputs: (inputs, params, state) => transform.outputs(inputs, parse(params), state as State),
    open: (params, state) => transform.open(parse(params), state as State),
  };
}

function parseParams<Params, State extends Json>(transform: Transform<Params, State>, params: unknown): Params {
  const result = transform.params.safeParse(params);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.length ? `Parameter '${issue.path.join(".")}'` : "A parameter";
  throw new AppError("INVALID_INPUT", "input", `${where} of transform '${transform.name}' is not valid: ${issue?.message ?? "unknown"}`, {
    path: ["steps", transform.name, ...(issue?.path ?? []).map(String)],
  });
}
