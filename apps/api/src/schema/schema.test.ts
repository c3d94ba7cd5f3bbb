import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";
import { printedSchema, SCHEMA_FILE } from "../print-schema.ts";
import { access, assertAccessDeclared } from "./access.ts";
import { schema } from "./index.ts";

test("the committed schema.graphql is the one the code prints", () => {
  expect(readFileSync(SCHEMA_FILE, "utf8")).toBe(printedSchema());
});

describe("authorization is denied by default", () => {
  test("a root field that does not say who may use it fails the build of the schema", () => {
    expect(() => assertAccessDeclared(buildSchema("type Query { open: String }"))).toThrow("Query.open");
  });

  test("signIn is the only field that anonymous callers may use", () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const open = roots
      .flatMap((type) => Object.values(type?.getFields() ?? {}))
      .filter((field) => (field.extensions.pothosOptions as { authScopes?: unknown }).authScopes === access.anyone)
      .map((field) => field.name);
    expect(open).toEqual(["signIn"]);
  });
});
