import { GraphQLError, Kind, type ValueNode, valueFromASTUntyped } from "graphql";
import { builder } from "./builder.ts";

const DEEPEST_JSON = 32;

/** Refuses what JSON can say and no row or parameter can be: nesting without end and numbers beyond a double. */
function checkJson(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_JSON)
      throw new GraphQLError(`A JSONObject may be nested at most ${DEEPEST_JSON} levels deep.`, { extensions: { code: "BAD_USER_INPUT" } });
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === "number" && !Number.isFinite(value)) {
        throw new GraphQLError("A JSONObject holds a number beyond the range of a double.", { extensions: { code: "BAD_USER_INPUT" } });
      }
      if (value !== null && typeof value === "object") next.push(...(Array.isArray(value) ? value : Object.values(value)));
    }
    level = next;
  }
}

function jsonObject(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new GraphQLError("A JSONObject is an object of names and values.", { extensions: { code: "BAD_USER_INPUT" } });
  }
  checkJson(value);
  return value as Record<string, unknown>;
}

function wholeNumber(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new GraphQLError("A BigInt is a whole JSON number between -(2^53 - 1) and 2^53 - 1.", { extensions: { code: "BAD_USER_INPUT" } });
  }
  return value;
}

function moment(value: unknown): Date {
  const time = typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new GraphQLError("A DateTime is ISO 8601 text, e.g. 2026-01-31T12:00:00Z.", { extensions: { code: "BAD_USER_INPUT" } });
  return new Date(time);
}

const numberOf = (node: ValueNode): unknown => (node.kind === Kind.INT ? Number(node.value) : undefined);

builder.scalarType("BigInt", {
  description: "A whole number beyond 32 bits, as a JSON number.",
  serialize: (value) => wholeNumber(value),
  parseValue: wholeNumber,
  parseLiteral: (node) => wholeNumber(numberOf(node)),
});

builder.scalarType("DateTime", {
  description: "A moment in ISO 8601, UTC.",
  serialize: (value) => value.toISOString(),
  parseValue: moment,
  parseLiteral: (node) => moment(node.kind === Kind.STRING ? node.value : undefined),
});

builder.scalarType("JSONObject", {
  description: "Any JSON object.",
  serialize: (value) => value,
  parseValue: jsonObject,
  parseLiteral: (node, variables) => jsonObject(valueFromASTUntyped(node, variables)),
});
