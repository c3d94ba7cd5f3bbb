import fc from "fast-check";
import { expect, test } from "vitest";
import { readTable } from "../files/read.ts";
import { sample, scratch } from "../files/testing/scratch.ts";
import { createRng } from "../random.ts";
import { tableFromRecords } from "../records.ts";
import { allRows, type Column, schemaOf, selectRows, type Table } from "../table.ts";
import { applyPipeline, type FittedPipeline, fitPipeline } from "./pipeline.ts";
import { referenceRow, referenceTable } from "./reference.ts";

const at = scratch();
const numeric = (name: string, ...values: number[]): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const table = (...columns: Column[]): Table => {
  const first = columns[0];
  return { rowCount: first ? (first.type === "STRING" ? first.codes.length : first.values.length) : 0, columns };
};
const fitAll = (data: Table, sequence: FittedPipeline["sequence"] = null) =>
  fitPipeline({ columns: schemaOf(data), sequence }, data, allRows(data.rowCount));

async function german(): Promise<Table> {
  const { path } = await at.ingest(sample("credit_german_statlog.csv.gz"));
  return readTable(path);
}

test("one real row alone gives the bits that it has in the batch, through JSON and in any order", async () => {
  const data = await german();
  const fitted = fitPipeline({ columns: schemaOf(data), sequence: null }, data, allRows(800));
  const again = JSON.parse(JSON.stringify(fitted)) as FittedPipeline;
  expect(again).toEqual(fitted);
  const batch = applyPipeline(fitted, data);
  const width = batch.nSteps * batch.nFeatures;
  for (const row of [0, 1, 500, 999]) {
    const expected = batch.data.slice(row * width, (row + 1) * width);
    expect(applyPipeline(again, data, Int32Array.of(row)).data).toEqual(expected);
    expect(applyPipeline(again, selectRows(data, Int32Array.of(row))).data).toEqual(expected);
  }
  const order = createRng(1).shuffle(allRows(1000));
  const shuffled = applyPipeline(fitted, data, order).data;
  order.forEach((row, i) => {
    if (i % 97 === 0) expect(shuffled.slice(i * width, (i + 1) * width)).toEqual(batch.data.slice(row * width, (row + 1) * width));
  });
});

test("a row as JSON gives the bits of the same row in the file", async () => {
  const data = await german();
  const fitted = fitPipeline({ columns: schemaOf(data), sequence: null }, data, allRows(1000));
  const record = Object.fromEntries(
    data.columns.map((column) => [
      column.name,
      column.type === "STRING"
        ? (column.dictionary[column.codes[42] ?? -1] ?? null)
        : column.type === "BOOLEAN"
          ? column.values[42] === 1
          : column.values[42],
    ]),
  );
  expect(applyPipeline(fitted, tableFromRecords([record], fitted.columns)).data).toEqual(
    applyPipeline(fitted, data, Int32Array.of(42)).data,
  );
});

test("blocks leave no seam: 10,000 rows in one call equal the same rows one by one", () => {
  const rng = createRng(3);
  const data = table(numeric("a", ...Array.from({ length: 10_000 }, () => (rng.next() < 0.1 ? Number.NaN : rng.next() * 50))));
  const fitted = fitAll(data);
  const batch = applyPipeline(fitted, data);
  for (const row of [0, 4095, 4096, 8191, 8192, 9999]) {
    expect(applyPipeline(fitted, data, Int32Array.of(row)).data).toEqual(batch.data.slice(row * 2, row * 2 + 2));
  }
});

test("only the training rows are looked at", () => {
  const data = table(numeric("a", 1, 2, 3, 1e6, Number.NaN));
  const fitted = fitPipeline({ columns: schemaOf(data), sequence: null }, data, Int32Array.of(0, 1, 2));
  expect(fitted.steps.map((step) => [step.type, step.state])).toEqual([
    ["impute-median", { median: 2 }],
    ["standard-scale", { mean: 2, std: Math.sqrt(2 / 3) }],
  ]);
});

test("features have names that say where they come from", () => {
  const fitted = fitAll(
    table(
      numeric("a", 1, Number.NaN, 3),
      { name: "b", type: "STRING", codes: Int32Array.of(0, 1, 0), dictionary: ["x", "y"] },
      { name: "c", type: "BOOLEAN", values: Float64Array.of(0, 1, 1) },
    ),
  );
  expect(fitted.featureNames).toEqual(["a", "a is missing", "b=x", "b=y", "b=(other)", "b=(missing)", "c"]);
  expect(fitted.sources).toEqual([["a"], ["a"], ["b"], ["b"], ["b"], ["b"], ["c"]]);
});

test("feature names stay distinct when columns are named like features", () => {
  const names = fitAll(table(numeric("a", 1, Number.NaN), numeric("a is missing", 1, 2), numeric("__proto__", 3, 4))).featureNames;
  expect(names).toEqual(["a", "a is missing (2)", "a is missing", "__proto__"]);
});

test("a sequence lays out [row, step, feature] with the static columns at every step and one scale for a group", () => {
  const data = table(numeric("pay_1", 0, 2), numeric("pay_2", 4, 6), numeric("age", 30, 50));
  const fitted = fitAll(data, { groups: [{ name: "pay", columns: ["pay_2", "pay_1"] }] });
  const { data: x, n, nSteps, nFeatures } = applyPipeline(fitted, data);
  expect({ n, nSteps, nFeatures, names: fitted.featureNames }).toEqual({ n: 2, nSteps: 2, nFeatures: 2, names: ["pay", "age"] });
  // The group's mean is 3 and its std sqrt(5); age is -1 and 1.
  const z = (value: number) => Math.fround((value - 3) / Math.sqrt(5));
  expect([...x]).toEqual([z(4), -1, z(0), -1, z(6), 1, z(2), 1]);
  expect(fitted.sources).toEqual([["pay_2", "pay_1"], ["age"]]);
});

