import type { PipelineStep } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { applyRows, planRows } from "../pipeline/row-stage.ts";
import { createRng } from "../random.ts";
import { type Column, schemaOf, type Table } from "../table.ts";
import { cellsOf, numeric, textColumn } from "../transforms/testing/run.ts";
import { rowStep, rowSteps } from "./index.ts";

const table: Table = {
  rowCount: 6,
  columns: [
    numeric("id", "INTEGER", [0, 1, 2, 3, 4, 5]),
    numeric("age", "INTEGER", [30, 0, 30, null, 45, null]),
    textColumn("home", ["rent", "own", "rent", null, "own", null]),
    numeric("since", "DATE", [0, 86_400_000, 0, 0, 2 * 86_400_000, 0]),
    numeric("active", "BOOLEAN", [1, 0, 1, 1, 1, 1]),
  ],
};
const step = (type: string, params: Record<string, unknown> = {}, columns?: string[]): PipelineStep => ({ type, params, columns });
const idsAfter = (...steps: PipelineStep[]) => cellsOf(applyRows(steps, table).table.columns[0] as Column);

test.each(rowSteps.map((kind) => [kind.name, kind] as const))("%s has words, a form, and refuses what it does not know", (name, kind) => {
  expect(rowStep(name)).toBe(kind);
  const schema = kind.paramsJsonSchema() as { properties?: Record<string, { description?: string }> };
  for (const property of Object.values(schema.properties ?? {})) expect(property.description).toEqual(expect.any(String));
  expect(() => kind.parse({ ...kind.example, nonsense: 1 })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});

describe("deduplicate", () => {
  test("keeps the first or the last of equal rows; two missing cells are equal", () => {
    const columns = ["age", "home", "since", "active"];
    expect(idsAfter(step("deduplicate", {}, columns))).toEqual([0, 1, 3, 4]);
    expect(idsAfter(step("deduplicate", { keep: "LAST" }, columns))).toEqual([1, 2, 4, 5]);
    expect(idsAfter(step("deduplicate"))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("finds exactly the rows that a map of JSON texts finds, among 20,000 of few distinct values, -0 and gaps", () => {
    const rng = createRng(8);
    const n = 20_000;
    const values = () => Array.from({ length: n }, () => [null, 0, -0, 1.5, 1e300, rng.int(9)][rng.int(6)] ?? null);
    const big: Table = {
      rowCount: n,
      columns: [
        numeric("a", "FLOAT", values()),
        numeric("b", "FLOAT", values()),
        textColumn(
          "c",
          values().map((v) => (v === null ? v : `t${v}`)),
        ),
      ],
    };
    const seen = new Set<string>();
    const cells = big.columns.map(cellsOf);
    let expected = 0;
    for (let row = 0; row < n; row++) {
      const key = JSON.stringify(cells.map((column) => column[row]));
      if (!seen.has(key)) expected += 1;
      seen.add(key);
    }
    expect(applyRows([step("deduplicate")], big).table.rowCount).toBe(expected);
  });
});

test("drop-missing leaves out rows with any, or only those with all cells missing", () => {
  expect(idsAfter(step("drop-missing", {}, ["age"]))).toEqual([0, 1, 2, 4]);
  expect(idsAfter(step("drop-missing", { when: "ALL" }, ["age", "home", "id"]))).toEqual([0, 1, 2, 3, 4, 5]);
});

test.each<[string, Record<string, unknown>, string, number[]]>([
  ["numbers", { operator: "GREATER", values: [0] }, "age", [0, 2, 4]],
  ["numbers, missing kept by name", { operator: "GREATER", values: [0], missing: "KEEP" }, "age", [0, 2, 3, 4, 5]],
  ["one of several texts", { operator: "IN", values: ["own", "free"] }, "home", [1, 4]],
  ["not a text", { operator: "NOT_EQUALS", values: ["own"] }, "home", [0, 2]],
  ["dates", { operator: "AT_MOST", values: ["1970-01-02"] }, "since", [0, 1, 2, 3, 5]],
  ["truth values", { operator: "EQUALS", values: [true] }, "active", [0, 2, 3, 4, 5]],
])("keep-where compares %s", (_, params, column, expected) => {
  expect(idsAfter(step("keep-where", params, [column]))).toEqual(expected);
});

test("steps follow each other, and the report counts rows of the data set", () => {
  const { table: kept, report } = applyRows(
    [
      step("drop-missing", {}, ["age"]),
      step("deduplicate", {}, ["age", "home"]),
      step("keep-where", { operator: "GREATER", values: [0] }, ["age"]),
    ],
    table,
  );
  expect(cellsOf(kept.columns[0] as Column)).toEqual([0, 4]);
  expect(report.map(({ rowsIn, rowsOut, firstLeftOut }) => [rowsIn, rowsOut, firstLeftOut])).toEqual([
    [6, 4, [3, 5]],
    [4, 3, [2]],
    [3, 2, [1]],
  ]);
});

test("steps that leave every row give the same table", () => {
  expect(applyRows([step("deduplicate")], table).table).toBe(table);
});

test.each<[string, PipelineStep, string, string, string[]]>([
  ["a step that does not exist", step("dedupe"), "INVALID_INPUT", "Row step 1 (dedupe)", ["pipeline", "rows", "0", "type"]],
  [
    "a column that does not exist",
    step("drop-missing", {}, ["agee"]),
    "UNKNOWN_COLUMN",
    "did you mean 'age'",
    ["pipeline", "rows", "0", "columns"],
  ],
  [
    "order among texts",
    step("keep-where", { operator: "LESS", values: ["m"] }, ["home"]),
    "INVALID_INPUT",
    "no order",
    ["pipeline", "rows", "0", "columns"],
  ],
  [
    "a value that no cell can have",
    step("keep-where", { operator: "LESS", values: ["soon"] }, ["since"]),
    "INVALID_INPUT",
    'YYYY-MM-DD. Got "soon"',
    ["pipeline", "rows", "0", "params", "values"],
  ],
  [
    "several values to equal",
    step("keep-where", { operator: "EQUALS", values: [1, 2] }, ["age"]),
    "INVALID_INPUT",
    "use IN",
    ["pipeline", "rows", "0", "params", "values"],
  ],
  [
    "a parameter of another kind",
    step("deduplicate", { keep: "SOME" }),
    "INVALID_INPUT",
    "'keep'",
    ["pipeline", "rows", "0", "params", "keep"],
  ],
])("%s is refused before any row is read", (_, given, code, text, path) => {
  expect(() => planRows([given], schemaOf(table))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(text), context: expect.objectContaining({ path }) }),
  );
});

test("a step that leaves no row is refused with the number of rows it was given", () => {
  expect(() => idsAfter(step("keep-where", { operator: "GREATER", values: [100] }, ["age"]))).toThrow(
    /Row step 1 \(keep-where\): It leaves none of 6 rows/,
  );
});
