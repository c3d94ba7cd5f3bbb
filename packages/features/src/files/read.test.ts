import { expect, test } from "vitest";
import type { Table } from "../table.ts";
import { readBatches, readSchema, readTable } from "./read.ts";
import { sample, scratch } from "./testing/scratch.ts";

const at = scratch();

function texts(table: Table): unknown[][] {
  return table.columns.map((column) =>
    column.type === "STRING" ? [...column.codes].map((code) => column.dictionary[code]) : [...column.values],
  );
}

test("a table holds the file's rows in order, column by column", async () => {
  const { path } = await at.ingest(sample("credit_default_taiwan.csv.gz"));
  const table = await readTable(path);
  expect(table.rowCount).toBe(30_000);
  expect(table.columns).toHaveLength(25);
  expect(table.columns[0]).toMatchObject({ name: "ID", type: "INTEGER", values: Float64Array.from({ length: 30_000 }, (_, i) => i + 1) });
  expect(texts(table).map((values) => values[1])).toEqual([
    2, 120000, 2, 2, 2, 26, -1, 2, 0, 0, 0, 2, 2682, 1725, 2682, 3272, 3455, 3261, 0, 1000, 1000, 1000, 0, 2000, 1,
  ]);
});

test.each([1, 777, 2048, 5000, 40_000])("batches of %i rows join up to the whole table", async (batchRows) => {
  const { path } = await at.ingest(sample("credit_german_statlog.csv.gz"));
  const whole = texts(await readTable(path));
  const joined: unknown[][] = whole.map(() => []);
  for await (const batch of readBatches(path, undefined, batchRows)) {
    expect(batch.rowCount).toBeLessThanOrEqual(batchRows);
    for (const [i, values] of texts(batch).entries()) joined[i]?.push(...values);
  }
  expect(joined).toEqual(whole);
});

test("a reader that stops early lets go of the file", async () => {
  const { path } = await at.ingest(sample("credit_default_taiwan.csv.gz"));
  for await (const batch of readBatches(path, undefined, 100)) {
    expect(batch.rowCount).toBe(100);
    break;
  }
});

test("columns come in the order asked, and a missing one is named", async () => {
  const { path } = await at.ingest(at.file("a,b\n1,x\n"));
  const table = await readTable(path, [
    { name: "b", type: "STRING" },
    { name: "a", type: "FLOAT" },
  ]);
  expect(table.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(["b:STRING", "a:FLOAT"]);
  await expect(readTable(path, [{ name: "A1", type: "FLOAT" }])).rejects.toMatchObject({
    code: "MISSING_COLUMN",
    context: { columns: ["A1"] },
  });
});

test("a type that loses nothing is given, another is refused with the way to mend it", async () => {
  const { path } = await at.ingest(at.file("whole,flag,empty,word,day\n1,1,,x,2020-01-02\n2,0,,y,2020-01-03\n"));
  const table = await readTable(path, [
    { name: "whole", type: "STRING" },
    { name: "flag", type: "BOOLEAN" },
    { name: "empty", type: "FLOAT" },
    { name: "day", type: "TIMESTAMP" },
  ]);
  expect(texts(table)).toEqual([
    ["1", "2"],
    [1, 0],
    [Number.NaN, Number.NaN],
    [Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3)],
  ]);
  const error = await readTable(path, [{ name: "word", type: "FLOAT" }]).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "TYPE_MISMATCH", context: { columns: ["word"] } });
  expect(String(error)).toMatch(/declared as FLOAT/);
});

test("the stored schema can be read without the rows", async () => {
  const { path } = await at.ingest(at.file("a,b\n1,x\n"));
  expect(await readSchema(path)).toEqual({
    rowCount: 1,
    columns: [
      { name: "a", type: "INTEGER" },
      { name: "b", type: "STRING" },
    ],
  });
});
