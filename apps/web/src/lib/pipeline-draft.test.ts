import { expect, test } from "vitest";
import { draftOfPipeline, moveItem, newStep, readPipeline, type StepKind } from "./pipeline-draft.ts";

const kind = (name: string, properties: Record<string, unknown>, required: string[] = []): StepKind => ({
  name,
  title: name,
  description: "",
  stage: "STEPS",
  params: { type: "object", properties, required },
  example: {},
  columnTypes: [],
  defaultColumnTypes: [],
  effect: "REPLACE",
  scope: "EACH",
  missing: "KEEPS",
  supervised: false,
  tasks: [],
});
const KINDS = [
  kind("winsorise", { lower: { type: "number", default: 0.01 } }),
  kind("special-codes", { codes: { type: "array", items: { anyOf: [{ type: "number" }, { type: "string" }] } } }, ["codes"]),
];

test("a stored pipeline is shown, and sent again as it was", () => {
  const stored = {
    rows: [],
    steps: [
      { type: "special-codes", params: { codes: [0, "n/a"] }, columns: ["EDUCATION"] },
      { type: "winsorise", params: { lower: 0.05 } },
    ],
    defaults: true,
  };
  expect(readPipeline(draftOfPipeline(stored, KINDS), KINDS)).toEqual({ pipeline: stored, problems: {} });
});

test("what a step lacks is told at the path that the API would name", () => {
  const steps = KINDS.map(newStep);
  expect(readPipeline({ rows: [], steps, defaults: false }, KINDS)).toEqual({
    pipeline: {
      rows: [],
      steps: [
        { type: "winsorise", params: { lower: 0.01 } },
        { type: "special-codes", params: {} },
      ],
      defaults: false,
    },
    problems: { "pipeline.steps.1.params.codes": "codes is needed." },
  });
});

test("a step moves by one place, and not beyond the ends", () => {
  expect(moveItem(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moveItem(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  expect(moveItem(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});
