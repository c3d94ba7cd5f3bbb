import { createRng } from "@plimsoll/features";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auc, trapezoidArea } from "./ranking.ts";
import { buildReport, wilsonInterval } from "./report.ts";
import { score, y } from "./testing/golden.ts";
import { thinCurve } from "./thinning.ts";
import { confusionAt } from "./threshold.ts";

function sample(n: number, seed: number): { y: Uint8Array; score: Float64Array } {
  const rng = createRng(seed);
  const labels = Uint8Array.from({ length: n }, () => (rng.next() < 0.2 ? 1 : 0));
  return { y: labels, score: Float64Array.from(labels, (label) => 1 / (1 + Math.exp(-(rng.normal() + label - 1.5)))) };
}

describe("the evaluation report", () => {
  test.each([40, 300, 5000, 60_000])("the thinned ROC of %i rows keeps its ends and its area within 1e-3", (n) => {
    const data = sample(n, n);
    const { roc } = buildReport({ ...data, threshold: 0.5 });
    expect(roc.length).toBeLessThanOrEqual(200);
    expect(roc[0]).toMatchObject({ falsePositiveRate: 0, truePositiveRate: 0 });
    expect(roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    const area = trapezoidArea({ x: roc.map((point) => point.falsePositiveRate), y: roc.map((point) => point.truePositiveRate) });
    expect(Math.abs(area - auc(data.y, data.score))).toBeLessThan(1e-3);
  });

  test("precision-recall points run from recall 0 to recall 1 at the positive rate", () => {
    const data = sample(5000, 2);
    const { precisionRecall, nPositive, nRows } = buildReport({ ...data, threshold: 0.5 });
    expect(precisionRecall.length).toBeLessThanOrEqual(200);
    expect(precisionRecall[0]).toMatchObject({ recall: 0, precision: 1 });
    expect(precisionRecall.at(-1)).toMatchObject({ recall: 1, precision: nPositive / nRows });
  });

  test("each row of the threshold table is the confusion at that threshold, the run's own among them", () => {
    const { thresholds } = buildReport({ y, score, threshold: 0.333 });
    expect(thresholds.map((row) => row.threshold)).toEqual(
      [...Array.from({ length: 101 }, (_, i) => i / 100), 0.333].sort((a, b) => a - b),
    );
    for (const { threshold, ...counts } of thresholds) expect(counts).toEqual(confusionAt(y, score, threshold));
  });

  test("the histogram and the calibration bins count every row once", () => {
    const data = sample(3000, 4);
    const { histogram, calibration, nRows, nPositive } = buildReport({ ...data, threshold: 0.5 });
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(histogram).toHaveLength(20);
    expect(sum(histogram.map((bin) => bin.positives))).toBe(nPositive);
    expect(sum(histogram.map((bin) => bin.positives + bin.negatives))).toBe(nRows);
    expect(calibration.map((bin) => bin.count)).toEqual(Array.from({ length: 10 }, () => 300));
    expect(sum(calibration.map((bin) => bin.observedRate * bin.count))).toBeCloseTo(nPositive, 8);
  });

  test("rows of equal score stay in one calibration bin", () => {
    const tied = Array.from({ length: 100 }, (_, i) => (i < 55 ? 0.2 : 0.8));
    const labels = tied.map((_, i) => (i % 2 === 0 ? 1 : 0));
    const { calibration } = buildReport({ y: labels, score: tied, threshold: 0.5 });
    expect(calibration.map((bin) => bin.count)).toEqual([55, 45]);
    expect(calibration[0]?.meanPredicted).toBeCloseTo(0.2, 12);
  });

  test("every number of a report survives JSON, for any scores in [0, 1]", () => {
    const probability = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(probability, { minLength: 2, maxLength: 40 }), (scores) => {
        const report = buildReport({ y: scores.map((_, i) => i % 2), score: scores, threshold: 0.5 });
        const text = JSON.stringify(report, (_, value: unknown) => (Object.is(value, -0) ? 0 : value));
        expect(text).not.toContain("null");
      }),
    );
  });

  test.each([
    ["one class", [1, 1], [0.1, 0.2], "DEGENERATE_TARGET"],
    ["no rows", [], [], "INVALID_INPUT"],
    ["a score above 1", [0, 1], [0.1, 2], "INVALID_INPUT"],
  ])("refuses %s", (_, labels, scores, code) => {
    expect(() => buildReport({ y: labels, score: scores, threshold: 0.5 })).toThrow(expect.objectContaining({ name: "AppError", code }));
  });
});

describe("parts of the report", () => {
  test("the Wilson interval of 0 in 10 is [0, z^2 / (10 + z^2)], to 1e-12", () => {
    const z2 = 1.959963984540054 ** 2;
    const { low, high } = wilsonInterval(0, 10);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(z2 / (10 + z2), 12);
    expect(wilsonInterval(10, 10)).toEqual({ low: expect.closeTo(1 - z2 / (10 + z2), 12), high: 1 });
  });

  test("thinning keeps a corner and drops what lies on a straight line", () => {
    const x = Float64Array.from({ length: 101 }, (_, i) => Math.max(0, i - 50));
    const height = Float64Array.from({ length: 101 }, (_, i) => Math.min(50, i));
    expect([...thinCurve(x, height, 3)]).toEqual([0, 50, 100]);
  });
});
