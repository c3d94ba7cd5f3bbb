import { expect, test } from "vitest";
import { tableFromRecords } from "../records.ts";
import { previewPipeline } from "./preview.ts";

const columns = [
  { name: "age", type: "INTEGER" },
  { name: "city", type: "STRING" },
] as const;
const table = tableFromRecords(
  [
    { age: 20, city: "a" },
    { age: null, city: "b" },
    { age: 40, city: "a" },
  ],
  columns,
);

test("shows the columns after each step, changed ones first, and completes an unfinished pipeline", () => {
  const steps = previewPipeline(table, columns, { steps: [{ type: "impute-median", params: {}, columns: ["age"] }] }, 2);
  expect(steps[0]).toMatchObject({
    type: "impute-median",
    origin: "USER",
    cells: [
      ["20", "a"],
      ["30", "b"],
    ],
    learned: [{ columns: ["age"], summary: { median: 30 } }],
  });
  expect(steps.slice(1).every(({ origin }) => origin === "DEFAULT")).toBe(true);
  expect(steps.at(-1)?.columns.every(({ type }) => type !== "STRING")).toBe(true);
});

test("columns of a sequence group share a fit, as in a training", () => {
  const months = [
    { name: "m2", type: "FLOAT" },
    { name: "m1", type: "FLOAT" },
  ] as const;
  const two = tableFromRecords(
    [
      { m2: 1, m1: 3 },
      { m2: 2, m1: null },
    ],
    months,
  );
  const pipeline = { steps: [{ type: "impute-mean", params: {} }] };
  const shared = previewPipeline(two, months, pipeline, 2, {}, { groups: [{ name: "m", columns: ["m2", "m1"] }] });
  expect(shared[0]?.cells[1]).toEqual(["2", "2"]);
  expect(previewPipeline(two, months, pipeline, 2)[0]?.cells[1]).toEqual(["2", "3"]);
});

test("a step that does not fit is refused with its place", () => {
  expect(() => previewPipeline(table, columns, { steps: [{ type: "log", params: {}, columns: ["city"] }] }, 2)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/TYPE_MISMATCH|INVALID_INPUT/) }),
  );
});
