import { createRng } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { evaluateQuantiles, evaluateVariance } from "./distribution.ts";
import { evaluateForecast, naiveScale } from "./forecast.ts";

const named = (metrics: { name: string; value: number }[]) => Object.fromEntries(metrics.map(({ name, value }) => [name, value]));

describe("forecast metrics", () => {
  test("by hand: errors 1, 0, -2 against a naive error of 2", () => {
    const metrics = named(evaluateForecast({ y: [1, 2, 3], prediction: [0, 2, 5], naiveError: 2, split: "TEST", bootstrap: null }));
    expect(metrics).toEqual({ rmse: Math.sqrt(5 / 3), mae: 1, mase: 0.5 });
  });

  test("the naive error is the mean change from season to season", () => {
    expect(naiveScale([1, 3, 2, 6], 1)).toBeCloseTo((2 + 1 + 4) / 3, 12);
    expect(naiveScale([1, 3, 2, 6], 2)).toBe((1 + 3) / 2);
    expect(() => naiveScale([1, 2], 2)).toThrow(expect.objectContaining({ code: "DEGENERATE_TARGET" }));
    expect(() => naiveScale([1, 2, 1, 2], 2)).toThrow(/repeat exactly/);
  });

  test("the naive forecast of the training rows has mase 1", () => {
    const y = [5, 3, 4, 8, 1];
    const [own] = [{ y: y.slice(1), prediction: y.slice(0, -1), naiveError: naiveScale(y, 1), split: "TRAIN" as const, bootstrap: null }];
    expect(named(evaluateForecast(own)).mase).toBeCloseTo(1, 12);
  });

  test("errors that come in long runs get wider intervals than the same errors shuffled", () => {
    const rng = createRng(2);
    let level = 0;
    const runs = Array.from({ length: 400 }, () => {
      level = 0.95 * level + rng.normal();
      return level;
    });
    const widthOf = (y: number[]) => {
      const mae = evaluateForecast({ y, prediction: new Float64Array(y.length), naiveError: 1, split: "TEST" })[1];
      return (mae?.high ?? 0) - (mae?.low ?? 0);
    };
    expect(widthOf(runs)).toBeGreaterThan(1.3 * widthOf(rng.shuffle([...runs])));
  });
});

describe("quantile and variance metrics", () => {
  test("pinball and coverage by hand", () => {
    const metrics = named(evaluateQuantiles({ y: [1, 4], prediction: [0, 3, 2, 4], levels: [0.5, 0.9], split: "TEST", bootstrap: null }));
    // Row 0: r = 1 and -2: 0.5 and 0.2. Row 1: r = 2 and 0: 1 and 0.
    expect(metrics.pinball).toBeCloseTo((0.35 + 0.5) / 2, 12);
    expect(metrics).toMatchObject({ "coverage_0.5": 0, "coverage_0.9": 1 });
  });

  test("qlike by hand, a proxy of zero included; a forecast of zero is refused", () => {
    const qlike = (prediction: number[]) => evaluateVariance({ y: [0, 2], prediction, split: "TEST", bootstrap: null })[0]?.value;
    expect(qlike([1, 2])).toBeCloseTo((0 + Math.log(2) + 1) / 2, 12);
    expect(() => qlike([0, 1])).toThrow(/must be > 0/);
  });
});
