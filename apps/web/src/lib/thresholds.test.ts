import { expect, test } from "vitest";
import { nearestRowIndex, ratesOf } from "./thresholds.ts";

const row = (threshold: number) => ({ threshold, truePositives: 30, falsePositives: 10, trueNegatives: 50, falseNegatives: 10 });

test("the slider picks a row of the report and never makes one up", () => {
  const rows = [row(0), row(0.25), row(0.5)];
  expect(nearestRowIndex(rows, 0.3)).toBe(1);
  expect(nearestRowIndex(rows, 0.375)).toBe(1);
  expect(nearestRowIndex(rows, 9)).toBe(2);
  expect(nearestRowIndex([], 0.5)).toBeNull();
});

test("rates are the plain ratios of the four counts", () => {
  expect(ratesOf(row(0.5))).toEqual({
    total: 100,
    approvalRate: 0.6,
    precision: 0.75,
    recall: 0.75,
    falsePositiveRate: 10 / 60,
    accuracy: 0.8,
    approvedEventRate: 10 / 60,
  });
});

test("an empty class gives no rate instead of a wrong one", () => {
  expect(ratesOf({ threshold: 1, truePositives: 0, falsePositives: 0, trueNegatives: 5, falseNegatives: 0 })).toMatchObject({
    precision: null,
    recall: null,
  });
});
