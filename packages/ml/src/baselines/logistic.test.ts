import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { fitLogistic, predictLogistic } from "./logistic.ts";

interface Golden {
  n: number;
  d: number;
  x: number[];
  y: number[];
  weight: number[];
  cases: { l2: number; weighted: boolean; weights: number[]; bias: number; firstProbabilities: number[] }[];
  tol_abs: number;
}

/** Computed by scikit-learn; the file's `how` says by which call and version. */
const golden = JSON.parse(readFileSync(new URL("./golden/logistic.json", import.meta.url), "utf8")) as Golden;
const { n, d, y } = golden;
const x = Float32Array.from(golden.x);

function distance(actual: ArrayLike<number>, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))));
}

describe("logistic regression", () => {
  test.each(golden.cases)(
    "equals scikit-learn at l2 $l2, weighted $weighted, with collinear and constant columns, within 1e-8",
    (wanted) => {
      const model = fitLogistic({ x, y, n, d, l2: wanted.l2, ...(wanted.weighted ? { weight: golden.weight } : {}) });
      expect(distance([...model.weights, model.bias], [...wanted.weights, wanted.bias])).toBeLessThan(golden.tol_abs);
      expect(distance(predictLogistic(model, x.subarray(0, 5 * d), 5), wanted.firstProbabilities)).toBeLessThan(golden.tol_abs);
    },
  );

  test("without columns that matter it gives the base rate's log-odds", () => {
    const model = fitLogistic({ x: new Float32Array(4), y: [0, 0, 0, 1], n: 4, d: 1, l2: 0 });
    expect(model.weights[0]).toBe(0);
    expect(model.bias).toBeCloseTo(Math.log(1 / 3), 12);
  });

  test("a whole weight counts as so many rows, to 1e-10", () => {
    const rows = { x: Float32Array.of(1, 2, 3, 4), y: [0, 1, 0, 1], n: 4, d: 1 };
    const weighted = fitLogistic({ ...rows, weight: [1, 2, 1, 1] });
    const repeated = fitLogistic({ x: Float32Array.of(1, 2, 2, 3, 4), y: [0, 1, 1, 0, 1], n: 5, d: 1 });
    expect(distance([...weighted.weights, weighted.bias], [...repeated.weights, repeated.bias])).toBeLessThan(1e-10);
  });

  test("a copied column without penalty leaves the predictions as they were, to 1e-8", () => {
    const single = Float32Array.from({ length: n }, (_, i) => x[i * d] ?? 0);
    const double = Float32Array.from({ length: 2 * n }, (_, i) => single[i >> 1] ?? 0);
    const one = predictLogistic(fitLogistic({ x: single, y, n, d: 1, l2: 0 }), single, n);
    const two = predictLogistic(fitLogistic({ x: double, y, n, d: 2, l2: 0 }), double, n);
    expect(distance(two, [...one])).toBeLessThan(1e-8);
  });

  test("more columns than the direct solver takes reach a point of zero gradient, to 1e-6", () => {
    const [rows, columns, rng] = [40, 1100, createRng(9)];
    const wide = Float32Array.from({ length: rows * columns }, () => rng.normal());
    const labels = Array.from({ length: rows }, (_, i) => i % 2);
    const model = fitLogistic({ x: wide, y: labels, n: rows, d: columns, l2: 5 });
    const residual = [...predictLogistic(model, wide, rows)].map((p, i) => p - (labels[i] ?? 0));
    const gradient = Array.from(model.weights, (weight, j) =>
      residual.reduce((sum, r, i) => sum + r * (wide[i * columns + j] ?? 0), 5 * weight),
    );
    expect(
      distance(
        gradient,
        gradient.map(() => 0),
      ),
    ).toBeLessThan(1e-6);
    expect(Math.abs(residual.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-6);
  });

  test.each([1e-6, 1e6])("columns in units of %f converge and rank as the standardised ones do without penalty, to 1e-7", (unit) => {
    const plain = predictLogistic(fitLogistic({ x, y, n, d, l2: 0 }), x, n);
    const scaled = Float64Array.from(x, (value, i) => (i % d === 0 ? value * unit : value));
    expect(distance(predictLogistic(fitLogistic({ x: scaled, y, n, d, l2: 0 }), scaled, n), [...plain])).toBeLessThan(1e-7);
  });

  test("classes that a column separates have an optimum with a penalty and none without", () => {
    const separated = { x: Float32Array.of(-2, -1, 1, 2), y: [0, 0, 1, 1], n: 4, d: 1 };
    expect(fitLogistic(separated).weights[0]).toBeGreaterThan(0);
    expect(() => fitLogistic({ ...separated, l2: 0 })).toThrow(expect.objectContaining({ code: "DIVERGED", kind: "numerical" }));
  });

  test("classes that a column separates in part have no optimum without a penalty either", () => {
    const partly = { x: Float32Array.of(0, 0, 0, 0, 1, 1), y: [0, 1, 0, 1, 1, 1], n: 6, d: 1, l2: 0 };
    expect(() => fitLogistic(partly)).toThrow(expect.objectContaining({ code: "DIVERGED" }));
  });

  test.each([
    ["a NaN cell", { x: Float32Array.of(0, Number.NaN) }, "Row 1, column 0"],
    ["a matrix of another size", { x: Float32Array.of(0) }, "Got 1 and 2"],
    ["labels of another length", { y: [0, 1, 1] }, "Got 3 and 2"],
    ["a negative weight", { weight: [1, -1] }, "Row 1 is -1"],
    ["a negative penalty", { l2: -1 }, "Got -1"],
  ])("%s is refused by name", (_, change, text) => {
    const input = { x: Float32Array.of(0, 1), y: [0, 1], n: 2, d: 1, ...change };
    expect(() => fitLogistic(input)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(text) }));
  });
});
