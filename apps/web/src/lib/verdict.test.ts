import { expect, test } from "vitest";
import { accuracySentence, verdict } from "./verdict.ts";

const metric = (name: string, value: number, low: number | null = null, high: number | null = null) => ({
  name,
  split: "TEST" as const,
  value,
  low,
  high,
});
const logistic = (value: number, low: number, high: number) => [{ name: "LOGISTIC" as const, metrics: [metric("auc", value, low, high)] }];

test("a network is said to win only when the intervals are apart", () => {
  expect(verdict([metric("auc", 0.78, 0.77, 0.79)], logistic(0.72, 0.71, 0.73))?.tone).toBe("good");
  expect(verdict([metric("auc", 0.73, 0.715, 0.745)], logistic(0.72, 0.71, 0.73))).toMatchObject({ tone: "warn" });
  expect(verdict([metric("auc", 0.6, 0.58, 0.62)], logistic(0.72, 0.71, 0.73))?.tone).toBe("bad");
});

test("a lower error wins", () => {
  const baseline = [{ name: "LOGISTIC" as const, metrics: [metric("rmse", 2, 1.9, 2.1)] }];
  expect(verdict([metric("rmse", 1, 0.9, 1.1)], baseline)?.tone).toBe("good");
});

test("without a baseline or an interval the sentence says so", () => {
  expect(verdict([metric("auc", 0.78, 0.77, 0.79)], [])?.sentence).toContain("No baseline");
  expect(verdict([metric("auc", 0.78)], logistic(0.72, 0.71, 0.73))?.sentence).toContain("cannot be told from chance");
  expect(verdict([], [])).toBeNull();
});

test("accuracy never stands without the majority class beside it", () => {
  expect(accuracySentence([metric("accuracy", 0.82, 0.81, 0.83), metric("majority_accuracy", 0.7788)])).toBe(
    "Accuracy 0.8200 (0.8100 to 0.8300); always answering the commoner class gives 0.7788.",
  );
  expect(accuracySentence([metric("accuracy", 0.82)])).toBeNull();
});
