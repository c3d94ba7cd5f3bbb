import { SplitSpec } from "@plimsoll/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "./random.ts";
import { splitRows } from "./split.ts";
import type { Column, Table } from "./table.ts";

const N = 1000;
const rng = createRng(11);
const column = (name: string, type: "INTEGER" | "DATE" | "FLOAT", value: (i: number) => number): Column => ({
  name,
  type,
  values: Float64Array.from({ length: N }, (_, i) => value(i)),
});
const table: Table = {
  rowCount: N,
  columns: [
    column("y", "INTEGER", () => Number(rng.next() < 0.22)),
    column("month", "DATE", () => Math.floor(rng.next() * 24) * 86_400_000),
    {
      name: "customer",
      type: "STRING",
      dictionary: Array.from({ length: 100 }, (_, i) => `k${i}`),
      codes: Int32Array.from({ length: N }, () => Math.floor(rng.next() * 100)),
    },
    column("test", "INTEGER", (i) => Number(i % 5 === 4)),
    column("same", "INTEGER", () => 7),
    column("holes", "FLOAT", (i) => (i === 3 ? Number.NaN : i)),
  ],
};
const values = (name: string): ArrayLike<number> => {
  const found = table.columns.find((candidate) => candidate.name === name);
  return found?.type === "STRING" ? found.codes : (found?.values ?? []);
};
const split = (spec: Partial<SplitSpec>, data = table) =>
  splitRows({ split: SplitSpec.parse(spec), table: data, task: "BINARY", target: "y" });
const share = (rows: Int32Array): number => rows.reduce((sum, row) => sum + (values("y")[row] ?? 0), 0) / rows.length;
const pick = (name: string, rows: Int32Array): number[] => [...rows].map((row) => values(name)[row] ?? Number.NaN);

test.each([
  { method: "RANDOM" },
  { method: "TIME", timeColumn: "month" },
  { method: "GROUP", groupColumn: "customer" },
  { method: "COLUMN", testColumn: "test" },
] as Partial<SplitSpec>[])("$method: the parts are disjoint, ascending, all rows, and the same for the same seed", (spec) => {
  const parts = split(spec);
  const all = [...parts.train, ...parts.validation, ...parts.test];
  expect(new Set(all).size).toBe(N);
  expect(all.length).toBe(N);
  for (const rows of Object.values(parts) as Int32Array[]) expect(rows).toEqual(rows.slice().sort());
  expect(split(spec)).toEqual(parts);
});

test("RANDOM keeps the share of positives in every part to one row, and another seed gives other rows", () => {
  const parts = split({ testFraction: 0.25, validationFraction: 0.2 });
  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([600, 150, 250]);
  const overall = share(Int32Array.from({ length: N }, (_, i) => i));
  for (const rows of [parts.train, parts.validation, parts.test])
    expect(Math.abs(share(rows) - overall)).toBeLessThanOrEqual(1.5 / rows.length);
  expect(split({ testFraction: 0.25, validationFraction: 0.2, seed: 2 }).test).not.toEqual(parts.test);
});

test("TIME tests on the latest rows, validates on the latest before them, and no moment is cut", () => {
  const parts = split({ method: "TIME", timeColumn: "month" });
  const [train, validation, last] = [parts.train, parts.validation, parts.test].map((rows) => pick("month", rows));
  expect(Math.max(...(train ?? []))).toBeLessThan(Math.min(...(validation ?? [])));
  expect(Math.max(...(validation ?? []))).toBeLessThan(Math.min(...(last ?? [])));
  expect(Math.abs(parts.test.length - 200)).toBeLessThanOrEqual(50);
});

test("GROUP leaves no group in two parts", () => {
  const parts = split({ method: "GROUP", groupColumn: "customer" });
  const [train, validation, last] = [parts.train, parts.validation, parts.test].map((rows) => new Set(pick("customer", rows)));
  expect([...(train ?? [])].some((key) => validation?.has(key) || last?.has(key))).toBe(false);
  expect([...(validation ?? [])].some((key) => last?.has(key))).toBe(false);
  expect(Math.abs(parts.test.length - 200)).toBeLessThanOrEqual(20);
});

test("COLUMN tests on the rows marked 1, and 0 validates on none", () => {
  const parts = split({ method: "COLUMN", testColumn: "test", validationFraction: 0 });
  expect(parts.test).toEqual(Int32Array.from({ length: 200 }, (_, i) => 5 * i + 4));
  expect([parts.train.length, parts.validation.length]).toEqual([800, 0]);
});

