import { createRng } from "@plimsoll/features";
import { describe, expect, it, test } from "vitest";
import { poissonCdf } from "../../../numeric/distributions.ts";
import { largestDifference } from "../../../testing/close.ts";
import { cellLaw } from "../loss-model.ts";
import { fourierAggregate, fourierLattice } from "./fourier.ts";
import { expectedShortfallOf, upperOrder, valueAtRiskOf, wholeOrder } from "./order-statistics.ts";
import { panjerAggregate } from "./panjer.ts";
import { singleLossApproximation } from "./single-loss.ts";

const model = (mean: number, mu: number, sigma: number) => ({
  frequency: { name: "poisson", params: { mean } },
  severity: { name: "lognormal", params: { mu, sigma } },
});
const off = (actual: number, wanted: number) => Math.abs(actual / wanted - 1);

describe("Poisson-lognormal at 99.9 %", () => {
  test.each([
    [1, 8, 3],
    [10, 9, 2],
    [25, 10, 2.5],
    [200, 10, 2.2],
  ])(
    "mean %s, mu %s, sigma %s: Panjer and Fourier agree within 1e-5 and the single-loss approximation within 2 %%",
    async (mean, mu, sigma) => {
      const cell = model(mean, mu, sigma);
      const panjer = await panjerAggregate(cell, 0.999, { points: 2 ** 13 });
      const fourier = fourierAggregate(cell, 0.999, { points: 2 ** 17 });
      expect(off(panjer.valueAtRisk, fourier.valueAtRisk)).toBeLessThan(1e-5);
      expect(off(panjer.expectedShortfall as number, fourier.expectedShortfall as number)).toBeLessThan(1e-5);
      expect(off(singleLossApproximation(cell).valueAtRisk, fourier.valueAtRisk)).toBeLessThan(0.02);
    },
  );

  it("the approximation does not hold for many small losses, and is 12 % low there", () => {
    const cell = model(100, 5, 1);
    const error = singleLossApproximation(cell).valueAtRisk / fourierAggregate(cell, 0.999, { points: 2 ** 16 }).valueAtRisk - 1;
    expect(error).toBeGreaterThan(-0.14);
    expect(error).toBeLessThan(-0.11);
  });
});

it("losses of one size are their number: quantiles of the Poisson distribution", async () => {
  // A Weibull of shape 100 spreads its losses by about 1 %: with a step of one loss, all of it lies on the first point.
  const cell = {
    frequency: { name: "poisson", params: { mean: 6 } },
    severity: { name: "weibull", params: { shape: 100, scale: 1000 } },
    lossCap: 1000,
  };
  const { probability } = await panjerAggregate(cell, 0.99, { points: 64, step: 1000 });
  let below = 0;
  for (let k = 0; k < 15; k++) {
    below += probability[k] as number;
    // 0.5 % of each loss is missing: E[min(X, 1000)] is 995.
    expect(Math.abs(below - poissonCdf(k, 6))).toBeLessThan(0.012);
  }
});

test.each([
  ["negative-binomial", { mean: 8, size: 2 }],
  ["binomial", { trials: 40, chance: 0.2 }],
])("%s: recursion and transform give the same lattice to 1e-8", async (name, params) => {
  const cell = { frequency: { name, params }, severity: { name: "generalised-pareto", params: { threshold: 0, scale: 1000, shape: 0.3 } } };
  const panjer = await panjerAggregate(cell, 0.99, { points: 1024, step: 200 });
  const fourier = fourierLattice([cellLaw(cell)], 200, 1024);
  // What lies beyond the lattice wraps round, damped by e^-14.
  expect(largestDifference(panjer.probability, fourier.probability)).toBeLessThan(1e-8);
});

it("two independent Poisson cells of one severity are one of both means", () => {
  const two = fourierAggregate([model(3, 9, 1.5), model(5, 9, 1.5)], 0.999, { points: 2 ** 14, step: 4000 });
  const one = fourierAggregate(model(8, 9, 1.5), 0.999, { points: 2 ** 14, step: 4000 });
  expect(off(two.valueAtRisk, one.valueAtRisk)).toBeLessThan(1e-10);
});

it("an infinite mean leaves value at risk, and no expected shortfall", () => {
  const cell = { frequency: { name: "poisson", params: { mean: 5 } }, severity: { name: "pareto", params: { minimum: 1000, index: 0.9 } } };
  const { valueAtRisk, expectedShortfall } = fourierAggregate(cell, 0.999, { points: 2 ** 16 });
  expect(expectedShortfall).toBeNull();
  const single = singleLossApproximation(cell);
  expect(single.meanCorrection).toBeNull();
  expect(valueAtRisk).toBeGreaterThan(single.uncorrected);
});

it("refuses lattices that are too short, and counts that Panjer's start cannot hold", async () => {
  await expect(panjerAggregate(model(10, 9, 2), 0.999, { points: 100, step: 10 })).rejects.toThrow("The lattice ends");
  await expect(panjerAggregate(model(5000, 9, 2))).rejects.toMatchObject({ code: "UNDERFLOW" });
  expect(() => fourierAggregate(model(1, 9, 2), 99.9)).toThrow("such as 0.999");
  expect(() => fourierAggregate(model(1, 9, 2), 0.99, { points: 1000 })).toThrow("power of two");
  expect(() => fourierAggregate({ ...model(1, 9, 2), lossCap: -1 })).toThrow("lossCap");
  await expect(panjerAggregate(model(1, 9, 2), 0.9, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "CANCELLED" });
});

it("value at risk and shortfall of 1..1000 by hand", () => {
  const sorted = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
  // 1.96 * sqrt(1000 * 0.9 * 0.1) = 18.6 ranks on either side of 900.
  expect(valueAtRiskOf(wholeOrder(sorted), 0.9)).toMatchObject({ value: 900, low: 881, high: 919 });
  expect(expectedShortfallOf(wholeOrder(sorted), 0.9).value).toBeCloseTo(950.5, 9);
  expect(expectedShortfallOf(wholeOrder(Float64Array.of(1, 2, 3, 4)), 0.375).value).toBeCloseTo((4 + 3 + 0.5 * 2) / 2.5, 12);
  // Of values in any order the tail alone is sorted, to the same figures.
  const shuffled = createRng(1).shuffle(Array.from(sorted));
  const upper = upperOrder(Float64Array.from(shuffled), 0.9);
  expect(upper.values).toHaveLength(120);
  expect(valueAtRiskOf(upper, 0.9)).toEqual(valueAtRiskOf(wholeOrder(sorted), 0.9));
  expect(expectedShortfallOf(upper, 0.9)).toEqual(expectedShortfallOf(wholeOrder(sorted), 0.9));
});
