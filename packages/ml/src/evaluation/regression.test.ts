import { describe, expect, test } from "vitest";
import { evaluateRegression } from "./regression.ts";

describe("regression metrics", () => {
  test("three rows worked by hand: errors 1, 0, -2 around a target of variance 2/3, to 1e-12", () => {
    const values = evaluateRegression({ y: [1, 2, 3], prediction: [0, 2, 5], split: "TEST", bootstrap: null });
    const wanted = { rmse: Math.sqrt(5 / 3), mae: 1, r2: 1 - 5 / 2 };
    expect(values.map(({ name }) => name)).toEqual(Object.keys(wanted));
    for (const { name, value } of values) expect(value, name).toBeCloseTo(wanted[name as keyof typeof wanted], 12);
  });

  test("a shift of target and prediction by a million changes r2 by less than 1e-9", () => {
    const y = [0.1, 0.4, 0.2, 0.9];
    const prediction = [0.2, 0.3, 0.3, 0.7];
    const r2 = (shift: number) =>
      evaluateRegression({ y: y.map((v) => v + shift), prediction: prediction.map((v) => v + shift), split: "TEST", bootstrap: null })[2]
        ?.value ?? 0;
    expect(Math.abs(r2(1e6) - r2(0))).toBeLessThan(1e-9);
  });

  test("two rows get finite intervals: resamples of one value are drawn again", () => {
    for (const { low, high } of evaluateRegression({ y: [1, 2], prediction: [1.5, 1.6], split: "TEST" })) {
      expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
    }
  });

  test.each([
    ["a constant target", [2, 2], [1, 2], "DEGENERATE_TARGET"],
    ["no rows", [], [], "INVALID_INPUT"],
    ["different lengths", [1, 2], [1], "INVALID_INPUT"],
    ["an infinite prediction", [1, 2], [1, Number.POSITIVE_INFINITY], "INVALID_INPUT"],
  ])("%s is refused", (_, y, prediction, code) => {
    expect(() => evaluateRegression({ y, prediction, split: "TEST" })).toThrow(expect.objectContaining({ name: "AppError", code }));
  });
});
