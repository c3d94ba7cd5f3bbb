import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { allocate } from "./allocate.ts";
import { turnoverOf } from "./constraints.ts";
import { covarianceEstimator } from "./covariance/index.ts";
import { expectedReturns } from "./expected-returns.ts";
import { blackLittermanPosterior } from "./methods/black-litterman.ts";
import { portfolioReturns } from "./returns.ts";

/** golden/make.py says how each value was made: numpy, scikit-learn, scipy, cvxpy, skfolio and PyPortfolioOpt. */
const golden = JSON.parse(readFileSync(new URL("./golden/portfolio.json", import.meta.url), "utf8"));
const assets: string[] = golden.assets;
const returns = { assets, nPeriods: golden.returns.length, values: Float64Array.from(golden.returns.flat()) };
const previous = Float64Array.from(golden.previous as number[]);
const base = { covariance: { name: "sample" }, expectedReturns: { method: "SAMPLE" } };

function expectClose(actual: ArrayLike<number>, wanted: number[] | number[][], tolerance: number): void {
  const flat = wanted.flat();
  expect(actual).toHaveLength(flat.length);
  flat.forEach((value, at) => {
    expect(Math.abs((actual[at] as number) - value)).toBeLessThanOrEqual(tolerance);
  });
}

describe("covariance estimators equal the references to 1e-12", () => {
  test("sample", () => expectClose(covarianceEstimator("sample").estimate(returns, {}).covariance, golden.covariance.sample, 1e-15));
  test("ewma", () =>
    expectClose(covarianceEstimator("ewma").estimate(returns, { decay: 0.94 }).covariance, golden.covariance["ewma_0.94"], 1e-15));
  test.each(["ledoit-wolf-identity", "ledoit-wolf-constant-correlation"])("%s, shrinkage included", (name) => {
    const { covariance, shrinkage } = covarianceEstimator(name).estimate(returns, {});
    const wanted = golden.covariance[name];
    expect(Math.abs((shrinkage as number) - wanted.shrinkage)).toBeLessThan(1e-10);
    expectClose(covariance, wanted.covariance, 1e-14);
  });
});

test("Bayes-Stein expected returns equal the reference", () => {
  const { covariance } = covarianceEstimator("sample").estimate(returns, {});
  const { expected, shrinkage } = expectedReturns(returns, covariance, {});
  expect(Math.abs(shrinkage - golden.bayes_stein.shrinkage)).toBeLessThan(1e-12);
  expectClose(expected, golden.bayes_stein.expected, 1e-15);
});

