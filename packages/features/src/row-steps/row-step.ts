import { z } from "zod";
import type { Column, ColumnSchema } from "../table.ts";
import { type JsonObject, parseParams } from "../transforms/transform.ts";

interface RowStepDefinition<Params> {
  /** Lower case with hyphens. */
  name: string;
  title: string;
  description: string;
  params: z.ZodType<Params>;
  /** Parameters and columns of an example, where the defaults alone do not do. */
  example?: JsonObject;
  /** Refuses columns that do not go with the parameters. @throws AppError INVALID_INPUT. */
  check?(columns: readonly ColumnSchema[], params: Params): void;
  /** 1 for each row that stays, 0 for each that goes. Learns nothing: it only looks at cells. */
  keep(columns: readonly Column[], rowCount: number, params: Params): Uint8Array;
}

/**
 * A kind of step that decides which rows a model is trained and tested on. It runs before the split, on the columns of the data set, features
 * or not; a row that is scored is never left out.
 */
export interface RowStep extends Omit<RowStepDefinition<unknown>, "check" | "keep"> {
  paramsJsonSchema(): Record<string, unknown>;
  /** Parameters with their defaults. @throws AppError INVALID_INPUT naming the parameter. */
  parse(params: unknown): JsonObject;
  check(columns: readonly ColumnSchema[], params: JsonObject): void;
  keep(columns: readonly Column[], rowCount: number, params: JsonObject): Uint8Array;
}

export function defineRowStep<Params>(definition: RowStepDefinition<Params>): RowStep {
  return {
    ...definition,
    paramsJsonSchema: () => z.toJSONSchema(definition.params, { io: "input" }) as Record<string, unknown>,
    parse: (params) => parseParams(`row step '${definition.name}'`, definition.params, params) as JsonObject,
    check: (columns, params) => definition.check?.(columns, params as Params),
    keep: (columns, rowCount, params) => definition.keep(columns, rowCount, params as Params),
  };
}
