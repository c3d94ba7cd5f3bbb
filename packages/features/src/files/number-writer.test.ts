import { join } from "node:path";
import { expect, test } from "vitest";
import { writeNumbers } from "./number-writer.ts";
import { readTable } from "./read.ts";
import { scratch } from "./testing/scratch.ts";

const { dir, stagingDir, leftovers } = scratch();

test("what was written is read back, in order, missing cells included, and nothing else is left", async () => {
  const n = 5000;
  const path = join(dir, "out", "numbers.parquet");
  const row = Float64Array.from({ length: n }, (_, i) => n - i);
  const value = Float64Array.from({ length: n }, (_, i) => (i % 7 === 0 ? Number.NaN : i / 3));
  const columns = [
    { name: "row", type: "INTEGER" as const, values: row },
    { name: 'p("1")', type: "FLOAT" as const, values: value },
  ];
  await writeNumbers(path, columns, stagingDir);
  const table = await readTable(path);
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
    ["row", "INTEGER"],
    ['p("1")', "FLOAT"],
  ]);
  expect(table.columns.map((column) => (column.type === "STRING" ? null : column.values))).toEqual([row, value]);
  expect(leftovers()).toEqual([]);
});

test("columns of unlike length are refused", async () => {
  const columns = [
    { name: "a", type: "FLOAT" as const, values: [1] },
    { name: "b", type: "FLOAT" as const, values: [] },
  ];
  await expect(writeNumbers(join(dir, "bad.parquet"), columns, stagingDir)).rejects.toThrow(/one length/);
});
