import { describe, expect, test } from "vitest";
import { ANOMALY_METRICS, evaluateAnomaly, LABELLED_ANOMALY_METRICS } from "./anomaly.ts";

const score = [1, 5, 2, 4, 3];
const share = [0.2, 1, 0.4, 0.8, 0.6];
const base = { score, share, threshold: 0.8, split: "TEST" as const };
const named = (metrics: { name: string; value: number }[]) => Object.fromEntries(metrics.map(({ name, value }) => [name, value]));

describe("anomaly metrics", () => {
  test("without labels: the mean score and the share of alerts", () => {
    const metrics = evaluateAnomaly({ ...base, labels: null });
    expect(metrics.map(({ name }) => name)).toEqual([...ANOMALY_METRICS]);
    expect(named(metrics)).toEqual({ mean_score: 3, alert_rate: 0.4 });
  });

  test("with labels, worked by hand: alerts are rows 1 and 3, the top round(5 * 0.2) = 1 row is row 1", () => {
    const metrics = named(evaluateAnomaly({ ...base, labels: [0, 1, 0, 0, 1], bootstrap: null }));
    expect(metrics).toMatchObject({ precision: 0.5, recall: 0.5, precision_at_alert_share: 1, recall_at_alert_share: 0.5 });
    // Pairs: row 1 above all three negatives, row 4 above rows 0 and 2 only: 5 of 6.
    expect(metrics.auc).toBeCloseTo(5 / 6, 12);
    expect(metrics.average_precision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(Object.keys(metrics)).toEqual([...ANOMALY_METRICS, ...LABELLED_ANOMALY_METRICS]);
  });

  test("rows of equal score at the border count their part, in whatever order they stand", () => {
    for (const labels of [
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ]) {
      const tied = { score: [2, 2, 2, 1], share: [1, 1, 1, 0.25], threshold: 0.5, labels, split: "TEST" as const, bootstrap: null };
      // Two of the three tied rows: two thirds of the one positive.
      expect(named(evaluateAnomaly(tied)).precision_at_alert_share).toBeCloseTo(1 / 3, 12);
    }
  });

  test("labels of one kind leave only what needs none; every interval holds its value", () => {
    expect(evaluateAnomaly({ ...base, labels: [0, 0, 0, 0, 0] })).toHaveLength(ANOMALY_METRICS.length);
    for (const { value, low, high } of evaluateAnomaly({ ...base, labels: [0, 1, 0, 0, 1] })) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  test.each([
    ["no rows", { score: [], share: [] }],
    ["unlike lengths", { share: [1] }],
    ["a score that is no number", { score: [1, Number.NaN, 2, 4, 3] }],
    ["a threshold of 2", { threshold: 2 }],
    ["labels other than 0 and 1", { labels: [0, 1, 2, 0, 1] }],
  ])("%s is refused", (_what, change) => {
    expect(() => evaluateAnomaly({ ...base, labels: null, ...change })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
