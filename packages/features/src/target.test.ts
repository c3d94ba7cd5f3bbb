import { expect, test } from "vitest";
import type { Column, Table } from "./table.ts";
import { decodeValue, encodeTarget, type FittedTarget, fitTarget } from "./target.ts";

const of = (column: Column): Table => ({
  rowCount: column.type === "STRING" ? column.codes.length : column.values.length,
  columns: [column],
});
const integers = (...values: number[]): Table => of({ name: "y", type: "INTEGER", values: Float64Array.from(values) });
const booleans = (...values: number[]): Table => of({ name: "y", type: "BOOLEAN", values: Float64Array.from(values) });
const words = (...values: string[]): Table => {
  const dictionary = [...new Set(values)];
  return of({ name: "y", type: "STRING", dictionary, codes: Int32Array.from(values, (value) => dictionary.indexOf(value)) });
};
const binary = (table: Table, positiveLabel?: string) => fitTarget(table, { task: "BINARY", target: "y", positiveLabel });

test("1 is the event of a 0/1 column by default", () => {
  const fitted = binary(integers(0, 1, 1));
  expect(fitted).toEqual({ task: "BINARY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } });
  expect([...encodeTarget(fitted, integers(0, 1, 1))]).toEqual([0, 1, 1]);
});

test("the named label is the event: 0 of 0/1, a word of two, a word for BOOLEAN", () => {
  expect([...encodeTarget(binary(integers(0, 1), "0"), integers(0, 1))]).toEqual([1, 0]);
  const words2 = words("good", "bad", "good");
  expect(binary(words2, "bad")).toMatchObject({ labels: { positive: "bad", negative: "good" } });
  expect([...encodeTarget(binary(words2, "bad"), words2)]).toEqual([0, 1, 0]);
  expect(binary(booleans(0, 1))).toMatchObject({ labels: { positive: "true", negative: "false" } });
  expect(binary(booleans(0, 1), "No")).toMatchObject({ labels: { positive: "No", negative: "Yes" } });
  expect([...encodeTarget(binary(booleans(0, 1), "No"), booleans(0, 1))]).toEqual([1, 0]);
});

test.each([
  ["two words without a label", words("good", "bad"), undefined, "INVALID_INPUT", /'bad', 'good'; positiveLabel was not given/],
  ["a label that is no value", words("good", "bad"), "Bad", "INVALID_INPUT", /positiveLabel 'Bad' is neither/],
  ["1/2 without a label", integers(1, 2).columns[0] ? integers(2, 3) : integers(), undefined, "INVALID_INPUT", /'2', '3'/],
  ["three values", integers(0, 1, 2), undefined, "INVALID_INPUT", /3 different values .*MULTICLASS or REGRESSION/],
  ["one value", integers(1, 1), undefined, "DEGENERATE_TARGET", /one class only, '1'/],
  ["a missing cell", integers(0, 1, Number.NaN), undefined, "INVALID_INPUT", /missing in 1 of 3 rows/],
  ["no rows", integers(), undefined, "DEGENERATE_TARGET", /no rows/],
])("BINARY refuses %s and says how to mend it", (_title, table, label, code, says) => {
  expect(() => binary(table, label)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
});

test("MULTICLASS labels are sorted, numbers as numbers", () => {
  const fit = (table: Table) => fitTarget(table, { task: "MULTICLASS", target: "y" });
  expect(fit(integers(10, 9, 2, 9))).toMatchObject({ labels: ["2", "9", "10"] });
  expect(fit(words("b", "a", "c", "a"))).toMatchObject({ labels: ["a", "b", "c"] });
  expect([...encodeTarget(fit(words("b", "a", "c")), words("c", "b", "a"))]).toEqual([2, 1, 0]);
  expect(() => encodeTarget(fit(words("b", "a")), words("d"))).toThrow(/the value 'd', which the model does not know/);
  expect(() => fit(words("a", "a"))).toThrow(expect.objectContaining({ code: "DEGENERATE_TARGET" }));
});

test("REGRESSION is scaled by the rows it was fitted on, and back", () => {
  const fitted = fitTarget(integers(2, 6, 100), { task: "REGRESSION", target: "y" }, Int32Array.of(0, 1)) as Extract<
    FittedTarget,
    { task: "REGRESSION" }
  >;
  expect(fitted).toMatchObject({ mean: 4, std: 2 });
  expect([...encodeTarget(fitted, integers(2, 6, 8))]).toEqual([-1, 1, 2]);
  expect(decodeValue(fitted, 2)).toBe(8);
  expect(() => fitTarget(integers(3, 3), { task: "REGRESSION", target: "y" })).toThrow(
    expect.objectContaining({ code: "DEGENERATE_TARGET" }),
  );
  expect(() => fitTarget(words("a", "b"), { task: "REGRESSION", target: "y" })).toThrow(/is STRING; a target of numbers is/);
});

test("POSITIVE scaling divides by the mean and keeps zero where it is; a negative value is refused by its row", () => {
  const spec = { task: "FORECAST", target: "y", scale: "POSITIVE" } as const;
  const fitted = fitTarget(integers(0, 2, 4), spec);
  expect(fitted).toEqual({ task: "FORECAST", column: "y", type: "INTEGER", mean: 0, std: 2 });
  expect([...encodeTarget(fitted, integers(0, 2, 4))]).toEqual([0, 1, 2]);
  expect(() => fitTarget(integers(1, -3), spec)).toThrow(/is -3 in row 1; this loss takes values of at least 0/);
  expect(() => fitTarget(integers(0, 0), spec)).toThrow(expect.objectContaining({ code: "DEGENERATE_TARGET" }));
});

test("ANOMALY takes a label column of two values, or none: then every row is 0", () => {
  const labelled = fitTarget(integers(0, 1, 0), { task: "ANOMALY", target: "y" });
  expect(labelled).toEqual({ task: "ANOMALY", column: "y", type: "INTEGER", labels: { positive: "1", negative: "0" } });
  expect([...encodeTarget(labelled, integers(0, 1, 0))]).toEqual([0, 1, 0]);
  const free = fitTarget(integers(5, 6), { task: "ANOMALY", target: null });
  expect(free).toEqual({ task: "ANOMALY", column: null, type: null, labels: null });
  expect([...encodeTarget(free, integers(5, 6))]).toEqual([0, 0]);
  expect(() => fitTarget(integers(0, 1, 2), { task: "ANOMALY", target: "y" })).toThrow(/ANOMALY takes two. Choose another target, or none/);
  expect(() => fitTarget(integers(0, 1), { task: "BINARY", target: null })).toThrow(/BINARY needs a target column/);
});
