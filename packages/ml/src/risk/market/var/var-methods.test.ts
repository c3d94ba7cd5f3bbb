import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../../engine/load.ts";
import { golden, ohlcPrices, percentReturns } from "../testing/sp500.ts";
import { measureOf } from "../volatility/har/range-measures.ts";
import { cornishFisher } from "./cornish-fisher.ts";
import { empiricalTail } from "./empirical-tail.ts";
import { varMethod, varMethods } from "./methods/index.ts";
import { fitParetoTail, lossThresholds } from "./pareto-tail.ts";
import type { FittedVar, VarContext } from "./var-method.ts";
import { type StudiedMethod, studyVar, type VarStudyRequest } from "./var-study.ts";

const returns = percentReturns();
/** Of the day that each return ends with. */
const parkinson = measureOf("parkinson", ohlcPrices(), 100).slice(1);
const of = (from: number, to: number) => ({ returns: returns.slice(from, to), measure: parkinson.slice(from, to) });
const engine = await loadEngine("CPU");
/** Networks small enough for the plain engine, which repeats every rounding. */
const SMALL: Record<string, Record<string, unknown>> = {
  "lstm-quantile": { units: [4], members: 1, epochs: 25, learningRate: 0.03, steps: 2 },
};
const context = (changes: Partial<VarContext> = {}): VarContext => ({ alphas: [0.95, 0.99], horizon: 1, seed: 5, engine, ...changes });
const study = (methods: StudiedMethod[], changes: Partial<VarStudyRequest> = {}) =>
  studyVar({
    series: { returns, measure: parkinson },
    methods,
    alphas: [0.99, 0.95],
    horizon: 1,
    window: { kind: "ROLLING", size: 1000, refitEvery: 20 },
    level: 0.05,
    seed: 1,
    engine: null,
    ...changes,
  });

interface Reference {
  violations: number;
  expected: number;
  mean_var: number;
  z2: number;
  fz0: number;
  pinball: number;
  lr_uc: number;
  lr_ind: number;
  lr_cc: number;
  max_violations_in_250d: number;
  basel_red_days: number | null;
}

it("the rolling backtest of S&P 500 has the reference's hits, ratios, scores and Basel days, for methods without an optimiser", {
  timeout: 30_000,
}, async () => {
  const labels = ["hs250", "hs1000", "ewma94_normal"];
  const { methods, origins } = await study([
    { label: "hs250", method: "historical", params: { window: 250 } },
    { label: "hs1000", method: "historical", params: { window: 1000 } },
    { label: "ewma94_normal", method: "parametric", params: { distribution: "normal", volatility: "ewma", mean: "zero" } },
  ]);
  expect(origins).toHaveLength(golden.rolling.test_days);
  methods.forEach(({ label, reports }, k) => {
    expect(label).toBe(labels[k]);
    reports.forEach((report, a) => {
      const reference = golden.rolling.var_backtests[label][a === 0 ? "p01" : "p05"] as Reference;
      const statistic = (name: string) => report.tests.find((test) => test.name === name)?.statistic as number;
      // 1e-4 relative: the reference has five digits.
      const near = (value: number, expected: number) => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-4);
      expect(report.hits).toBe(reference.violations);
      near(report.expectedHits, reference.expected);
      near(report.meanVar, reference.mean_var);
      near(statistic("kupiec"), reference.lr_uc);
      near(statistic("christoffersen-independence"), reference.lr_ind);
      near(statistic("christoffersen-joint"), reference.lr_cc);
      near(statistic("acerbi-szekely-z2"), reference.z2);
      near(report.scores.fz0 as number, reference.fz0);
      near(report.scores.pinball, reference.pinball);
      expect(report.rolling?.mostHits).toBe(reference.max_violations_in_250d);
      if (reference.basel_red_days !== null) expect(report.rolling?.redDays).toBe(reference.basel_red_days);
    });
  });
});

it("FHS with GJR keeps its coverage over 2,000 days with 2008 in them", { timeout: 30_000 }, async () => {
  const part = returns.slice(0, 3000);
  const { methods } = await study([{ method: "filtered-historical" }], {
    series: { returns: part, measure: null },
    window: { kind: "ROLLING", size: 1000, refitEvery: 100 },
  });
  for (const report of methods[0]?.reports ?? []) {
    for (const name of ["kupiec", "christoffersen-joint"]) expect(report.tests.find((test) => test.name === name)?.rejected).toBe(false);
  }
});

