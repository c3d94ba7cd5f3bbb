import { describe, expect, test } from "vitest";
import { accuracy, balancedAccuracy, confusionAt, f1, majorityAccuracy, matthewsCorrelation, precision, recall } from "./threshold.ts";

describe("threshold metrics", () => {
  test("a score equal to the threshold is called positive", () => {
    expect(confusionAt([0, 1], [0.4, 0.5], 0.5)).toEqual({ truePositives: 1, falsePositives: 0, trueNegatives: 1, falseNegatives: 0 });
  });

  test("when nothing is called positive, precision, recall, f1 and the Matthews correlation are 0", () => {
    const counts = confusionAt([0, 0, 1], [0.1, 0.2, 0.3], 0.9);
    expect([precision(counts), recall(counts), f1(counts), matthewsCorrelation(counts)]).toEqual([0, 0, 0, 0]);
    expect(accuracy(counts)).toBe(majorityAccuracy(counts));
    expect(balancedAccuracy(counts)).toBe(0.5);
  });

  test("the Matthews correlation of a million rows does not overflow", () => {
    const counts = { truePositives: 5e8, falsePositives: 0, trueNegatives: 5e8, falseNegatives: 0 };
    expect(matthewsCorrelation(counts)).toBeCloseTo(1, 12);
  });

  test("a threshold that is not finite is refused", () => {
    expect(() => confusionAt([0, 1], [0, 1], Number.NaN)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
