import { describe, expect, test } from "vitest";
import { anomalyDetails } from "./anomaly.ts";
import { classesDetails } from "./classes.ts";
import { errorsDetails } from "./errors.ts";
import { forecastDetails } from "./forecast.ts";

describe("details of several classes", () => {
  test("the confusion table has a line for each true class, and the class measures are its ratios", () => {
    // True a a b b c; the third row, a b, is taken for a; the last, a c, for b.
    const score = [0.8, 0.1, 0.1, 0.6, 0.3, 0.1, 0.5, 0.4, 0.1, 0.2, 0.7, 0.1, 0.1, 0.6, 0.3];
    const { confusion, classes } = classesDetails([0, 0, 1, 1, 2], score, ["a", "b", "c"]);
    expect(confusion).toEqual([
      [2, 0, 0],
      [1, 1, 0],
      [0, 1, 0],
    ]);
    expect(classes[0]).toMatchObject({ label: "a", nRows: 2, nPredicted: 3, precision: 2 / 3, recall: 1, f1: 0.8, auc: 1 });
    expect(classes[1]).toMatchObject({ nRows: 2, nPredicted: 2, precision: 0.5, recall: 0.5, f1: 0.5 });
    // b against the others: scores 0.4, 0.7 against 0.1, 0.3, 0.6: five of six pairs in order.
    expect(classes[1]?.auc).toBeCloseTo(5 / 6, 12);
    expect(classes[2]).toMatchObject({ nRows: 1, nPredicted: 0, precision: null, recall: 0, f1: 0, auc: 1 });
  });

  test("a class that no row is of has no recall and no AUC", () => {
    const { classes } = classesDetails([0, 1], [0.9, 0.1, 0, 0.2, 0.8, 0], ["a", "b", "c"]);
    expect(classes[2]).toMatchObject({ nRows: 0, recall: null, f1: null, auc: null });
  });
});

describe("details of errors", () => {
  test("bias is mean actual less predicted, and quantiles are interpolated", () => {
    const details = errorsDetails([1, 2, 3, 4, 10], [1, 1, 1, 1, 1]);
    expect(details).toMatchObject({ nRows: 5, bias: 3 });
    // Errors 0 1 2 3 9: squares about 3 are 9 4 1 0 36, 50 / 4.
    expect(details.standardDeviation).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(details.quantiles.map(({ error }) => error)).toEqual([expect.closeTo(0.2, 12), 1, 2, 3, expect.closeTo(7.8, 12)]);
    expect(details.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(details.histogram.at(-1)).toMatchObject({ high: 9, count: 1 });
  });

  test("tenths hold every row once, ascending by prediction, and points keep the lowest and the highest", () => {
    const n = 2503;
    const prediction = Float64Array.from({ length: n }, (_, i) => (i * 7919) % n);
    const { tenths, points } = errorsDetails(
      prediction.map((value) => value + 1),
      prediction,
    );
    expect(tenths.reduce((sum, { count }) => sum + count, 0)).toBe(n);
    for (const { meanActual, meanPredicted, low, high } of tenths) {
      expect(meanActual - meanPredicted).toBeCloseTo(1, 9);
      expect(low).toBeLessThan(high);
    }
    expect(tenths.map(({ meanPredicted }) => meanPredicted)).toEqual(
      tenths.map(({ meanPredicted }) => meanPredicted).sort((a, b) => a - b),
    );
    expect(points).toHaveLength(600);
    expect([points[0], points.at(-1)]).toEqual([
      { predicted: 0, actual: 1 },
      { predicted: n - 1, actual: n },
    ]);
  });

  test("equal errors are one bin, and nothing is NaN for one row", () => {
    expect(errorsDetails([2, 3], [1, 2]).histogram).toEqual([{ low: 1, high: 1, count: 2 }]);
    expect(JSON.stringify(errorsDetails([2], [1]))).not.toContain("null");
  });
});

describe("details of a forecast", () => {
  test("errors that alternate correlate by -(n - 1) / n at lag 1", () => {
    const n = 40;
    const y = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const { autocorrelation, bound, points, axis } = forecastDetails({ y, prediction: new Float64Array(n), band: null, time: null });
    expect(autocorrelation[0]?.value).toBeCloseTo(-39 / 40, 12);
    expect(autocorrelation[1]?.value).toBeCloseTo(38 / 40, 12);
    expect(autocorrelation).toHaveLength(10);
    expect(bound).toBeCloseTo(1.96 / Math.sqrt(40), 12);
    expect([axis, points.length, points[3]?.at]).toEqual(["ROW", 40, 3]);
  });

  test("rows out of order are put in order of their time first", () => {
    const y = [1, -1, 1, -1, 1, -1, 1, -1];
    const shuffled = [0, 2, 4, 6, 1, 3, 5, 7];
    const pick = (values: number[]) => shuffled.map((at) => values[at] as number);
    const rows = { prediction: new Float64Array(8), band: null };
    const ordered = forecastDetails({ ...rows, y, time: { axis: "NUMBER", values: shuffled.toSorted((a, b) => a - b) } });
    expect(forecastDetails({ ...rows, y: pick(y), time: { axis: "NUMBER", values: shuffled } })).toEqual(ordered);
  });

  test("a long series is shown by every n-th row, with its own time and band", () => {
    const n = 2500;
    const line = Float64Array.from({ length: n }, (_, i) => i);
    const details = forecastDetails({
      y: line,
      prediction: line,
      band: { low: line.map((value) => value - 1), high: line.map((value) => value + 2) },
      time: { axis: "TIME", values: line.map((value) => value * 86_400_000) },
    });
    expect(details.points).toHaveLength(834);
    expect(details.points[1]).toEqual({ at: 3 * 86_400_000, actual: 3, predicted: 3, low: 2, high: 5 });
    expect(details.autocorrelation.every(({ value }) => value === 0)).toBe(true);
  });
});

describe("details of anomaly scores", () => {
  test("alerts on a share find what the strangest rows hold", () => {
    const n = 1000;
    const score = Float64Array.from({ length: n }, (_, i) => i + 1);
    // Five of the ten strangest rows are anomalies, and five ordinary-looking ones.
    const labels = Uint8Array.from({ length: n }, (_, i) => ((i >= 990 && i % 2 === 0) || i < 5 ? 1 : 0));
    const details = anomalyDetails({ score, share: score.map((value) => value / n), threshold: 0.99, labels });
    expect(details).toMatchObject({ nRows: n, nAnomalies: 10, nAlerts: 11, alertsFrom: 990, isLogarithmic: true });
    expect(details.shares.find(({ share }) => share === 0.01)).toEqual({ share: 0.01, nAlerts: 10, precision: 0.5, recall: 0.5 });
    expect(details.histogram.reduce((sum, { others, anomalies }) => sum + others + (anomalies ?? 0), 0)).toBe(n);
    expect(details.histogram[0]?.low).toBe(1);
  });

  test("without labels nothing is said of what is right", () => {
    const details = anomalyDetails({ score: [1, 1, 1], share: [0.5, 0.5, 0.5], threshold: 0.99, labels: null });
    expect(details).toEqual({
      nRows: 3,
      nAnomalies: null,
      nAlerts: 0,
      alertsFrom: null,
      isLogarithmic: false,
      histogram: [{ low: 1, high: 1, others: 3, anomalies: null }],
      shares: [],
    });
  });
});