describe("weights equal the references", () => {
  // 1e-5 absolute: an interior optimum is flat, and both solvers stop near 1e-8 of its value.
  const PROGRAM = 1e-5;
  const minimumVariance = { ...base, method: { name: "minimum-variance" } };

  test("minimum variance without bounds, against the closed form S^-1 1", async () => {
    const { weights } = await allocate(returns, { ...minimumVariance, constraints: { lower: -10, upper: 10 } });
    expectClose(weights, golden.weights.minimum_variance_free, 1e-6);
  });

  test("minimum variance, long only", async () => {
    expectClose((await allocate(returns, minimumVariance)).weights, golden.weights.minimum_variance, PROGRAM);
  });

  test("minimum variance with bounds and groups", async () => {
    const groups = [
      { name: "cap", assets: ["A", "B"], upper: 0.5 },
      { name: "floor", assets: ["D", "E"], lower: 0.2 },
    ];
    const { weights } = await allocate(returns, { ...minimumVariance, constraints: { lower: 0.05, upper: 0.35, groups } });
    expectClose(weights, golden.weights.minimum_variance_capped, PROGRAM);
  });

  test("minimum variance under a turnover limit", async () => {
    const { weights, turnover } = await allocate(returns, { ...minimumVariance, constraints: { maxTurnover: 0.3 } }, previous);
    expectClose(weights, golden.weights["minimum_variance_turnover_0.3"], PROGRAM);
    expect(turnover).toBeCloseTo(0.3, 6);
    expect(turnoverOf(weights, previous)).toBe(turnover);
  });

  test("mean-variance with 130/30 leverage", async () => {
    const method = { name: "mean-variance", params: { riskAversion: 20 } };
    const { weights } = await allocate(returns, { ...base, method, constraints: { lower: -0.3, maxLeverage: 1.6 } });
    expectClose(weights, golden.weights.minimum_variance_130_30, PROGRAM);
  });

  test("mean-variance, long only", async () => {
    const { weights } = await allocate(returns, { ...base, method: { name: "mean-variance", params: { riskAversion: 8 } } });
    expectClose(weights, golden.weights.mean_variance_gamma_8, PROGRAM);
  });

  test("maximum Sharpe with a cap and a risk-free rate", async () => {
    const options = {
      ...base,
      method: { name: "maximum-sharpe" },
      constraints: { upper: 0.4 },
      riskFreeRate: golden.risk_free_per_period * 252,
    };
    expectClose((await allocate(returns, options)).weights, golden.weights.maximum_sharpe_rf_capped, PROGRAM);
  });

  test("risk parity to 1e-10, equal and budgeted; skfolio's to the digits it prints", async () => {
    const method = { name: "risk-parity" };
    const equal = await allocate(returns, { ...base, method });
    expectClose(equal.weights, golden.weights.risk_parity, 1e-10);
    expectClose(equal.weights, golden.weights.risk_parity_skfolio, 5e-5);
    for (const { riskShare } of equal.holdings) expect(riskShare).toBeCloseTo(1 / 6, 10);
    const budgets = [1, 1, 2, 2, 3, 1].map((share, i) => ({ asset: assets[i], share }));
    expectClose(
      (await allocate(returns, { ...base, method: { name: "risk-parity", params: { budgets } } })).weights,
      golden.weights.risk_parity_budgets,
      1e-10,
    );
  });

  test.each(["SINGLE", "COMPLETE", "AVERAGE", "WARD"])("hierarchical risk parity, %s linkage as scipy's", async (linkage) => {
    const { weights } = await allocate(returns, { ...base, method: { name: "hierarchical-risk-parity", params: { linkage } } });
    expectClose(weights, golden.weights.hrp[linkage], 1e-12);
  });

  test.each([0.9, 0.95])("minimum CVaR at %s, weights and value", async (alpha) => {
    const wanted = golden.weights[`cvar_${alpha}`];
    const { weights } = await allocate(returns, { ...base, method: { name: "cvar-optimal", params: { alpha } } });
    expectClose(weights, wanted.weights, 1e-8);
    const losses = portfolioReturns(returns, weights)
      .map((value) => -value)
      .sort()
      .reverse();
    const worst = Math.round((1 - alpha) * returns.nPeriods);
    expect(losses.slice(0, worst).reduce((sum, loss) => sum + loss / worst, 0)).toBeCloseTo(wanted.cvar, 10);
    if (alpha === 0.95) expectClose(weights, golden.weights["cvar_0.95_skfolio"], 1e-7);
  });
});

describe("Black-Litterman", () => {
  const wanted = golden.black_litterman;
  const { covariance } = covarianceEstimator("sample").estimate(returns, {});
  const year = covariance.map((value) => value * 252);
  const market = Float64Array.from(wanted.market as number[]);
  const options = { riskAversion: wanted.delta, tau: wanted.tau };
  const views = (confidences: (number | null)[]) =>
    (wanted.P as number[][]).map((row, v) => ({
      holdings: Float64Array.from(row),
      expectedReturn: wanted.Q[v] as number,
      confidence: confidences[v] ?? null,
    }));

  it("posterior mean and covariance equal PyPortfolioOpt's, with and without a confidence", () => {
    const posterior = blackLittermanPosterior(year, market, views([null, null]), options);
    expectClose(posterior.equilibrium, wanted.equilibrium, 1e-12);
    expectClose(posterior.mean, wanted.mean, 1e-12);
    expectClose(posterior.covariance, wanted.covariance, 1e-12);
    expectClose(blackLittermanPosterior(year, market, views([0.25, null]), options).mean, wanted["mean_confidence_0.25_and_none"], 1e-12);
  });

  it("a certain view holds exactly, and no view gives back the market's weights", async () => {
    const { mean } = blackLittermanPosterior(year, market, views([1, 1]), options);
    (wanted.P as number[][]).forEach((row, v) => {
      expect(row.reduce((sum, weight, i) => sum + weight * (mean[i] as number), 0)).toBeCloseTo(wanted.Q[v], 12);
    });
    const marketWeights = assets.map((asset, i) => ({ asset, weight: market[i] }));
    const { weights } = await allocate(returns, { ...base, method: { name: "black-litterman", params: { marketWeights, tau: 1e-6 } } });
    expectClose(weights, wanted.market, 1e-4);
  });

  it("reproduces He and Litterman (1999): equilibrium and posterior returns of seven markets as printed, to their one digit", () => {
    const paper = golden.he_litterman;
    const view = { holdings: Float64Array.from(paper.view as number[]), expectedReturn: paper.expected, confidence: null };
    const posterior = blackLittermanPosterior(
      Float64Array.from(paper.covariance.flat()),
      Float64Array.from(paper.market as number[]),
      [view],
      { riskAversion: 2.5, tau: 0.05 },
    );
    expectClose(posterior.equilibrium, paper.printed_equilibrium, 6e-4);
    expectClose(posterior.mean, paper.printed_mean, 6e-4);
  });
});
