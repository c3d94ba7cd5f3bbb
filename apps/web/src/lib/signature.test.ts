import { expect, test } from "vitest";
import { exampleRow, readRecord } from "./signature.ts";

const columns = [
  { name: "age", type: "INTEGER" as const, levels: [], reference: "34" },
  { name: "ratio", type: "FLOAT" as const, levels: [], reference: "0.25" },
  { name: "grade", type: "STRING" as const, levels: ["A", "1"], reference: "1" },
  { name: "open", type: "BOOLEAN" as const, levels: [], reference: "true" },
  { name: "since", type: "DATE" as const, levels: [], reference: null },
];

test("the reference record has each column's own JSON type", () => {
  expect(exampleRow(columns)).toEqual({ age: 34, ratio: 0.25, grade: "1", open: true, since: null });
});

test("text where a number belongs is told at its column and sent nowhere", () => {
  const { row, problems } = readRecord(columns, { age: "3.5", ratio: "x", grade: "A" });
  expect(problems).toEqual({ age: "'3.5' is not a whole number.", ratio: "'x' is not a number." });
  expect(row).toEqual({ grade: "A", open: null, since: null });
});
