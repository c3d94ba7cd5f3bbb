import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { fitScorecard } from "../baselines/scorecard/fit-scorecard.ts";
import { largestDifference } from "../testing/close.ts";
import { linearShapley, scorecardShapley } from "./linear-shapley.ts";
import { exactShapley, kernelShapley, type Worth } from "./shapley.ts";

/** shap 0.51, by golden/make_shap.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/shap.json", import.meta.url), "utf8")) as {
  x: number[][];
  background: number[][];
  linear: { weights: number[]; bias: number; values: number[][]; base: number };
};

/** v(S) of a table of worths, by the bits of S. */
const tabled =
  (players: number, value: (members: number[]) => number): Worth =>
  (coalitions, count) =>
    Float64Array.from({ length: count }, (_worth, c) =>
      value(Array.from({ length: players }, (_member, i) => i).filter((i) => coalitions[c * players + i] === 1)),
    );

describe("exact values", () => {
  it("the glove game by hand: one left glove (0) and two right ones (1, 2) share a pair as 2/3, 1/6, 1/6", () => {
    const phi = exactShapley(
      3,
      tabled(3, (s) => Number(s.includes(0) && (s.includes(1) || s.includes(2)))),
    );
    [2 / 3, 1 / 6, 1 / 6].forEach((share, i) => {
      expect(phi[i]).toBeCloseTo(share, 14);
    });
  });

  it("more than sixteen players are refused with the way out", () => {
    expect(() =>
      exactShapley(
        17,
        tabled(17, () => 0),
      ),
    ).toThrow("use kernelShapley");
  });
});

describe("by weighted least squares", () => {
  const rng = createRng(4);
  const random = (players: number): Worth => {
    const worths = new Map<string, number>();
    const stream = createRng(players);
    return tabled(players, (s) => {
      const key = s.join();
      if (!worths.has(key)) worths.set(key, stream.normal() + s.length);
      return worths.get(key) ?? 0;
    });
  };

  it.each([1, 2, 3, 6, 9])("all coalitions of %i players give the exact values, within 1e-9", (players) => {
    const worth = random(players);
    expect(largestDifference(kernelShapley(players, worth, { samples: 2 ** players, rng }), exactShapley(players, worth))).toBeLessThan(
      1e-9,
    );
  });

  it("an additive game is found from few coalitions, within 1e-9, whoever is drawn", () => {
    const shares = Array.from({ length: 20 }, (_share, i) => Math.sin(i));
    const phi = kernelShapley(
      20,
      tabled(20, (s) => s.reduce((sum, i) => sum + (shares[i] as number), 3)),
      { samples: 200, rng },
    );
    expect(largestDifference(phi, shares)).toBeLessThan(1e-9);
  });

  it("a game with pairs is near from a sample, and always adds up", () => {
    const pair = tabled(14, (s) => s.reduce((sum, i) => sum + s.filter((j) => j > i && (i + j) % 3 === 0).length, 0));
    const phi = kernelShapley(14, pair, { samples: 3_000, rng });
    const exact = exactShapley(14, pair);
    expect(largestDifference(phi, exact)).toBeLessThan(0.3);
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    expect(total(phi)).toBeCloseTo(total(exact), 9);
  });

  it("fewer samples than the features need are refused", () => {
    expect(() => kernelShapley(8, random(8), { samples: 15, rng })).toThrow("at least twice the 8 features");
  });
});

describe("additive models", () => {
  it("a linear model as the shap package has it, within 1e-12", () => {
    const { x, background, linear } = golden;
    const model = { weights: Float64Array.from(linear.weights), bias: linear.bias };
    const { values, base } = linearShapley(model, Float64Array.from(x.flat()), 6, Float64Array.from(background.flat()), 10);
    expect(largestDifference(values, linear.values.flat())).toBeLessThan(1e-12);
    expect(Math.abs(base - linear.base)).toBeLessThan(1e-12);
  });

  it("a scorecard's values are what its exact Shapley values over all coalitions are, and add up to its log-odds", () => {
    const rng = createRng(2);
    const [n, d] = [400, 3];
    const x = Float64Array.from({ length: n * d }, (_cell, at) => (at % 7 === 0 ? Number.NaN : rng.normal()));
    const y = Array.from({ length: n }, (_y, i) =>
      Number((x[i * d + 1] as number) - (Number.isNaN(x[i * d]) ? 1 : (x[i * d] as number)) + rng.normal() > 0),
    );
    const card = fitScorecard({ x, y, n, d, params: { minIv: 0 } });
    const background = x.subarray(0, 20 * d);
    const { values, base } = scorecardShapley(card, x, n, background, 20);
    const logOdds = (rows: Float64Array, count: number) => card.predict(rows, count).map((p) => Math.log(p / (1 - p)));
    for (const row of [0, 3, 7]) {
      const worth: Worth = (coalitions, count) =>
        Float64Array.from({ length: count }, (_worth, c) => {
          const mixed = background.slice();
          for (let b = 0; b < 20; b++) for (let j = 0; j < d; j++) if (coalitions[c * d + j]) mixed[b * d + j] = x[row * d + j] as number;
          return logOdds(mixed, 20).reduce((sum, value) => sum + value / 20, 0);
        });
      expect(largestDifference(values.subarray(row * d, (row + 1) * d), exactShapley(d, worth))).toBeLessThan(1e-9);
      const sum = values.subarray(row * d, (row + 1) * d).reduce((total, value) => total + value, base);
      expect(sum).toBeCloseTo(logOdds(x.slice(row * d, (row + 1) * d), 1)[0] as number, 9);
    }
  });
});
