import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hMeasure } from "./h-measure.ts";
import { auc, rankMetricsOf, rankScores, rocCurve, trapezoidArea } from "./ranking.ts";

/** Rows of both classes with many ties: scores are multiples of 1/16, so that 1 - s is exact. */
const rows = fc
  .array(fc.record({ label: fc.constantFrom(0, 1), sixteenths: fc.integer({ min: 0, max: 16 }) }), { minLength: 2, maxLength: 60 })
  .filter((list) => new Set(list.map(({ label }) => label)).size === 2)
  .map((list) => ({ y: list.map(({ label }) => label), score: list.map(({ sixteenths }) => sixteenths / 16) }));

describe("ranking metrics", () => {
  test("the AUC is the share of rightly ordered pairs, ties one half, counted one by one, to 1e-12", () => {
    fc.assert(
      fc.property(rows, ({ y, score }) => {
        let [won, pairs] = [0, 0];
        y.forEach((a, i) => {
          y.forEach((b, j) => {
            if (a !== 1 || b !== 0) return;
            pairs += 1;
            won += (score[i] ?? 0) > (score[j] ?? 0) ? 1 : score[i] === score[j] ? 0.5 : 0;
          });
        });
        expect(Math.abs(auc(y, score) - won / pairs)).toBeLessThan(1e-12);
      }),
    );
  });

  test("the AUC of 1 - s is 1 - AUC of s, to 1e-12", () => {
    fc.assert(
      fc.property(rows, ({ y, score }) => {
        const mirrored = score.map((value) => 1 - value);
        expect(Math.abs(auc(y, mirrored) + auc(y, score) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test("a strictly increasing map of the score changes no ranking metric", () => {
    fc.assert(
      fc.property(rows, ({ y, score }) => {
        const mapped = score.map((value) => Math.exp(3 * value) - 7);
        const { ksThreshold: _, ...metrics } = rankMetricsOf(y, score);
        const { ksThreshold: __, ...mappedMetrics } = rankMetricsOf(y, mapped);
        expect(mappedMetrics).toEqual(metrics);
        expect(hMeasure(y, mapped)).toBe(hMeasure(y, score));
      }),
    );
  });

  test("the order of the rows changes no bit of the result", () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), ({ y, score }, keys) => {
        const order = y.map((_, i) => ({ i, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        const shuffled = rankMetricsOf(
          order.map(({ i }) => y[i] ?? 0),
          order.map(({ i }) => score[i] ?? 0),
        );
        expect(shuffled).toEqual(rankMetricsOf(y, score));
      }),
    );
  });

  test("the area under the ROC points is the AUC, to 1e-12", () => {
    fc.assert(
      fc.property(rows, ({ y, score }) => {
        expect(Math.abs(trapezoidArea(rocCurve(rankScores(y, score))) - auc(y, score))).toBeLessThan(1e-12);
      }),
    );
  });

  test("the H-measure lies in [0, 1] for any severity, 0 for equal scores and 1 for a perfect one", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 100, noNaN: true }), ({ y, score }, severity) => {
        const h = hMeasure(y, score, severity);
        expect(h).toBeGreaterThanOrEqual(-1e-12);
        expect(h).toBeLessThanOrEqual(1 + 1e-12);
        expect(hMeasure(y, y, severity)).toBeCloseTo(1, 12);
        expect(
          hMeasure(
            y,
            y.map(() => 0.3),
            severity,
          ),
        ).toBeCloseTo(0, 12);
      }),
    );
  });

  test("ROC thresholds are finite and nobody is called positive at the first", () => {
    const low = rocCurve(rankScores([0, 1], [0.2, 0.7]));
    expect([...low.threshold]).toEqual([1, 0.7, 0.2]);
    const high = rocCurve(rankScores([0, 1], [0.2, 1]));
    expect(high.threshold[0]).toBeGreaterThan(1);
    expect(high.threshold[0]).toBeLessThan(1.000001);
  });
});

describe("ranking metrics refuse what they cannot rank", () => {
  test.each([
    ["one class only", [1, 1], [0.1, 0.2], "DEGENERATE_TARGET", "all 2 rows are positive"],
    ["no rows", [], [], "INVALID_INPUT", "no rows"],
    ["different lengths", [0, 1, 1], [0.1, 0.2], "INVALID_INPUT", "Got 3 and 2"],
    ["a NaN score", [0, 1], [0.1, Number.NaN], "INVALID_INPUT", "Row 1 is NaN"],
    ["an infinite score", [0, 1], [Number.POSITIVE_INFINITY, 0], "INVALID_INPUT", "Row 0 is Infinity"],
    ["a label of 2", [0, 2], [0.1, 0.2], "INVALID_INPUT", "Row 1 is 2"],
  ])("%s", (_, y, score, code, text) => {
    for (const metric of [auc, hMeasure]) {
      expect(() => metric(y, score)).toThrow(expect.objectContaining({ name: "AppError", code, message: expect.stringContaining(text) }));
    }
  });

  test("a severity ratio that is not positive", () => {
    expect(() => hMeasure([0, 1], [0, 1], 0)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
