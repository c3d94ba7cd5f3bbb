import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { minimise } from "./minimise.ts";
import { fitApply, fitted, numbers, numeric } from "./testing/run.ts";

test("standard-scale of 2, 4, 6: mean 4, std sqrt(8/3)", () => {
  const z = 2 / Math.sqrt(8 / 3);
  expect(fitApply("standard-scale", [numbers(2, 4, 6, null)])).toEqual([[-z, 0, z, null]]);
});

test.each(["standard-scale", "robust-scale", "yeo-johnson", "box-cox", "min-max-scale"])(
  "%s of a constant, also one that is no exact binary fraction, is zero",
  (name) => {
    expect(fitApply(name, [numbers(...Array<number>(1001).fill(0.1))], { later: [numbers(0.1, 5)] })).toEqual([[0, 0]]);
  },
);

test("robust-scale of a column that is mostly zero goes by its standard deviation instead of dividing by no range", () => {
  // Median 0, both quartiles 0; mean 1, standard deviation 3.
  expect(fitApply("robust-scale", [numbers(0, 0, 0, 0, 0, 0, 0, 0, 0, 10)], { later: [numbers(0, 6)] })).toEqual([[0, 2]]);
});

test("min-max-scale leaves the range for later values unless they are clipped", () => {
  expect(fitApply("min-max-scale", [numbers(0, 10)], { later: [numbers(5, 20)] })).toEqual([[0.5, 2]]);
  expect(fitApply("min-max-scale", [numbers(0, 10)], { params: { clip: true }, later: [numbers(5, 20)] })).toEqual([[0.5, 1]]);
});

test("max-abs-scale keeps zero and signs", () => {
  expect(fitApply("max-abs-scale", [numbers(-4, 2, 0)])).toEqual([[-1, 0.5, 0]]);
});

test("log takes a base and an offset, and is missing where there is no logarithm", () => {
  expect(fitApply("log", [numbers(1, 100, 0, -5, null)], { params: { base: "10" } })).toEqual([[0, 2, null, null, null]]);
  expect(fitApply("log", [numbers(0, 7)], { params: { base: "2", offset: 1 } })).toEqual([[0, 3]]);
});

test("signed-log is odd and passes through zero", () => {
  expect(fitApply("signed-log", [numbers(Math.E - 1, 1 - Math.E, 0)])[0]?.map((value) => Number(Number(value).toFixed(12)))).toEqual([
    1, -1, 0,
  ]);
});

test("box-cox refuses training rows that are not positive, and says how many; a later one is missing", () => {
  expect(() => fitApply("box-cox", [numbers(1, 2, 0, -1)])).toThrow(
    /Column 'x' has 2 training rows that are not above 0. Take yeo-johnson/,
  );
  expect(fitApply("box-cox", [numbers(1, 2, 3)], { later: [numbers(0, 2)] })[0]?.[0]).toBeNull();
});

test("the power of 250,000 log-normal amounts is found on evenly spaced ones: lambda of box-cox 0 to 0.01", () => {
  const rng = createRng(6);
  const amounts = Array.from({ length: 250_000 }, () => Math.exp(2 + rng.normal()));
  const { state } = fitted("box-cox", [numeric("x", "FLOAT", amounts)]);
  expect(Math.abs((state as { lambda: number }).lambda)).toBeLessThan(0.01);
});

test("the minimum of a smooth and of a broken line is found to 1e-7", () => {
  expect(minimise((x) => (x - 1.25) ** 2 + 3, -10, 10)).toBeCloseTo(1.25, 7);
  expect(minimise((x) => Math.abs(x + 2), -10, 10)).toBeCloseTo(-2, 7);
  expect(minimise((x) => -x, -10, 10)).toBeCloseTo(10, 6);
});
