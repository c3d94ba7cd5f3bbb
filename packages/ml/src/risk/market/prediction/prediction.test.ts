import { createRng, type Table } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../../engine/load.ts";
import { informationCoefficient, ranksOf } from "./information-coefficient.ts";
import { auditLeakage } from "./leakage-audit.ts";
import { buildPanel } from "./panel.ts";
import { decisionsOf } from "./position-rules.ts";
import { type PredictionRequest, predictMarket } from "./predict-market.ts";
import { predictionFolds, samplesOf } from "./samples.ts";
import { expectedBestSharpe, probabilisticSharpe, sharpeSignificance } from "./sharpe-significance.ts";
import { backtestStrategy } from "./strategy-backtest.ts";

const DAY = 86_400_000;

/**
 * Prices of several assets in one table, one row an asset and day. `memory` is how much of a day's return comes back the next day; the column
 * `future` is the return of the next day.
 */
function quotes(nAssets: number, nDays: number, memory: number, seed = 1): Table {
  const rng = createRng(seed);
  const [date, close, future, symbol]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let asset = 0; asset < nAssets; asset++) {
    let [price, last] = [100, 0];
    const returns = Array.from({ length: nDays + 1 }, () => {
      last = memory * last + 0.01 * rng.normal();
      return last;
    });
    for (let t = 0; t < nDays; t++) {
      price *= 1 + (returns[t] as number);
      date.push(Date.UTC(2020, 0, 1) + t * DAY);
      close.push(price);
      future.push(returns[t + 1] as number);
      symbol.push(asset);
    }
  }
  return {
    rowCount: date.length,
    columns: [
      { name: "date", type: "DATE", values: Float64Array.from(date) },
      { name: "symbol", type: "STRING", codes: Int32Array.from(symbol), dictionary: Array.from({ length: nAssets }, (_, k) => `A${k}`) },
      { name: "close", type: "FLOAT", values: Float64Array.from(close) },
      { name: "future", type: "FLOAT", values: Float64Array.from(future) },
    ],
  };
}

const indicators = {
  time: "date",
  series: ["symbol"],
  quotes: { close: "close" },
  features: [
    { type: "simple-return", params: { periods: 1 } },
    { type: "simple-return", name: "week", params: { periods: 5 } },
    { type: "rsi" },
  ],
};

const request = (changes: Partial<PredictionRequest> = {}): PredictionRequest => ({
  table: quotes(8, 500, 0.3),
  panel: { indicators, horizon: 1, lag: 0 },
  target: "RETURN",
  forecaster: { kind: "BASELINE", baseline: "LINEAR" },
  window: { kind: "EXPANDING", size: 200, refitEvery: 100, embargo: 5 },
  rule: "long-short",
  share: 0.25,
  cost: 0.0005,
  nTrials: 1,
  periodsPerYear: 252,
  riskFreeRate: 0,
  seed: 1,
  engine: null,
  ...changes,
});

describe("a panel", () => {
  it("labels a day with the return from the close after the lag, and knows nothing where the series ends", () => {
    const table = quotes(1, 40, 0);
    const panel = buildPanel(table, { indicators, horizon: 3, lag: 1 });
    const [asset] = panel.assets;
    const close = asset?.close as Float64Array;
    expect(asset?.forward[10]).toBeCloseTo((close[14] as number) / (close[11] as number) - 1, 14);
    expect(Array.from(asset?.forward ?? []).findIndex(Number.isNaN)).toBe(36);
    expect(panel.featureNames).toHaveLength(3);
  });

  it("trains on no row whose return is settled on or after the first predicted day, or within the embargo before it", () => {
    const panel = buildPanel(quotes(3, 120, 0), { indicators, horizon: 5, lag: 1 });
    const samples = samplesOf(panel, 2);
    const folds = predictionFolds(samples, panel.days.length, { kind: "ROLLING", size: 60, refitEvery: 20, embargo: 3 });
    expect(folds.map(({ firstTestDay }) => firstTestDay)).toEqual([60, 80, 100]);
    const tested = folds.flatMap(({ test }) => Array.from(test));
    expect(new Set(tested).size).toBe(tested.length);
    for (const { train, firstTestDay, nPurged } of folds) {
      // Horizon 5 and lag 1 and embargo 3: rows up to ten days before are the last ones, for three assets nine days are left out.
      expect(Math.max(...Array.from(train, (sample) => samples.day[sample] as number))).toBe(firstTestDay - 10);
      expect(nPurged).toBe(27);
      expect(Math.min(...Array.from(train, (sample) => samples.day[sample] as number))).toBeGreaterThanOrEqual(firstTestDay - 60);
    }
  });
});

