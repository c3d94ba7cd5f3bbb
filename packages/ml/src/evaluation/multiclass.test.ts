import { describe, expect, test } from "vitest";
import { evaluateMulticlass } from "./multiclass.ts";

describe("multiclass metrics", () => {
  test("four rows of three classes, worked by hand, to 1e-12", () => {
    // Predictions 0, 0, 1, 1 for labels 0, 1, 1, 2: f1 is 2/3 for class 0, 1/2 for class 1 and 0 for class 2.
    const score = [0.8, 0.1, 0.1, 0.5, 0.25, 0.25, 0.1, 0.8, 0.1, 0.2, 0.6, 0.2];
    const values = evaluateMulticlass({ y: [0, 1, 1, 2], score, nClasses: 3, split: "TEST", bootstrap: null });
    const wanted = {
      accuracy: 0.5,
      majority_accuracy: 0.5,
      macro_f1: (2 / 3 + 1 / 2) / 3,
      log_loss: -(Math.log(0.8) + Math.log(0.25) + Math.log(0.8) + Math.log(0.2)) / 4,
    };
    expect(values.map(({ name }) => name)).toEqual(Object.keys(wanted));
    for (const { name, value } of values) expect(value, name).toBeCloseTo(wanted[name as keyof typeof wanted], 12);
  });

  test("a class that occurs neither among labels nor predictions does not count in macro f1", () => {
    const values = evaluateMulticlass({ y: [0, 1], score: [1, 0, 0, 0, 1, 0], nClasses: 3, split: "TEST" });
    expect(values.find(({ name }) => name === "macro_f1")).toMatchObject({ value: 1, low: 1, high: 1 });
  });

  test.each([
    ["a label that is no class", { y: [0, 2], score: [1, 0, 0, 1], nClasses: 2 }],
    ["rows that do not sum to 1", { y: [0, 1], score: [0.9, 0.9, 0, 1], nClasses: 2 }],
    ["scores of another size", { y: [0, 1], score: [1, 0], nClasses: 2 }],
    ["a NaN score", { y: [0], score: [Number.NaN, 1], nClasses: 2 }],
    ["no rows", { y: [], score: [], nClasses: 2 }],
    ["a single class", { y: [0], score: [1], nClasses: 1 }],
  ])("%s is refused", (_, input) => {
    expect(() => evaluateMulticlass({ ...input, split: "TEST" })).toThrow(
      expect.objectContaining({ name: "AppError", code: "INVALID_INPUT" }),
    );
  });
});
