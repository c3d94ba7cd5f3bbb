import { createRng } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { fitScorecard, type ScorecardInput } from "./fit-scorecard.ts";

const rng = createRng(3);
const [n, d] = [2000, 4];
const x = Float32Array.from({ length: n * d }, (_, i) => (i % d !== 2 ? rng.normal() : rng.next() < 0.1 ? Number.NaN : rng.int(2)));
for (let i = 0; i < n; i += 1) x[i * d + 3] = x[i * d] as number;
const y = Uint8Array.from({ length: n }, (_, i) =>
  rng.next() < 1 / (1 + Math.exp(1 - (x[i * d] as number) + (x[i * d + 1] as number))) ? 1 : 0,
);
const rows: ScorecardInput = { x, y, n, d };

describe("scorecard", () => {
  test("the score is the sum of the bins' points, 600 at odds of 50 and 20 more where they double, to 1e-9", () => {
    const card = fitScorecard(rows);
    const [score, probability] = [card.score(x, n), card.predict(x, n)];
    for (let i = 0; i < n; i += 1) {
      const p = probability[i] as number;
      expect(score[i]).toBeCloseTo(600 + 20 * Math.log2((1 - p) / p / 50), 9);
      const points = card.characteristics.reduce((sum, { feature, bins }) => {
        const value = x[i * d + feature] as number;
        const bin = Number.isNaN(value)
          ? bins.find(({ kind }) => kind === "MISSING")
          : bins.find(({ kind, upTo }) => kind === "RANGE" && (upTo === null || value <= upTo));
        return sum + (bin?.points ?? Number.NaN);
      }, 0);
      expect(points).toBeCloseTo(score[i] as number, 9);
    }
  });

  test("a copied characteristic and one without information are left out, with the reason", () => {
    const card = fitScorecard(rows);
    expect(card.characteristics.map(({ feature }) => feature).sort()).toEqual([0, 1]);
    expect(card.candidates.map(({ leftOut }) => leftOut)).toEqual([null, null, "LOW_IV", "CORRELATED"]);
    expect(card.characteristics.every(({ weight }) => weight > 0)).toBe(true);
  });

  test("another scaling moves points, not probabilities", () => {
    const params = { baseScore: 500, baseOdds: 20, pointsToDoubleOdds: 50 };
    const [card, other] = [fitScorecard(rows), fitScorecard({ ...rows, params })];
    expect(other.predict(x, n)).toEqual(card.predict(x, n));
    const p = card.predict(x.subarray(0, d), 1)[0] as number;
    expect(other.score(x.subarray(0, d), 1)[0]).toBeCloseTo(500 + 50 * Math.log2((1 - p) / p / 20), 9);
  });

  test("a whole weight counts as so many rows, to 1e-9", () => {
    const weight = Array.from({ length: n }, (_, i) => i % 3);
    const at = weight.flatMap((w, i) => Array.from({ length: w }, () => i));
    const repeated = { x: new Float32Array(at.length * d), y: at.map((i) => y[i] as number), n: at.length, d };
    at.forEach((i, k) => {
      repeated.x.set(x.subarray(i * d, (i + 1) * d), k * d);
    });
    const [weighted, wanted] = [fitScorecard({ ...rows, weight }).predict(x, n), fitScorecard(repeated).predict(x, n)];
    expect(Math.max(...weighted.map((p, i) => Math.abs(p - (wanted[i] as number))))).toBeLessThan(1e-9);
  });

  test("without any information it is the base rate; a gap or code never seen in training is neutral", () => {
    const rate = y.reduce((sum, label) => sum + label, 0) / n;
    const blank = fitScorecard({ ...rows, x: new Float32Array(n * d) });
    expect(blank.characteristics).toHaveLength(0);
    expect(blank.predict(x, n)[5]).toBeCloseTo(rate, 12);
    const coded = fitScorecard({
      x: Float32Array.from({ length: n }, (_, i) => ((y[i] === 1) !== (i % 3 === 0) ? 4 : 9)),
      y,
      n,
      d: 1,
      categorical: [0],
    });
    expect(coded.score(Float32Array.of(5, Number.NaN), 2)).toEqual(new Float64Array(2).fill(coded.neutralPoints));
  });

  test.each<[string, Partial<ScorecardInput>, string, string]>([
    ["a constant target", { y: new Uint8Array(n) }, "DEGENERATE_TARGET", "All are negative"],
    ["an infinite cell", { x: x.map((value, i) => (i === 5 ? Number.NEGATIVE_INFINITY : value)) }, "INVALID_INPUT", "Row 1, column 1"],
    ["a base of odds 0", { params: { baseOdds: 0 } }, "INVALID_INPUT", "baseOdds"],
    ["a negative weight", { weight: new Float32Array(n).fill(-1) }, "INVALID_INPUT", "Row 0 is -1"],
  ])("%s is refused", (_, change, code, text) => {
    expect(() => fitScorecard({ ...rows, ...change })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });
});