describe.each(varMethods.map((method) => [method.name, method] as const))("VaR method %s", { timeout: 60_000 }, (name, method) => {
  const params = SMALL[name] ?? {};
  let shared: Promise<FittedVar> | undefined;
  const fittedOnce = () => {
    shared ??= method.fit(window, params, context());
    return shared;
  };
  const window = of(0, 700);

  it("gives ES >= VaR > 0, more at a higher level, and the same twice", async () => {
    const fitted = await fittedOnce();
    const series = of(0, 720);
    const first = fitted.forecast(series, 700, 721);
    expect(first.var).toHaveLength(42);
    for (let k = 0; k < 42; k++) {
      expect(first.var[k]).toBeGreaterThan(0);
      expect(first.es[k]).toBeGreaterThanOrEqual(first.var[k] as number);
      if (k % 2 === 1) expect(first.var[k]).toBeGreaterThan(first.var[k - 1] as number);
    }
    expect((await method.fit(window, params, context())).forecast(series, 700, 721)).toEqual(first);
  });

  it("knows nothing of the day it forecasts, nor of later ones", async () => {
    const fitted = await fittedOnce();
    const other = of(0, 720);
    other.returns.fill(-9, 710);
    other.measure?.fill(99, 710);
    const [a, b] = [fitted.forecast(of(0, 720), 700, 711), fitted.forecast(other, 700, 711)];
    expect(b).toEqual(a);
  });

  it("spans ten days with more than one day's risk, and less than ten times", async () => {
    const at = async (horizon: number) =>
      (await method.fit(window, params, context({ horizon, alphas: [0.95] }))).forecast(window, 700, 701).var[0] as number;
    const [day, tenDays] = [await at(1), await at(10)];
    expect(tenDays).toBeGreaterThan(1.5 * day);
    expect(tenDays).toBeLessThan(6 * day);
  });

  it("percents are a hundred times decimals", async () => {
    const percent = (await fittedOnce()).forecast(window, 700, 701);
    const small = { returns: window.returns.map((value) => value / 100), measure: parkinson.slice(0, 700).map((value) => value / 1e4) };
    const decimal = (await method.fit(small, params, context())).forecast(small, 700, 701);
    // 1e-4 relative: an optimiser stops where its tolerance says, a network reads float32.
    for (const part of ["var", "es"] as const)
      percent[part].forEach((value, k) => {
        expect(Math.abs((100 * (decimal[part][k] as number)) / value - 1)).toBeLessThan(1e-4);
      });
  });

  it("offers a JSON Schema in which every parameter has a title, and refuses one it does not have", async () => {
    const { properties } = method.paramsJsonSchema() as { properties: Record<string, unknown> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    await expect(method.fit(window, { noSuchParameter: 1 }, context())).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it.each([
    ["a constant", new Float64Array(700).fill(0.01), "DEGENERATE_SERIES"],
    ["a hole", window.returns.map((value, t) => (t === 9 ? Number.NaN : value)), "INVALID_INPUT"],
    ["ten days", window.returns.slice(0, 10), "INVALID_INPUT"],
  ])("refuses %s", async (_what, values, code) => {
    const series = { returns: values, measure: parkinson.slice(0, values.length) };
    await expect(method.fit(series, params, context())).rejects.toMatchObject({ code });
  });
});

it("a standard normal sample has the normal's VaR and ES by every parametric way", async () => {
  const rng = createRng(2);
  const sample = Float64Array.from({ length: 20_000 }, () => rng.normal());
  const multiples = golden.closed_forms;
  for (const distribution of ["normal", "t", "cornish-fisher"]) {
    const fitted = await varMethod("parametric").fit(
      { returns: sample, measure: null },
      { distribution, volatility: "sample" },
      context({ alphas: [0.99, 0.975] }),
    );
    const { var: valueAtRisk, es } = fitted.forecast({ returns: sample, measure: null }, 20_000, 20_001);
    // 4 %: sampling error of 20,000 draws in moments and degrees of freedom.
    expect(Math.abs((valueAtRisk[0] as number) / multiples.normal_z_99 - 1)).toBeLessThan(0.04);
    expect(Math.abs((es[0] as number) / multiples.normal_es_99_multiple - 1)).toBeLessThan(0.04);
    expect(Math.abs((es[1] as number) / multiples.normal_es_975_multiple - 1)).toBeLessThan(0.04);
  }
});

describe("Cornish and Fisher", () => {
  it("has the reference's quantile, and the normal's without skewness and kurtosis", () => {
    const { p, skew, excess_kurt, z_cf } = golden.closed_forms.cornish_fisher;
    expect(Math.abs(cornishFisher(p, skew, excess_kurt).quantile - z_cf)).toBeLessThan(1e-8);
    expect(cornishFisher(0.025, 0, 0).mean).toBeCloseTo(-golden.closed_forms.normal_es_975_multiple, 8);
  });

  it("its tail mean is the mean of its quantiles below", () => {
    const steps = 20_000;
    let sum = 0;
    for (let k = 0; k < steps; k++) sum += cornishFisher((0.05 * (k + 0.5)) / steps, -0.4, 2).quantile / steps;
    // 2e-3 absolute: the midpoint rule at the far end of the tail.
    expect(Math.abs(cornishFisher(0.05, -0.4, 2).mean - sum)).toBeLessThan(2e-3);
  });

  it("is refused where it turns round in the tail", () => {
    expect(() => cornishFisher(0.01, 3, 1)).toThrow(expect.objectContaining({ code: "OUT_OF_DOMAIN" }));
  });
});

describe("the empirical tail", () => {
  it("by hand: of 250 values the worst percent is two", () => {
    const ascending = Float64Array.from({ length: 250 }, (_, k) => k - 250);
    expect(empiricalTail(ascending, 0.01)).toEqual({ quantile: -249, mean: -249.5 });
    expect(empiricalTail(ascending, 1 - 0.95).quantile).toBe(-239);
    expect(empiricalTail(Float64Array.of(-4, -3, -2, -1), 0.5)).toEqual({ quantile: -3, mean: -3.5 });
  });

  it("of a sample that holds none of it is refused with the number needed", () => {
    expect(() => empiricalTail(new Float64Array(50), 1 - 0.99)).toThrow(/at least 100/);
  });
});

it("a study can be cancelled, and refuses labels that clash", async () => {
  const controller = new AbortController();
  const running = study([{ method: "filtered-historical" }], { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(study([{ method: "historical" }, { method: "historical" }])).rejects.toThrow(/own label/);
  await expect(study([{ method: "garchy" }])).rejects.toThrow(/filtered-historical/);
});

describe("extreme values", () => {
  it("the tail of a sample of exact Pareto quantiles is found again: shape 0.25, VaR and ES by the closed form", () => {
    const n = 20_000;
    // Losses (1 - u)^(-1/4): shape 1/4, and the p-quantile p^(-1/4), with mean 4/3 of it beyond.
    const losses = Float64Array.from({ length: n }, (_, k) => (1 - (k + 0.5) / n) ** -0.25);
    const tail = fitParetoTail(losses, 0.1);
    expect(Math.abs(tail.shape - 0.25)).toBeLessThan(0.01);
    const { var: valueAtRisk, es } = tail.at(0.999);
    // 1 %: the sample's own last quantiles.
    expect(Math.abs(valueAtRisk / 0.001 ** -0.25 - 1)).toBeLessThan(0.01);
    expect(Math.abs(es / ((4 / 3) * 0.001 ** -0.25) - 1)).toBeLessThan(0.01);
    expect(tail.beyond(1)).toBeCloseTo(tail.threshold, 12);
    expect(() => tail.at(0.85)).toThrow(/body of the sample/);
  });

  it("an infinite ES is refused, not printed", () => {
    const losses = Float64Array.from({ length: 5000 }, (_, k) => (1 - (k + 0.5) / 5000) ** -1.3);
    expect(() => fitParetoTail(losses, 0.1).at(0.99)).toThrow(expect.objectContaining({ code: "OUT_OF_DOMAIN" }));
  });

  it("diagnostics cover thresholds from the median loss on", () => {
    const { meanExcess, stability, hill } = lossThresholds(returns);
    expect(meanExcess.length).toBeGreaterThan(20);
    expect(stability.every(({ shape }) => Math.abs(shape) < 1)).toBe(true);
    expect(hill.length).toBe(meanExcess.length);
  });
});
