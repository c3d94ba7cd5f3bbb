import { getIntrospectionQuery, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { documentLimits, LIMITS, measureDocument, parseOptions } from "./limits.ts";
import { schema } from "./schema/index.ts";

const limitsOf = (query: string) => validate(schema, parse(query), [documentLimits]).map((error) => error.extensions.limit);

describe("bounds of an operation", () => {
  test("the standard introspection query passes", () => {
    expect(limitsOf(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true }))).toEqual([]);
    expect(() => parse(getIntrospectionQuery(), parseOptions)).not.toThrow();
  });

  test("500 levels are refused (H01)", () => {
    expect(limitsOf(`{ ${"viewer { ".repeat(500)} id ${"}".repeat(500)} }`)).toEqual(["depth"]);
  });

  test("aliases count with __typename and across fragments (H02)", () => {
    const aliases = Array.from({ length: 101 }, (_, at) => `a${at}: __typename`).join(" ");
    expect(limitsOf(`{ ${aliases} }`)).toEqual(["aliases"]);
    const eight = Array.from({ length: 8 }, (_, at) => `a${at}: id`).join(" ");
    expect(limitsOf(`{ viewer { ...F } x: viewer { ...F } } fragment F on Viewer { ${eight} }`)).toEqual(["aliases"]);
  });

  test("directives are bounded with one error (H04)", () => {
    expect(limitsOf(`{ __typename ${"@nope ".repeat(10)} }`)).toEqual(["directives"]);
  });

  test("a bomb of fragments is measured without being expanded (H06)", () => {
    const bomb = Array.from({ length: 60 }, (_, at) => `fragment F${at} on Viewer { ...F${at + 1} ...F${at + 1} }`).join(" ");
    expect(limitsOf(`{ viewer { ...F0 } } ${bomb} fragment F60 on Viewer { id }`)).toEqual(["fields"]);
  });

  test("a cycle of fragments ends (H05)", () => {
    expect(
      measureDocument(parse("{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A id }")).fields,
    ).toBeLessThan(LIMITS.fields);
  });
});
