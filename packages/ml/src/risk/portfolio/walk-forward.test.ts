import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { efficientFrontier } from "./efficient-frontier.ts";
import { type AssetReturns, returnsOfPrices } from "./returns.ts";
import { walkForwardPortfolios } from "./walk-forward.ts";

function simulated(nPeriods: number, seed: number): AssetReturns {
  const rng = createRng(seed);
  const n = 4;
  const values = new Float64Array(nPeriods * n);
  for (let t = 0; t < nPeriods; t++) {
    const factor = rng.normal();
    for (let i = 0; i < n; i++) values[t * n + i] = 0.0003 + 0.004 * (i + 1) * (0.5 * factor + 0.8 * rng.normal());
  }
  return { assets: ["A", "B", "C", "D"], nPeriods, values };
}

const methods = ["minimum-variance", "risk-parity", "maximum-sharpe"].map((name) => ({ method: { name } }));
const base = { methods, window: 60, rebalanceEvery: 10, replicates: 100 };

it("equal weight by hand: two assets, drift, turnover and cost", async () => {
  const values = new Float64Array(2 * 41);
  values[2 * 20] = 0.1;
  values[2 * 21 + 1] = 0.2;
  const report = await walkForwardPortfolios(
    { assets: ["A", "B"], nPeriods: 41, values },
    {
      methods: [{ method: { name: "equal-weight" }, covariance: { name: "sample" }, expectedReturns: { method: "SAMPLE" } }],
      window: 20,
      rebalanceEvery: 2,
      costRate: 0.01,
      replicates: 100,
    },
  );
  const [entry] = report.entries;
  expect(report.entries).toHaveLength(1);
  // First purchase: 1 traded, 0.01 paid; then 0.5 * 0.1. Drifted to 0.55 / 1.05 and 0.5 / 1.05.
  expect(entry?.returns[0]).toBeCloseTo(0.99 * 1.05 - 1, 14);
  expect(entry?.returns[1]).toBeCloseTo((0.5 / 1.05) * 0.2, 14);
  // Wealth 0.55 and 0.6 of 1.15 go back to one half each.
  expect(entry?.rebalances[1]?.turnover).toBeCloseTo(2 * (0.6 / 1.15 - 0.5), 12);
  expect(entry?.returns[2]).toBeCloseTo(-0.01 * 2 * (0.6 / 1.15 - 0.5), 14);
  expect(entry?.costs).toBeCloseTo(0.01 * (1 + 2 * (0.6 / 1.15 - 0.5)), 12);
});

it("no weight depends on what comes after it", async () => {
  const full = simulated(200, 1);
  const changed = { ...full, values: full.values.map((value, at) => (at < 4 * 130 ? value : -value)) };
  const [a, b] = [await walkForwardPortfolios(full, base), await walkForwardPortfolios(changed, base)];
  for (const [at, entry] of a.entries.entries()) {
    for (const [k, rebalance] of entry.rebalances.entries()) {
      const other = b.entries[at]?.rebalances[k];
      if (rebalance.period <= 130) expect(other?.weights).toEqual(rebalance.weights);
    }
    expect(b.entries[at]?.returns.slice(0, 70)).toEqual(entry.returns.slice(0, 70));
  }
});

it("compares with equal weight, which is added; minimum variance has less volatility, beyond its interval", async () => {
  const report = await walkForwardPortfolios(simulated(1200, 2), { ...base, window: 250, rebalanceEvery: 50 });
  expect(report.entries.map(({ id }) => id)).toEqual(["equal-weight", "minimum-variance", "risk-parity", "maximum-sharpe"]);
  const least = report.entries[1];
  expect(least?.difference.annual_volatility.high).toBeLessThan(0);
  expect(least?.metrics.sharpe.low).toBeLessThan(least?.metrics.sharpe.value ?? Number.NaN);
  expect(report.entries[0]?.difference.sharpe.value).toBe(0);
});

it("a rebalance without an answer keeps the old weights and says why; before the first, capital is cash", async () => {
  const falling = simulated(200, 3);
  const report = await walkForwardPortfolios(
    { ...falling, values: falling.values.map((value) => value / 50 - 0.01) },
    { ...base, methods: [{ method: { name: "maximum-sharpe" }, expectedReturns: { method: "SAMPLE" } }], riskFreeRate: 0.0252 },
  );
  const sharpe = report.entries[1];
  expect(sharpe?.rebalances[0]?.failed).toMatchObject({ code: "NO_POSITIVE_EXCESS" });
  expect(sharpe?.returns[0]).toBeCloseTo(0.0001, 12);
});

it("a turnover limit holds at every rebalance after the first", async () => {
  const report = await walkForwardPortfolios(simulated(300, 4), { ...base, constraints: { maxTurnover: 0.1 } });
  for (const { rebalances } of report.entries) for (const { turnover } of rebalances.slice(1)) expect(turnover).toBeLessThan(0.1 + 1e-6);
});

it("reports progress and ends on abort", async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const run = walkForwardPortfolios(simulated(400, 5), base, {
    signal: abort.signal,
    onProgress: ({ phase, fraction }) => {
      seen.push(phase);
      expect(fraction >= 0 && fraction <= 1).toBe(true);
      if (seen.length === 5) abort.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
  expect(seen).toHaveLength(5);
});

it.each([
  [{ ...base, window: 390 }, "leaves 10"],
  [{ ...base, methods: [...methods, ...methods] }, "different ids"],
  [{ ...base, methods: [{ method: { name: "magic" } }] }, "'magic' does not exist"],
  [{ ...base, methods: [{ method: { name: "cvar-optimal", params: { alpha: 95 } } }] }, "alpha"],
  [{ ...base, constraints: { bounds: [{ asset: "X", upper: 1 }] } }, "'X'"],
])("refuses %j", async (options, word) => {
  await expect(walkForwardPortfolios(simulated(400, 6), options)).rejects.toThrow(
    expect.objectContaining({ kind: "input", message: expect.stringContaining(word) }),
  );
});

it("prices become returns; a missing price is named", () => {
  const { values, nPeriods } = returnsOfPrices(
    ["A", "B"],
    [
      [100, 110, 99],
      [50, 50, 75],
    ],
  );
  expect(nPeriods).toBe(2);
  [0.1, 0, -0.1, 0.5].forEach((value, at) => {
    expect(values[at]).toBeCloseTo(value, 14);
  });
  expect(() => returnsOfPrices(["A"], [[1, Number.NaN]])).toThrow("'A' has NaN in row 1");
});

it("the frontier climbs from minimum variance to the best asset, and no single asset lies above it", async () => {
  const returns = simulated(500, 7);
  const { points, single } = await efficientFrontier(returns, { expectedReturns: { method: "SAMPLE" } }, { nPoints: 10 });
  points.slice(1).forEach((point, k) => {
    expect(point.expectedReturn).toBeGreaterThan(points[k]?.expectedReturn ?? Number.NaN);
    expect(point.volatility).toBeGreaterThan((points[k]?.volatility ?? Number.NaN) - 1e-9);
  });
  expect(points.at(-1)?.expectedReturn).toBeCloseTo(Math.max(...single.map(({ expectedReturn }) => expectedReturn)), 6);
  for (const asset of single) {
    // Of the efficient points that return no more than the asset, the last has the largest volatility.
    const below = points.findLast(({ expectedReturn }) => expectedReturn <= asset.expectedReturn);
    if (below) expect(below.volatility).toBeLessThan(asset.volatility + 1e-7);
  }
});
