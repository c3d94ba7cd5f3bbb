import { expect, test } from "vitest";
import { initialParams, paramFields, readParams } from "./param-fields.ts";

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
