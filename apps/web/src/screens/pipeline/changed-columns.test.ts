import { expect, test } from "vitest";
import { changedColumns } from "./changed-columns.ts";

const cells = (columns: string[], rows: (string | null)[][]) => ({
  columns: columns.map((name) => ({ name, type: "FLOAT" as const })),
  cells: rows,
});

test("a column is marked when it is new or a cell of it differs, wherever it stood before", () => {
  const before = cells(
    ["a", "b"],
    [
      ["1", null],
      ["2", "5"],
    ],
  );
  const after = cells(
    ["c", "b", "a"],
    [
      ["7", "3", "1"],
      ["8", "5", "2"],
    ],
  );
  expect([...changedColumns(after, before)]).toEqual([0, 1]);
});

test("nothing is marked without a before, or when rows were left out in between", () => {
  const after = cells(["a"], [["1"]]);
  expect(changedColumns(after, null).size).toBe(0);
  expect(changedColumns(after, cells(["a"], [["1"], ["2"]])).size).toBe(0);
});
