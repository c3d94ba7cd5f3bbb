import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { schema } from "../schema/index.ts";

/** Every root field with the least arguments its type asks for. */
export function sampleOperations(): { name: string; kind: "query" | "mutation" | "subscription"; text: string }[] {
  const roots = [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
    ["subscription", schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ name: field.name, kind, text: `${kind} { ${call(field)} }` })),
  );
}

function call(field: GraphQLField<unknown, unknown>): string {
  const given = field.args
    .filter((argument) => isNonNullType(argument.type))
    .map((argument) => `${argument.name}: ${sample(argument.type)}`);
  const selection = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  return `${field.name}${given.length > 0 ? `(${given.join(", ")})` : ""}${selection}`;
}

function sample(type: GraphQLInputType): string {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return `[${sample(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "null";
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${sample(field.type)}`).join(", ")} }`;
  }
  return (
    { Int: "1", BigInt: "1", Float: "1", Boolean: "true", JSONObject: "{ a: 1 }", DateTime: '"2026-01-01T00:00:00Z"' }[type.name] ?? '"x"'
  );
}
