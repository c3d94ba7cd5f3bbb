import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { cholesky } from "../../numeric/cholesky.ts";
import { allocate } from "./allocate.ts";
import { covarianceEstimators } from "./covariance/index.ts";
import { portfolioMethods } from "./methods/index.ts";
import type { AssetReturns } from "./returns.ts";

/** Returns with one common factor; asset i has the mean and the volatility (i + 1) / 10 % a period. */
function simulated(nPeriods: number, n: number, seed: number): AssetReturns {
  const rng = createRng(seed);
  const values = new Float64Array(nPeriods * n);
  for (let t = 0; t < nPeriods; t++) {
    const factor = rng.normal();
    for (let i = 0; i < n; i++) values[t * n + i] = 0.001 * (i + 1) * (0.1 + 0.6 * factor + 0.8 * rng.normal());
  }
  return { assets: Array.from({ length: n }, (_, i) => `asset ${i}`), nPeriods, values };
}

const returns = simulated(300, 8, 5);
const described = (schema: Record<string, unknown>) => Object.values((schema as { properties: Record<string, unknown> }).properties);

describe.each(covarianceEstimators.map((entry) => [entry.name, entry] as const))("covariance %s", (_name, entry) => {
  it("parses no parameters to its defaults, refuses one it does not have, and describes each", () => {
    const defaults = entry.parse({});
    expect(entry.parse(defaults)).toEqual(defaults);
    expect(() => entry.parse({ noSuchParameter: 1 })).toThrow(expect.objectContaining({ kind: "input", code: "INVALID_INPUT" }));
    for (const property of described(entry.paramsJsonSchema()))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });

  it("is symmetric, positive definite, of the returns' squared unit, and deaf to the order of assets", () => {
    const { covariance, shrinkage } = entry.estimate(returns, {});
    expect(() => cholesky(covariance, 8)).not.toThrow();
    for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) expect(covariance[i * 8 + j]).toBe(covariance[j * 8 + i]);
    if (shrinkage !== null) expect(shrinkage >= 0 && shrinkage <= 1).toBe(true);
    const doubled = entry.estimate({ ...returns, values: returns.values.map((value) => 2 * value) }, {});
    const turned = entry.estimate(
      { ...returns, values: returns.values.map((_, at) => returns.values[at - (at % 8) + 7 - (at % 8)] as number) },
      {},
    );
    // 1e-12 relative to the largest variance.
    const tolerance = 1e-12 * (covariance[63] as number);
    covariance.forEach((value, at) => {
      expect(Math.abs((doubled.covariance[at] as number) - 4 * value)).toBeLessThan(4 * tolerance);
      expect(Math.abs((turned.covariance[63 - at] as number) - value)).toBeLessThan(tolerance);
    });
  });

  it("comes within 15 % of the truth in norm over 5,000 periods", () => {
    const { covariance } = entry.estimate(simulated(5000, 4, 8), entry.name === "ewma" ? { decay: 0.999 } : {});
    let [error, size] = [0, 0];
    covariance.forEach((value, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      const truth = 1e-6 * (i + 1) * (j + 1) * (i === j ? 1 : 0.36);
      error += (value - truth) ** 2;
      size += truth ** 2;
    });
    expect(Math.sqrt(error / size)).toBeLessThan(0.15);
  });
});

describe.each(portfolioMethods.map((entry) => [entry.name, entry] as const))("method %s", { timeout: 30_000 }, (name, entry) => {
  const method = { name, params: {} };

  it("parses no parameters to its defaults, refuses one it does not have, and describes each", () => {
    const defaults = entry.parse({});
    expect(entry.parse(defaults)).toEqual(defaults);
    expect(() => entry.parse({ noSuchParameter: 1 })).toThrow(expect.objectContaining({ kind: "input", code: "INVALID_INPUT" }));
    for (const property of described(entry.paramsJsonSchema()))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });

  it("gives long-only weights that add up to one, the same each time, whose risk shares add up to one", async () => {
    const [first, second] = [await allocate(returns, { method }), await allocate(returns, { method })];
    expect([...second.weights]).toEqual([...first.weights]);
    expect(first.weights.every((weight) => weight >= -1e-9)).toBe(true);
    // 1e-7: the solver's own tolerance.
    expect(first.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 7);
    expect(first.holdings.reduce((sum, { riskShare }) => sum + riskShare, 0)).toBeCloseTo(1, 7);
    expect(first.moved).toBeNull();
    expect(first.volatility).toBeGreaterThan(0);
  });

  it("gives each asset the same weight whatever the order of assets", async () => {
    const values = returns.values.map((_, at) => returns.values[at - (at % 8) + 7 - (at % 8)] as number);
    const turned = await allocate({ ...returns, assets: returns.assets.toReversed(), values }, { method });
    const straight = await allocate(returns, { method });
    straight.weights.forEach((weight, i) => {
      // 1e-5: the optimum of a program is flat to the solver's 1e-7 of its value.
      expect(Math.abs((turned.weights[7 - i] as number) - weight)).toBeLessThan(1e-5);
    });
  });

  it("keeps bounds, a group cap, partial investment and a turnover limit together, or says that it was moved to them", async () => {
    const previous = new Float64Array(8).fill(0.1);
    const constraints = {
      sum: 0.8,
      upper: 0.2,
      lower: 0.02,
      groups: [{ name: "first", assets: ["asset 0", "asset 1"], upper: 0.15 }],
      maxTurnover: 0.2,
    };
    const { weights, moved, turnover } = await allocate(returns, { method, constraints }, previous);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0.8, 6);
    expect(weights.every((weight) => weight > 0.02 - 1e-6 && weight < 0.2 + 1e-6)).toBe(true);
    expect((weights[0] as number) + (weights[1] as number)).toBeLessThan(0.15 + 1e-6);
    expect(turnover).toBeLessThan(0.2 + 1e-6);
    if (entry.keepsConstraints) expect(moved).toBeNull();
    else expect(moved?.because).toEqual(expect.any(String));
  });

  it("says INFEASIBLE where constraints contradict each other", async () => {
    await expect(allocate(returns, { method, constraints: { upper: 0.1 } })).rejects.toMatchObject({ code: "INFEASIBLE" });
  });

  it("takes a single asset", async () => {
    const { weights } = await allocate(simulated(100, 1, 2), { method });
    expect(weights[0]).toBeCloseTo(1, 9);
  });
});

it("two assets that are one series are named where the covariance cannot be inverted, and need no inverse with SAMPLE", async () => {
  const { values } = simulated(60, 1, 9);
  const twins = {
    assets: ["share", "same share"],
    nPeriods: 60,
    values: Float64Array.from({ length: 120 }, (_, k) => values[Math.floor(k / 2)] as number),
  };
  const method = { name: "equal-weight" };
  await expect(allocate(twins, { method })).rejects.toMatchObject({
    code: "NOT_POSITIVE_DEFINITE",
    message: expect.stringContaining("'same share'"),
  });
  const { weights } = await allocate(twins, { method, expectedReturns: { method: "SAMPLE" } });
  expect(Array.from(weights)).toEqual([0.5, 0.5]);
});
