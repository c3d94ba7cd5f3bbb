import { expect, it } from "vitest";
import { nestedFields, nestedParams } from "./nested-fields.ts";
import { initialParams, readParams } from "./param-fields.ts";

const SCHEMA = {
  properties: {
    steps: { type: "integer", default: 600, title: "Steps" },
    measure: {
      type: "object",
      title: "Risk measure",
      default: {},
      properties: {
        name: { type: "string", enum: ["CVAR", "ENTROPIC"], default: "CVAR", title: "Measure" },
        level: { type: "number", default: 0.95, title: "Level" },
      },
    },
  },
};

it("an object's fields stand one by one, and come together again", () => {
  const fields = nestedFields(SCHEMA);
  expect(fields.map(({ name, label }) => [name, label])).toEqual([
    ["steps", "Steps"],
    ["measure.name", "Risk measure: measure"],
    ["measure.level", "Risk measure: level"],
  ]);
  const { params, problems } = readParams(fields, initialParams(fields));
  expect(problems).toEqual({});
  expect(nestedParams(params)).toEqual({ steps: 600, measure: { name: "CVAR", level: 0.95 } });
});

it("what is wrong within an object is told at its own field", () => {
  const fields = nestedFields(SCHEMA);
  expect(Object.keys(readParams(fields, { ...initialParams(fields), "measure.level": "much" }).problems)).toEqual(["measure.level"]);
});
