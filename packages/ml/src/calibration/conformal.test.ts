import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import {
  conformalQuantile,
  intervalCoverage,
  quantileIntervals,
  quantileMargin,
  residualHalfWidth,
  residualIntervals,
  rowsFor,
} from "./conformal.ts";
import { fitPredictionSets, predictionSets, SET_KINDS } from "./conformal-sets.ts";

it("the quantile by hand: of four scores the 80 % one is the fourth, of nine the 90 % one the ninth", () => {
  expect(conformalQuantile([4, 1, 3, 2], 0.8)).toBe(4);
  expect(conformalQuantile([9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9)).toBe(9);
  expect([rowsFor(0.9), rowsFor(0.95), rowsFor(0.5)]).toEqual([9, 19, 1]);
  expect(() => conformalQuantile([1, 2, 3], 0.9)).toThrow("needs at least 9 held-out rows. Got 3");
});

/** Noise that grows with x; the prediction is the mean without noise. */
function noisy(n: number, seed: number) {
  const rng = createRng(seed);
  const x = Float64Array.from({ length: n }, () => rng.next());
  return {
    y: x.map((value) => value + (0.1 + value) * rng.normal()),
    mean: x,
    low: x.map((v) => v - 0.8 * (0.1 + v)),
    high: x.map((v) => v + 0.8 * (0.1 + v)),
  };
}

describe("intervals of a regression cover what they promise, on average over many held-out parts", () => {
  const level = 0.9;
  const trials = Array.from({ length: 200 }, (_trial, t) => ({ held: noisy(99, 2 * t + 1), fresh: noisy(200, 2 * t + 2) }));
  const meanOf = (coverage: (trial: (typeof trials)[number]) => number) =>
    trials.reduce((sum, trial) => sum + coverage(trial) / trials.length, 0);

  it("by absolute residuals, and by conformalised quantiles with narrower bands where noise is small", () => {
    const plain = meanOf(
      ({ held, fresh }) => intervalCoverage(fresh.y, residualIntervals(fresh.mean, residualHalfWidth(held.y, held.mean, level))).coverage,
    );
    const adapted = meanOf(
      ({ held, fresh }) => intervalCoverage(fresh.y, quantileIntervals(fresh, quantileMargin(held.y, held, level))).coverage,
    );
    // Exactly 0.9 to 0.91 by theory; four standard errors of a mean over 200 parts.
    for (const coverage of [plain, adapted]) expect(Math.abs(coverage - 0.9)).toBeLessThan(0.015);
    const { held, fresh } = trials[0] as (typeof trials)[number];
    const { low, high } = quantileIntervals(fresh, quantileMargin(held.y, held, level));
    const widths = fresh.mean.map((_value, i) => (high[i] as number) - (low[i] as number));
    const smallest = fresh.mean.indexOf(Math.min(...fresh.mean));
    const largest = fresh.mean.indexOf(Math.max(...fresh.mean));
    expect(widths[smallest] as number).toBeLessThan(0.5 * (widths[largest] as number));
  });

  it("a margin that would cross the quantiles leaves their middle", () => {
    const { low, high } = quantileIntervals({ low: [0], high: [2] }, -3);
    expect([low[0], high[0]]).toEqual([1, 1]);
  });
});

describe.each(SET_KINDS)("%s sets of labels", (kind) => {
  function classes(n: number, seed: number) {
    const rng = createRng(seed);
    const probabilities = new Float64Array(3 * n);
    const y = Uint8Array.from({ length: n }, (_y, row) => {
      const weights = [0, 1, 2].map((c) => Math.exp(2 * rng.normal() - c));
      const total = weights.reduce((sum, w) => sum + w, 0);
      weights.forEach((w, c) => {
        probabilities[3 * row + c] = w / total;
      });
      const u = rng.next() * total;
      return u < (weights[0] as number) ? 0 : u < (weights[0] as number) + (weights[1] as number) ? 1 : 2;
    });
    return { probabilities, y };
  }
  const held = classes(2_000, 1);
  const fresh = classes(10_000, 2);
  const covered = (sets: number[][], only?: number) => {
    const rows = sets
      .map((set, row) => ({ set, label: fresh.y[row] as number }))
      .filter(({ label }) => only === undefined || label === only);
    return rows.filter(({ set, label }) => set.includes(label)).length / rows.length;
  };

  it("hold the label as often as they promise, over all rows and within each class", () => {
    const over = fitPredictionSets({ ...held, classes: 3, level: 0.9, kind });
    // Never below the level but by chance; ADAPTIVE without randomisation covers more.
    expect(covered(predictionSets(over, fresh.probabilities, 10_000))).toBeGreaterThan(0.88);
    const within = fitPredictionSets({ ...held, classes: 3, level: 0.9, kind, byClass: true });
    const sets = predictionSets(within, fresh.probabilities, 10_000);
    for (const label of [0, 1, 2]) expect(covered(sets, label)).toBeGreaterThan(0.86);
  });

  it("name the likeliest label first", () => {
    const rule = { kind, level: 0.9, limits: [1, 1, 1] };
    expect(predictionSets(rule, [0.2, 0.5, 0.3], 1)).toEqual([[1, 2, 0]]);
  });
});

it("probabilities that are none are refused", () => {
  expect(() => predictionSets({ kind: "ADAPTIVE", level: 0.9, limits: [1, 1] }, [1.2, -0.2], 1)).toThrow("must be probabilities in [0, 1]");
});