describe("the information coefficient", () => {
  it("is the mean over days of the correlation over assets; ranks ignore how far apart values are", () => {
    const rows = [0, 1].flatMap((day) =>
      [1, 2, 3, 4, 50].map((forward, asset) => ({ day, asset, score: day === 0 ? forward : ([5, 4, 3, 2, 1][asset] as number), forward })),
    );
    const rank = informationCoefficient(rows, 5, 0, true);
    expect(rank.kind).toBe("CROSS_SECTION");
    expect([...rank.values]).toEqual([expect.closeTo(1, 12), expect.closeTo(-1, 12)]);
    expect(rank.mean).toBeCloseTo(0, 12);
    expect(informationCoefficient(rows, 5, 0, false).values[1]).toBeGreaterThan(-0.9);
    expect(ranksOf([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
  });

  it("of one asset is taken over stretches of 63 days, and refused where nothing varies", () => {
    const rng = createRng(3);
    const rows = Array.from({ length: 200 }, (_, day) => ({ day, asset: 0, score: rng.normal(), forward: rng.normal() }));
    expect(informationCoefficient(rows, 1, 0, false)).toMatchObject({ kind: "TIME_SERIES", n: 4 });
    expect(() =>
      informationCoefficient(
        rows.map((row) => ({ ...row, score: 1 })),
        1,
        0,
        false,
      ),
    ).toThrow(/vary/);
  });
});

describe("significance of a Sharpe ratio", () => {
  it("has the figures of Bailey and Lopez de Prado's (2014) example: 0.1132 for the best of 100, 0.9004 deflated", () => {
    const best = expectedBestSharpe(100, 0.5 / 250);
    expect(best).toBeCloseTo(0.1132, 4);
    const deflated = probabilisticSharpe({ sharpe: 2.5 / Math.sqrt(250), n: 1250, skewness: -3, excessKurtosis: 7 }, best);
    expect(deflated).toBeCloseTo(0.9004, 3);
  });

  it("of normal returns is Phi(SR sqrt(n - 1) / sqrt(1 + SR^2 / 2)), and falls with the number of trials", () => {
    const rng = createRng(5);
    const returns = Float64Array.from({ length: 1000 }, () => 0.0005 + 0.01 * rng.normal());
    const [one, many] = [sharpeSignificance(returns, 1), sharpeSignificance(returns, 200)];
    expect(one.deflated).toBe(one.probabilistic);
    expect(many.deflated).toBeLessThan(one.deflated);
    expect(sharpeSignificance(new Float64Array(10), 1)).toMatchObject({ sharpe: 0, probabilistic: 0.5 });
  });
});

it("a backtest by hand: bought the day after the decision, drifting, sold with costs", () => {
  const panel = {
    days: Float64Array.of(0, 1, 2, 3, 4),
    featureNames: [],
    horizon: 1,
    lag: 1,
    assets: [
      {
        name: "a",
        day: Int32Array.of(0, 1, 2, 3, 4),
        close: Float64Array.of(100, 100, 110, 99, 99),
        features: [],
        forward: new Float64Array(5),
      },
    ],
  };
  const result = backtestStrategy(
    panel,
    {
      name: "x",
      decisions: new Map([
        [0, new Map([[0, 1]])],
        [2, new Map([[0, 0]])],
      ]),
      from: 1,
      to: 4,
      cost: 0.01,
      nTrials: 1,
    },
    { periodsPerYear: 252, riskFreeRate: 0 },
  );
  // Day 1: bought at 100 for 1 %; day 2: +10 %; day 3: -10 %, then sold for 1 %; day 4: nothing.
  expect([...result.returns].map((value) => Number(value.toFixed(12)))).toEqual([-0.01, 0.1, Number((0.9 * 0.99 - 1).toFixed(12)), 0]);
  expect(result.turnover).toBeCloseTo(2 / 4, 12);
  expect(result.costs).toBeCloseTo(0.02, 12);
  expect(result.wealth[3]).toBeCloseTo(0.99 * 1.1 * 0.9 * 0.99, 12);
});

it("rules: the best quarter long, the worst short, half of the wealth each; signs; and what does not exist", () => {
  const rows = [3, 1, 2, 0].map((score, asset) => ({ day: 7, asset, score, forward: 0 }));
  expect([...(decisionsOf(rows, "long-short", 0.25, 1, 4).get(7) ?? [])]).toEqual([
    [0, 0.5],
    [3, -0.5],
  ]);
  expect(decisionsOf(rows, "top", 0.5, 1, 4).get(7)).toEqual(
    new Map([
      [0, 0.5],
      [2, 0.5],
    ]),
  );
  expect(decisionsOf(rows, "long-flat", 0.5, 1, 4).get(7)?.get(3)).toBe(0);
  expect(() => decisionsOf(rows, "martingale", 0.5, 1, 4)).toThrow(/sign, long-flat, long-short, top/);
  expect(() => decisionsOf(rows, "long-short", 0.5, 1, 2)).toThrow(/at least 4 assets/);
});

describe("predictMarket", { timeout: 60_000 }, () => {
  it("finds the memory of returns where there is one, and starts the audit on so large an IC; the audit finds nothing that fails", async () => {
    const study = await predictMarket(request());
    expect(study.ic.mean).toBeGreaterThan(0.2);
    expect(study.ic.pValue).toBeLessThan(1e-6);
    expect(study.hitRate.rate).toBeGreaterThan(study.hitRate.majority);
    expect(study.againstNaive).toMatchObject({ better: "a", n: 299 });
    expect(study.strategies.map(({ name }) => name)).toEqual(["strategy", "buy and hold", "equal weight", "naive"]);
    expect(study.strategies[0]?.performance.sharpe).toBeGreaterThan(1);
    expect(study.audit?.findings.filter(({ verdict }) => verdict === "FAIL")).toEqual([]);
    expect(study.audit?.findings.map(({ check }) => check)).toEqual([
      "TRUNCATION",
      "OVERLAP",
      "LAGGED_FEATURES",
      "SINGLE_FEATURE",
      "TARGET_COPY",
    ]);
    expect(await predictMarket(request())).toEqual(study);
  });

  it("finds nothing in noise, and costs make what it does worse than doing nothing", async () => {
    const study = await predictMarket(request({ table: quotes(8, 800, 0, 4) }));
    // Four standard errors of a mean of some 600 daily correlations of 8 assets.
    expect(Math.abs(study.ic.mean)).toBeLessThan(0.06);
    expect(study.againstNaive?.better).not.toBe("a");
    expect(study.audit).toBeNull();
    expect(study.strategies[0]?.costs).toBeGreaterThan(0.1);
  });

  it("a feature that is the future fails the audit by name", async () => {
    const study = await predictMarket(request({ panel: { indicators, columns: ["future"], horizon: 1, lag: 0 } }));
    expect(study.ic.mean).toBeGreaterThan(0.9);
    expect(study.audit?.verdict).toBe("FAIL");
    expect(study.audit?.findings.find(({ check }) => check === "TARGET_COPY")).toMatchObject({
      verdict: "FAIL",
      detail: expect.stringContaining("future"),
    });
  });

  it("a feature computed with later days is found by cutting the table off", () => {
    const { table, panel: spec } = request();
    const panel = buildPanel(table, spec);
    const tampered = {
      ...panel,
      assets: panel.assets.map((asset) => ({
        ...asset,
        features: asset.features.map((values, k) => (k === 1 ? values.map((value, t) => value + (values[t + 1] ?? 0)) : values)),
      })),
    };
    const samples = samplesOf(panel, 1);
    const rows = [{ day: 30, asset: 0, score: 1, forward: 1 }];
    const audit = auditLeakage({ table, spec, panel: tampered, samples, folds: [], rows, ic: 0.3 });
    expect(audit.findings[0]).toMatchObject({ check: "TRUNCATION", verdict: "FAIL", detail: expect.stringContaining("week") });
  });

  it("trains a network of the registry on days in a row, for directions, and stops when told to", { timeout: 30_000 }, async () => {
    const engine = await loadEngine("CPU");
    const network = { kind: "NETWORK", architecture: "gru", params: { units: [3] }, steps: 2, members: 1, epochs: 2 };
    const own = request({
      table: quotes(5, 160, 0.4),
      target: "DIRECTION",
      forecaster: network,
      window: { kind: "EXPANDING", size: 100, refitEvery: 60, embargo: 0 },
      engine,
    });
    const study = await predictMarket(own);
    expect(study.predictions.every(({ score }) => Math.abs(score) <= 0.5)).toBe(true);
    expect(study.againstNaive).toBeNull();
    const controller = new AbortController();
    await expect(predictMarket({ ...own, signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });

  it.each([
    ["a window without room", { window: { kind: "EXPANDING", size: 10, refitEvery: 5, embargo: 0 } }, /rows to train on/],
    ["a cost in percent", { cost: 5 }, /share of what is traded/],
    ["an architecture without an engine", { forecaster: { kind: "NETWORK", architecture: "mlp" } }, /needs an engine/],
    ["a forecaster that does not exist", { forecaster: { kind: "ORACLE" } }, /forecaster/],
    ["no column of closes", { panel: { indicators: { ...indicators, quotes: {} }, horizon: 1, lag: 1 } }, /quotes.close/],
  ] as const)("refuses %s", async (_what, changes, message) => {
    await expect(predictMarket(request(changes as Partial<PredictionRequest>))).rejects.toThrow(message);
  });
});
