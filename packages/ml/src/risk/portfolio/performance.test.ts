import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { comparePerformance, drawBlocks } from "./block-bootstrap.ts";
import { performanceOf, wealthOf } from "./performance.ts";

const YEARLY = { periodsPerYear: 1, riskFreeRate: 0 };

it("four periods by hand: wealth 1.1, 0.55, 0.605, 0.726", () => {
  const returns = [0.1, -0.5, 0.1, 0.2];
  const { annual_return, annual_volatility, sharpe, sortino, max_drawdown, calmar } = performanceOf(returns, YEARLY);
  expect(wealthOf(returns)[3]).toBeCloseTo(0.726, 12);
  expect(annual_return).toBeCloseTo(0.726 ** 0.25 - 1, 12);
  // Mean -0.025; deviations 0.125, -0.475, 0.125, 0.225: sum of squares 0.3075.
  expect(annual_volatility).toBeCloseTo(Math.sqrt(0.3075 / 3), 12);
  expect(sharpe).toBeCloseTo(-0.025 / Math.sqrt(0.3075 / 3), 12);
  expect(sortino).toBeCloseTo(-0.025 / Math.sqrt(0.25 / 4), 12);
  expect(max_drawdown).toBeCloseTo(0.5, 12);
  expect(calmar).toBeCloseTo((0.726 ** 0.25 - 1) / 0.5, 12);
});

it("annualises by the stated factor, over the risk-free rate", () => {
  const { annual_volatility, sharpe } = performanceOf([0.01, 0.03], { periodsPerYear: 12, riskFreeRate: 0.12 });
  expect(annual_volatility).toBeCloseTo(Math.sqrt(0.0002 * 12), 12);
  expect(sharpe).toBeCloseTo((0.01 / Math.sqrt(0.0002)) * Math.sqrt(12), 10);
});

it("a series that never moves has ratios of zero, not NaN", () => {
  expect(performanceOf([0.01, 0.01, 0.01], YEARLY)).toMatchObject({
    sharpe: 0,
    sortino: 0,
    calmar: 0,
    max_drawdown: 0,
    annual_volatility: 0,
  });
});

describe("stationary bootstrap", () => {
  it("blocks are runs of neighbouring periods of the asked mean length", () => {
    const rows = new Uint32Array(200_000);
    drawBlocks(rows, 25, createRng(3));
    let jumps = 0;
    for (let t = 1; t < rows.length; t++) if (rows[t] !== ((rows[t - 1] as number) + 1) % rows.length) jumps++;
    // 8,000 jumps expected, standard deviation 88: four of them.
    expect(Math.abs(jumps - 8000)).toBeLessThan(352);
  });

  const rng = createRng(8);
  const market = Float64Array.from({ length: 1000 }, () => 0.0004 + 0.01 * rng.normal());
  const options = { periodsPerYear: 252, riskFreeRate: 0 };

  it("a series against itself differs by nothing, with p = 1", () => {
    const { difference } = comparePerformance(market, market, options, { replicates: 200 });
    expect(difference.sharpe).toEqual({ value: 0, low: 0, high: 0, p: 1 });
  });

  it("what two series share leaves the difference: a tenth of a basis point more each day is found at once", () => {
    const better = market.map((value, t) => value + 0.0001 + 0.0001 * (t % 2));
    const { difference, metrics } = comparePerformance(better, market, options);
    expect(difference.annual_return.low).toBeGreaterThan(0);
    expect(difference.annual_return.p).toBeLessThan(0.01);
    expect(metrics.annual_return.low).toBeLessThan(metrics.annual_return.value);
    expect(metrics.annual_return.high).toBeGreaterThan(metrics.annual_return.value);
  });

  it("the 95 % interval of the Sharpe ratio of independent returns is 2 * 1.96 * sqrt(252 / n) wide", () => {
    const { sharpe } = comparePerformance(market, market, options, { replicates: 2000 }).metrics;
    const width = 2 * 1.96 * Math.sqrt(252 / 1000);
    // 15 %: the sample itself varies.
    expect(Math.abs((sharpe.high - sharpe.low) / width - 1)).toBeLessThan(0.15);
  });
});
