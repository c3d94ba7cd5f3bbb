import { expect, test } from "vitest";
import { initialParams, paramFields, readParams, writeParams } from "./param-fields.ts";

const schema = {
  type: "object",
  required: ["units", "activation"],
  properties: {
    units: { type: "array", items: { type: "integer" }, default: [64, 32], title: "Units", description: "Units of each layer." },
    activation: { type: "string", enum: ["relu", "tanh"], default: "relu" },
    dropout: { type: "number", minimum: 0, maximum: 0.95, default: 0 },
    bias: { type: "boolean", default: true },
    heads: { type: "integer" },
    extra: { type: "object" },
  },
};

test("every kind of parameter gets its own control, with the schema's default in it", () => {
  const fields = paramFields(schema);
  expect(fields.map((field) => [field.name, field.kind])).toEqual([
    ["units", "numbers"],
    ["activation", "choice"],
    ["dropout", "number"],
    ["bias", "switch"],
    ["heads", "number"],
    ["extra", "json"],
  ]);
  expect(initialParams(fields)).toEqual({ units: "64, 32", activation: "relu", dropout: "0", bias: true, heads: "", extra: "" });
});

test("the untouched form sends the defaults and leaves empty optional fields out", () => {
  const fields = paramFields(schema);
  expect(readParams(fields, initialParams(fields))).toEqual({
    params: { units: [64, 32], activation: "relu", dropout: 0, bias: true },
    problems: {},
  });
});

test("what cannot be read is told at its field", () => {
  const fields = paramFields(schema);
  const { problems } = readParams(fields, { ...initialParams(fields), units: "64, x", heads: "1.5", extra: "{" });
  expect(problems).toEqual({ units: "'x' is not a number.", heads: "'1.5' is not a whole number.", extra: "extra must be JSON." });
});

const LISTS = paramFields({
  properties: {
    codes: { type: "array", items: { anyOf: [{ type: "number" }, { type: "string" }] } },
    value: { type: ["string", "number", "boolean"] },
    order: { type: "array", items: { type: "string" } },
    parts: { type: "array", items: { type: "string", enum: ["YEAR", "MONTH"] }, default: ["YEAR"] },
    column: { anyOf: [{ type: "string", format: "column" }, { type: "null" }] },
    suffix: { type: "string", default: " copy" },
    cycle: { type: "string", enum: ["DAY", "WEEK"] },
  },
});

test("lists, mixed values and columns are read from the schema, and an optional choice may stay empty", () => {
  expect(LISTS.map(({ kind }) => kind)).toEqual(["values", "value", "texts", "choices", "column", "text", "choice"]);
  expect(readParams(LISTS, initialParams(LISTS))).toEqual({ params: { parts: ["YEAR"], suffix: " copy" }, problems: {} });
  const read = readParams(LISTS, { codes: '0, -2, "5", n/a', value: "true", order: 'low, "mid, high"', parts: "MONTH", column: "by" });
  expect(read.params).toEqual({
    codes: [0, -2, "5", "n/a"],
    value: true,
    order: ["low", "mid, high"],
    parts: ["MONTH"],
    column: "by",
    suffix: " copy",
  });
  expect(readParams(LISTS, { parts: "DAY" }).problems.parts).toBe("'DAY' is none of YEAR, MONTH.");
});

test("stored parameters are shown as what is read back as the same", () => {
  const params = {
    codes: [1, "1", "a,b", "true"],
    value: "0",
    order: ["a", "1", "b, c"],
    parts: ["YEAR", "MONTH"],
    column: "x",
    suffix: "_",
    cycle: "WEEK",
  };
  expect(readParams(LISTS, writeParams(LISTS, params))).toEqual({ params, problems: {} });
});

test("a parameter that may be null is drawn as what it is otherwise, and left out when empty", () => {
  const fields = paramFields({
    type: "object",
    properties: {
      minimumReturn: { type: ["number", "null"], default: null },
      confidence: { anyOf: [{ type: "number", exclusiveMinimum: 0, maximum: 1 }, { type: "null" }], default: null, title: "Confidence" },
    },
  });
  expect(fields.map(({ kind, label, initial }) => [kind, label, initial])).toEqual([
    ["number", "minimumReturn", ""],
    ["number", "Confidence", ""],
  ]);
  expect(readParams(fields, { minimumReturn: "0.05", confidence: "" })).toEqual({ params: { minimumReturn: 0.05 }, problems: {} });
});

test("a list of names with numbers is read line by line", () => {
  const items = { type: "object", properties: { asset: { type: "string" }, share: { type: "number" } } };
  const fields = paramFields({ type: "object", properties: { budgets: { type: "array", items, default: [] } } });
  expect(fields[0]).toMatchObject({ kind: "pairs", keyName: "asset", valueName: "share", initial: "" });
  expect(readParams(fields, { budgets: "Crude oil: 0.4\nGold 0.6" }).params).toEqual({
    budgets: [
      { asset: "Crude oil", share: 0.4 },
      { asset: "Gold", share: 0.6 },
    ],
  });
  expect(readParams(fields, { budgets: "Gold" }).problems).toEqual({ budgets: "'Gold' is not 'asset share', such as 'A 0.3'." });
});