test.each([
  [{ method: "TIME", timeColumn: "holes" }, "INVALID_INPUT", /'holes' is missing in 1 rows/],
  [{ method: "TIME", timeColumn: "same" }, "INVALID_INPUT", /too few different times/],
  [{ method: "TIME", timeColumn: "customer" }, "INVALID_INPUT", /'customer' is STRING/],
  [{ method: "GROUP", groupColumn: "same" }, "INVALID_INPUT", /has 1 group/],
  [{ method: "COLUMN", testColumn: "month" }, "INVALID_INPUT", /must be 1 for the test rows and 0/],
  [{ method: "COLUMN", testColumn: "holes" }, "INVALID_INPUT", /must be 1/],
  [{ method: "COLUMN", testColumn: "nowhere" }, "UNKNOWN_COLUMN", /'nowhere'/],
  [{ method: "GROUP", groupColumn: "y" }, "INVALID_INPUT", /has 1 group/],
] as [Partial<SplitSpec>, string, RegExp][])("%j is refused", (spec, code, says) => {
  expect(() => split(spec)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
});

test("a part with one class only is a degenerate target, and too few rows are said to be too few", () => {
  const small = (n: number, y: number[]): Table => ({
    rowCount: n,
    columns: [
      { name: "y", type: "INTEGER", values: Float64Array.from(y) },
      { name: "t", type: "INTEGER", values: Float64Array.from(y, (_, i) => i) },
    ],
  });
  expect(() => split({ method: "TIME", timeColumn: "t", validationFraction: 0 }, small(10, [1, 0, 1, 0, 1, 0, 0, 0, 0, 0]))).toThrow(
    expect.objectContaining({ code: "DEGENERATE_TARGET" }),
  );
  expect(() => split({}, small(30, Array<number>(30).fill(1)))).toThrow(
    expect.objectContaining({ code: "DEGENERATE_TARGET", message: expect.stringMatching(/'y' holds one class only in all 30 rows/) }),
  );
  expect(() => split({}, small(2, [0, 1]))).toThrow(/The test part is empty/);
  expect(() => split({}, small(5, [0, 1, 0, 1, 1]))).toThrow(/validation part is empty/);
});

test("a class of several without a training row is refused by name: each row a class of its own, and one that only the future has", () => {
  const of = (y: number[]): Table => ({
    rowCount: y.length,
    columns: [
      { name: "y", type: "INTEGER", values: Float64Array.from(y) },
      { name: "t", type: "INTEGER", values: Float64Array.from(y, (_, i) => i) },
    ],
  });
  const cut = (spec: Partial<SplitSpec>, y: number[]) =>
    splitRows({ split: SplitSpec.parse({ method: "RANDOM", ...spec }), table: of(y), task: "MULTICLASS", target: "y" });
  const refused = (says: RegExp) => expect.objectContaining({ code: "DEGENERATE_TARGET", message: expect.stringMatching(says) });
  const own = Array.from({ length: 300 }, (_, i) => i);
  expect(() => cut({}, own)).toThrow(refused(/hold no row of 84 of the 300 classes of target 'y'.*Every row has a class of its own/));
  const late = Array.from({ length: 100 }, (_, i) => (i > 90 ? 3 : i % 3));
  expect(() => cut({ method: "TIME", timeColumn: "t" }, late)).toThrow(refused(/hold no row of 1 of the 4 classes of target 'y': '3'\. /));
  expect(() =>
    cut(
      { method: "TIME", timeColumn: "t" },
      Array.from({ length: 100 }, (_, i) => (i >= 80 ? 0 : i % 3)),
    ),
  ).toThrow(refused(/The test part \(20 rows\) holds one class only/));
});

test("the only row of a class is trained on, not tested, where rows are drawn at random", () => {
  const y = [...Array<number>(40).fill(0), ...Array<number>(40).fill(1), 2];
  const table: Table = { rowCount: 81, columns: [{ name: "y", type: "INTEGER", values: Float64Array.from(y) }] };
  for (const seed of [1, 2, 3]) {
    const request = { split: SplitSpec.parse({ testFraction: 0.45, seed }), table, task: "MULTICLASS" as const, target: "y" };
    expect(splitRows(request).train).toContain(80);
  }
});

test("a target without any value is told from one with gaps", () => {
  const of = (y: number[]): Table => ({ rowCount: 4, columns: [{ name: "y", type: "FLOAT", values: Float64Array.from(y) }] });
  const cut = (y: number[]) => splitRows({ split: SplitSpec.parse({}), table: of(y), task: "REGRESSION", target: "y" });
  expect(() => cut([NaN, NaN, NaN, NaN])).toThrow(
    expect.objectContaining({ code: "DEGENERATE_TARGET", message: expect.stringMatching(/no value in any of 4 rows/) }),
  );
  expect(() => cut([1, NaN, 2, 3])).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(/missing in 1 of 4 rows/) }),
  );
});

test("regression splits at random without classes", () => {
  const parts = splitRows({ split: SplitSpec.parse({}), table, task: "REGRESSION", target: "y" });
  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([720, 80, 200]);
});

test("any fractions and seed give disjoint parts that hold every row", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      fc.nat(1000),
      (testFraction, validationFraction, seed) => {
        const { train, validation, test: last } = split({ testFraction, validationFraction, seed });
        expect(new Set([...train, ...validation, ...last]).size).toBe(N);
        expect(last.length).toBe(Math.round(N * testFraction));
      },
    ),
    { numRuns: 30 },
  );
});
