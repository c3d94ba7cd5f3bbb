import { expect, test } from "vitest";
import { transform } from "./index.ts";
import { fitApply, fitted, numeric } from "./testing/run.ts";

const [debt, income] = [numeric("debt", "FLOAT", [10, 0, 5, null]), numeric("income", "FLOAT", [4, 2, 0, 1])];

test("interactions of two columns: product, ratio, difference and sum; a ratio to zero is missing", () => {
  const { names, outputs } = fitted("interactions", [debt, income], { params: { operations: ["PRODUCT", "RATIO", "DIFFERENCE", "SUM"] } });
  expect(names).toEqual(["debt x income", "debt / income", "debt - income", "debt + income"]);
  expect(outputs.map((output) => (output.type === "STRING" ? [] : [...output.values]))).toEqual([
    [40, 0, 0, Number.NaN],
    [2.5, 0, Number.NaN, Number.NaN],
    [6, -2, 5, Number.NaN],
    [14, 2, 5, Number.NaN],
  ]);
});

test("interactions of dates are days, and have no product", () => {
  const day = 86_400_000;
  const dates = [numeric("due", "DATE", [3 * day]), numeric("paid", "TIMESTAMP", [4.5 * day])];
  expect(fitApply("interactions", dates, { params: { operations: ["DIFFERENCE"] } })).toEqual([[-1.5]]);
  const kind = transform("interactions");
  expect(() => kind.plan(dates, kind.parse({}), { also: [] })).toThrow(/'due' \(DATE\) and 'paid' \(TIMESTAMP\) have no PRODUCT/);
});

test.each([
  ["interactions", 1, /needs two columns or more/],
  ["interactions", 100, /would make 4950 columns; at most 2000/],
  ["polynomial", 100, /would make 5050 columns; at most 2000/],
])("%s of %i columns is refused in words", (name, n, message) => {
  const kind = transform(name);
  const inputs = Array.from({ length: n }, (_, i) => ({ name: `x${i}`, type: "FLOAT" as const }));
  expect(() => kind.plan(inputs, kind.parse({}), { also: [] })).toThrow(message);
});

test("a product beyond the range of numbers is missing, not infinite", () => {
  const big = numeric("a", "FLOAT", [1e200]);
  expect(fitApply("interactions", [big, { ...big, name: "b" }])).toEqual([[null]]);
  expect(fitApply("polynomial", [big])).toEqual([[null]]);
});

test("pca of two columns on a line keeps one component, and a row with a gap has none", () => {
  const line = [numeric("a", "FLOAT", [1, 2, 3, 4]), numeric("b", "FLOAT", [10, 20, 30, 40])];
  const found = fitApply("pca", line, { later: [numeric("a", "FLOAT", [2.5, null]), numeric("b", "FLOAT", [25, 3])] });
  expect(found).toHaveLength(1);
  expect(Number(found[0]?.[0])).toBeCloseTo(0, 12);
  expect(found[0]?.[1]).toBeNull();
});

test("pca on fewer than two whole rows is refused", () => {
  expect(() => fitApply("pca", [numeric("a", "FLOAT", [1, null]), numeric("b", "FLOAT", [null, 2])])).toThrow(
    /needs two training rows without missing cells/,
  );
});