test("a missing cell in one step marks that step only", () => {
  const data = table(numeric("p1", 1, Number.NaN), numeric("p2", 3, 5));
  const fitted = fitAll(data, { groups: [{ name: "p", columns: ["p1", "p2"] }] });
  expect(fitted.featureNames).toEqual(["p", "p is missing"]);
  const { data: x } = applyPipeline(fitted, data);
  expect([1, 3, 5, 7].map((i) => x[i])).toEqual([0, 0, 1, 0]);
});

test("the Taiwan file becomes 6 steps of 3 groups and the statics", async () => {
  const { path } = await at.ingest(sample("credit_default_taiwan.csv.gz"));
  const data = await readTable(path);
  const columns = schemaOf(data).filter(({ name }) => name !== "ID" && name !== "default.payment.next.month");
  const group = (name: string, first: string) => ({
    name,
    columns: [6, 5, 4, 3, 2].map((month) => `${first}${month}`).concat(first === "PAY_" ? "PAY_0" : `${first}1`),
  });
  const fitted = fitPipeline(
    { columns, sequence: { groups: [group("pay", "PAY_"), group("bill", "BILL_AMT"), group("paid", "PAY_AMT")] } },
    data,
    allRows(data.rowCount),
  );
  expect([fitted.nSteps, fitted.nFeatures]).toEqual([6, 8]);
  const { data: x } = applyPipeline(fitted, data);
  expect(x.length).toBe(30_000 * 6 * 8);
  expect(x.every(Number.isFinite)).toBe(true);
});

test("no table of the fitted columns gives NaN, whatever its cells", () => {
  const cell = fc.option(
    fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
    { nil: Number.NaN },
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), fc.array(cell, { minLength: 1, maxLength: 40 }), (train, later) => {
      const fitted = fitAll(table(numeric("a", ...train)));
      const x = applyPipeline(fitted, table(numeric("a", ...later)));
      expect([...x.data].some(Number.isNaN)).toBe(false);
    }),
  );
});

test("a number too large for the network names its column and row", () => {
  const fitted = fitAll(table(numeric("a", 1, 2)));
  expect(() => applyPipeline(fitted, table(numeric("a", 1, 1e300)))).toThrow(/Feature 'a' of row 1/);
});

test("other columns than fitted are named", () => {
  const fitted = fitAll(table(numeric("a", 1, 2)));
  expect(() => applyPipeline(fitted, table(numeric("b", 1)))).toThrow(expect.objectContaining({ code: "MISSING_COLUMN" }));
  expect(() => applyPipeline(fitted, table({ name: "a", type: "STRING", codes: Int32Array.of(0), dictionary: ["x"] }))).toThrow(
    expect.objectContaining({ code: "TYPE_MISMATCH" }),
  );
});

test("steps written as data replace the default ones, and mistakes in them are named", () => {
  const data = table(numeric("a", 1, 3), { name: "b", type: "STRING", codes: Int32Array.of(0, 1), dictionary: ["x", "y"] });
  const fit = (steps: { type: string; params: Record<string, number>; columns: string[] }[]) =>
    fitPipeline({ columns: schemaOf(data), sequence: null, pipeline: { steps, defaults: false } }, data, allRows(2));
  const fitted = fit([
    { type: "one-hot", params: { maxLevels: 1 }, columns: ["b"] },
    { type: "standard-scale", params: {}, columns: ["b=x"] },
  ]);
  expect([...applyPipeline(fitted, data).data]).toEqual([1, 1, 0, 0, 3, -1, 1, 0]);
  expect(() => fit([])).toThrow(/'b' is still text/);
  expect(() => fit([{ type: "one-hot", params: { maxLevels: 0 }, columns: ["b"] }])).toThrow(/Parameter 'maxLevels'/);
  expect(() => fit([{ type: "standard-scale", params: {}, columns: ["b"] }])).toThrow(/takes INTEGER/);
  expect(() => fit([{ type: "standard-scale", params: {}, columns: ["aa"] }])).toThrow(/did you mean 'a'/);
});

test("the reference row has the median and the most frequent level, as score takes them", () => {
  const data = table(
    numeric("a", 1, 9, 2, Number.NaN),
    { name: "b", type: "BOOLEAN", values: Float64Array.of(1, 1, 0, 1) },
    { name: "c", type: "STRING", codes: Int32Array.of(0, 1, 1, -1), dictionary: ["x", "y"] },
    { name: "d", type: "DATE", values: Float64Array.of(0, 86_400_000, 2 * 86_400_000, Number.NaN) },
    numeric("e", Number.NaN, Number.NaN, Number.NaN, Number.NaN),
  );
  const fitted = fitAll(data);
  const reference = referenceRow(fitted);
  expect(reference.map(({ value }) => value)).toEqual([2, true, "y", "1970-01-02", null]);
  const record = Object.fromEntries(reference.map(({ name, value }) => [name, value]));
  expect(applyPipeline(fitted, tableFromRecords([record], fitted.columns)).data).toEqual(
    applyPipeline(fitted, referenceTable(fitted)).data,
  );
});
