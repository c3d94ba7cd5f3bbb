import { z } from "zod";
import { invalidInput } from "../evaluation/inputs.ts";

/** What every entry of a registry of this folder offers for its parameters. */
export interface Parameters<Output> {
  params: z.ZodType;
  /** The schema as JSON Schema, for forms and clients. */
  paramsJsonSchema(): Record<string, unknown>;
  /** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
  parse(params: unknown): Output;
}

/** @param what the entry in a message, such as "method 'risk-parity'". */
export function parametersOf<Schema extends z.ZodType>(what: string, schema: Schema): Parameters<z.output<Schema>> {
  return {
    params: schema,
    paramsJsonSchema: () => z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>,
    parse: (params) => parseWith(what, schema, params),
  };
}

/** The value of a schema. @param at where the value stands. @throws AppError "INVALID_INPUT" naming the field, with its path. */
export function parseWith<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  value: unknown,
  at: readonly string[] = ["params"],
): z.output<Schema> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  throw invalidInput(`Parameter '${path.join(".") || "params"}' of ${what}: ${issue?.message ?? "not valid"}.`, {
    path: [...at, ...path],
  });
}

/** The entry of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function entryOf<Entry extends { name: string }>(what: string, entries: readonly Entry[], name: string): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  throw invalidInput(`${what} '${name}' does not exist. Choose one of: ${entries.map((entry) => entry.name).join(", ")}.`, { name });
}
