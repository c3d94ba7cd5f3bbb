import { AppError } from "@plimsoll/schema";
import type { InputObjectRef, ObjectRef } from "@pothos/core";
import type { ZodType } from "zod";
import type { ApiContext } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { access } from "./access.ts";
import { builder, type SchemaTypes } from "./builder.ts";
import { InvalidInputError, isRefusal, type Refusal, userErrorType } from "./user-errors.ts";

interface MutationDefinition<Input, Success extends object> {
  description: string;
  access: (typeof access)[keyof typeof access];
  input: InputObjectRef<SchemaTypes, Input>;
  success: ObjectRef<SchemaTypes, Success>;
  /** Error types besides InvalidInputError. */
  errors?: readonly ObjectRef<SchemaTypes, Refusal>[];
  resolve(input: Input, context: ApiContext): Promise<Success>;
}

/** A mutation of one `input` whose expected failures are data: `<Field>Result = <Field>Success | <errors>`. */
export function defineMutation<Input, Success extends object>(name: string, definition: MutationDefinition<Input, Success>): void {
  const { input, success, resolve } = definition;
  const members = [InvalidInputError, ...(definition.errors ?? [])];
  const memberNames = new Set(members.map((member) => member.name));
  const Result = builder.unionType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Result`, {
    types: [success, ...members] as ObjectRef<SchemaTypes, object>[],
    resolveType: (value) => (isRefusal(value) ? (userErrorType(value.refusal) ?? undefined) : success.name),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: Result,
      description: definition.description,
      authScopes: definition.access,
      args: { input: t.arg({ type: input, required: true }) },
      resolve: async (_root, args, context) => {
        try {
          // The generic input's argument type is beyond the compiler; the declaration just above makes it so.
          return await resolve((args as { input: Input }).input, context);
        } catch (error) {
          if (error instanceof AppError && memberNames.has(userErrorType(error) ?? "")) return { refusal: error };
          throw error;
        }
      },
    }),
  );
}

/** Null in an input means the same as leaving it out. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== "object") return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) if (item !== null && item !== undefined) copy[key] = withoutNulls(item);
  return copy;
}

/** Checks an input against its contract. @throws AppError INVALID_INPUT naming the first place that does not fit. */
export function parseInput<Output>(schema: ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  throw invalidInput(`${path.length > 0 ? `'${path.join(".")}': ` : ""}${issue?.message ?? "not valid"}`, path);
}
