import { expect, test } from "vitest";
import { accuracySentence, metricLook, verdict } from "./verdict.ts";

const metric = (name: string, value: number, low: number | null = null, high: number | null = null) => ({
  name,
  split: "TEST" as const,
  value,
  low,
  high,
});
const logistic = (value: number, low: number, high: number) => [
  { name: "LOGISTIC" as const, metrics: [metric("auc", value, low, high)], advantage: null },
];

test("a network is said to win only when the intervals are apart", () => {
  expect(verdict([metric("auc", 0.78, 0.77, 0.79)], logistic(0.72, 0.71, 0.73))?.tone).toBe("good");
  expect(verdict([metric("auc", 0.73, 0.715, 0.745)], logistic(0.72, 0.71, 0.73))).toMatchObject({ tone: "warn" });
  expect(verdict([metric("auc", 0.6, 0.58, 0.62)], logistic(0.72, 0.71, 0.73))?.tone).toBe("bad");
});

test("where the lead was measured on the same rows, its own interval decides, though the two intervals overlap", () => {
  const paired = (value: number, low: number, high: number) => [
    { name: "LOGISTIC" as const, metrics: [metric("auc", 0.72, 0.69, 0.75)], advantage: { metric: "auc", value, low, high } },
  ];
  const own = [metric("auc", 0.74, 0.71, 0.77)];
  expect(verdict(own, paired(0.02, 0.01, 0.03))).toMatchObject({
    tone: "good",
    sentence: expect.stringContaining("On the same rows its lead is +0.02000 AUC (0.01000 to 0.03000)"),
  });
  expect(verdict(own, paired(0.02, -0.01, 0.05))).toMatchObject({ tone: "warn", sentence: expect.stringContaining("holds zero") });
  expect(verdict(own, paired(-0.02, -0.03, -0.01))?.tone).toBe("bad");
});

test("a lower error wins", () => {
  const baseline = [{ name: "LOGISTIC" as const, metrics: [metric("rmse", 2, 1.9, 2.1)], advantage: null }];
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

test("numbers of the validation rows are called so", () => {
  expect(metricLook("val_auc")).toMatchObject({ label: "validation AUC", better: "higher" });
  expect(metricLook("val_loss")).toMatchObject({ label: "validation loss", better: "lower" });
});
