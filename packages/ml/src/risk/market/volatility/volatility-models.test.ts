import { describe, expect, it } from "vitest";
import { loadEngine } from "../../../engine/load.ts";
import type { MarketSeries } from "../series.ts";
import { golden, ohlcPrices, percentReturns } from "../testing/sp500.ts";
import { gammaRegression } from "./har/gamma-regression.ts";
import { harRegression } from "./har/har-regression.ts";
import { harTerms, logTerms } from "./har/har-terms.ts";
import { measureOf, RANGE_MEASURES } from "./har/range-measures.ts";
import { volatilityModel, volatilityModels } from "./models/index.ts";
import type { FittedVolatility, VolatilityContext } from "./volatility-model.ts";
import { studyVolatility } from "./volatility-study.ts";

const returns = percentReturns();
/** Of the day that each return ends with. */
const parkinson = measureOf("parkinson", ohlcPrices(), 100).slice(1);
const data = (from: number, to: number): MarketSeries => ({ returns: returns.slice(from, to), measure: parkinson.slice(from, to) });
/** The plain engine repeats every rounding; networks small enough for it, whatever the defaults are. */
const engine = await loadEngine("CPU");
const context: VolatilityContext = { horizons: [1, 5, 22], seed: 3, standardErrors: true, engine };
const SMALL = { units: [4], members: 1, epochs: 2, steps: 3 };

describe.each(volatilityModels.map((model) => [model.name, model] as const))("volatility model %s", { timeout: 60_000 }, (_name, model) => {
  const params = model.needsEngine ? SMALL : {};
  let shared: Promise<FittedVolatility> | undefined;
  const fittedOnce = () => {
    shared ??= model.fit(data(0, 400), params, context);
    return shared;
  };
  it("forecasts positive variances that grow with the horizon, the same twice", async () => {
    const fitted = await fittedOnce();
    const first = fitted.forecast(data(0, 420), 400, 421);
    expect(first).toHaveLength(63);
    for (let o = 0; o < 21; o++) {
      const [day = 0, week = 0, month = 0] = first.subarray(3 * o, 3 * o + 3);
      expect(day).toBeGreaterThan(0);
      expect(week).toBeGreaterThan(day);
      expect(month).toBeGreaterThan(week);
    }
    expect((await model.fit(data(0, 400), params, context)).forecast(data(0, 420), 400, 421)).toEqual(first);
  });

  it("knows nothing of the day it forecasts, nor of later ones", async () => {
    const fitted = await fittedOnce();
    const other = data(0, 420);
    other.returns.fill(9, 410);
    other.measure?.fill(50, 410);
    expect(fitted.forecast(other, 400, 411)).toEqual(fitted.forecast(data(0, 420), 400, 411));
    // Nor does it need them.
    const alone = fitted.forecast(data(0, 405), 405, 406);
    fitted.forecast(data(0, 420), 405, 406).forEach((value, k) => {
      expect(Math.abs((alone[k] as number) / value - 1)).toBeLessThan(1e-6);
    });
  });

  it("percents give ten thousand times the variances of decimals", async () => {
    const percent = (await fittedOnce()).forecast(data(0, 400), 400, 401);
    const small = { returns: returns.slice(0, 400).map((r) => r / 100), measure: parkinson.slice(0, 400).map((m) => m / 1e4) };
    const decimal = (await model.fit(small, params, context)).forecast(small, 400, 401);
    // 1e-4 relative: an optimiser stops where its tolerance says, a network reads float32.
    percent.forEach((value, k) => {
      expect(Math.abs((1e4 * (decimal[k] as number)) / value - 1)).toBeLessThan(1e-4);
    });
  });

  it("offers a JSON Schema in which every parameter has a title, and refuses one it does not have", async () => {
    const { properties } = model.paramsJsonSchema() as { properties: Record<string, unknown> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    await expect(model.fit(data(0, 400), { noSuchParameter: 1 }, context)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("refuses a constant series, a hole, a short series, and closes only where it needs a range", async () => {
    const measure = parkinson.slice(0, 400);
    const fit = (values: Float64Array, own: Float64Array | null = measure) => model.fit({ returns: values, measure: own }, params, context);
    await expect(fit(new Float64Array(400))).rejects.toMatchObject({ code: "DEGENERATE_SERIES" });
    await expect(fit(returns.slice(0, 400).fill(Number.NaN, 5, 6))).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(fit(returns.slice(0, 15), measure.slice(0, 15))).rejects.toMatchObject({ code: "INVALID_INPUT" });
    if (model.needsEngine) {
      const none = { ...context, engine: null };
      await expect(model.fit(data(0, 400), params, none)).rejects.toThrow(/needs an engine/);
    }
    if (model.needsMeasure) await expect(fit(returns.slice(0, 400), null)).rejects.toThrow(/high and low/);
  });
});

describe("HAR on the Parkinson range of S&P 500", () => {
  const reference = golden.har_parkinson;
  const all = measureOf("parkinson", ohlcPrices(), 100);
  const near = (actual: ArrayLike<number>, expected: readonly number[]) =>
    expected.forEach((value, k) => {
      expect(Math.abs((actual[k] as number) / value - 1)).toBeLessThan(reference.tol_rel);
    });

  it("has the reference's mean, coefficients and R2, in levels and in logarithms", () => {
    near([all.reduce((sum, value) => sum + value / all.length, 0)], [reference.mean_pk]);
    const terms = harTerms(all);
    const levels = harRegression(all, [
      ["day", terms.day],
      ["week", terms.week],
      ["month", terms.month],
    ]);
    near(levels.coefficients, reference.params_c_d_w_m);
    near([levels.r2, levels.residuals.length], [reference.r2, reference.nobs]);
    const { day, week, month } = logTerms(terms);
    const logs = harRegression(all.map(Math.log), [
      ["day", day],
      ["week", week],
      ["month", month],
    ]);
    near(logs.coefficients, reference.log_har_params);
    near([logs.r2], [reference.log_har_r2]);
  });
});

it("range measures by hand: O = 100, H = 110, L = 95, C = 105", () => {
  const prices = { open: [100], high: [110], low: [95], close: [105] };
  const [range, body] = [Math.log(110 / 95), Math.log(1.05)];
  const expected = {
    parkinson: range ** 2 / (4 * Math.LN2),
    "garman-klass": 0.5 * range ** 2 - (2 * Math.LN2 - 1) * body ** 2,
    "rogers-satchell": Math.log(110 / 105) * Math.log(1.1) + Math.log(95 / 105) * Math.log(0.95),
  };
  for (const kind of RANGE_MEASURES) {
    expect(measureOf(kind, prices)[0]).toBeCloseTo(expected[kind], 14);
    expect(() => measureOf(kind, { ...prices, low: [-1] })).toThrow(/positive/);
    expect(() => measureOf(kind, { ...prices, high: [104] })).toThrow(/enclose/);
  }
});

it("gamma regression: with a constant alone the mean, with one column the score is zero", () => {
  const y = Float64Array.of(1, 0, 4, 2.5, 0.5);
  const constant = gammaRegression(new Float64Array(5).fill(1), y, 1);
  expect(Math.exp(constant.coefficients[0] as number)).toBeCloseTo(1.6, 12);
  expect(constant.qlike).toBeCloseTo(Math.log(1.6) + 1, 12);
  const x = Float64Array.of(1, -1, 1, 0, 1, 2, 1, 1, 1, -0.5);
  const { coefficients } = gammaRegression(x, y, 2);
  const off = Array.from(
    y,
    (value, t) => 1 - value / Math.exp((coefficients[0] as number) + (coefficients[1] as number) * (x[2 * t + 1] as number)),
  );
  expect(off.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
  expect(off.reduce((sum, value, t) => sum + value * (x[2 * t + 1] as number), 0)).toBeCloseTo(0, 6);
});

describe("a study of volatility", () => {
  it("has the reference's losses of EWMA, and compares pairs, sets and combinations on the same days", { timeout: 30_000 }, async () => {
    const study = await studyVolatility({
      data: { returns, measure: parkinson },
      models: [
        { model: "ewma" },
        { label: "gamma", model: "gamma-har", window: { kind: "EXPANDING", size: 1000, refitEvery: 250 } },
        { model: "log-har", window: { kind: "ROLLING", size: 1000, refitEvery: 250 } },
      ],
      combinations: [{ label: "both", members: ["ewma", "gamma"] }],
      window: { kind: "ROLLING", size: 1000, refitEvery: 500 },
      horizons: [1, 10],
      proxy: "SQUARED_RETURN",
      seed: 1,
      engine: null,
    });
    const loss = (label: string, horizon: number) => study.losses.find((entry) => entry.label === label && entry.horizon === horizon);
    const reference = golden.rolling.volatility_forecast;
    // 1e-6 absolute for what nothing is estimated of, and for a convex fit.
    expect(Math.abs((loss("ewma", 1)?.qlike as number) - reference.ewma.qlike_r2)).toBeLessThan(1e-6);
    expect(Math.abs((loss("ewma", 1)?.mse as number) - reference.ewma.mse_r2)).toBeLessThan(1e-4);
    expect(Math.abs((loss("gamma", 1)?.qlike as number) - reference.gamma_glm_har_leverage_expanding.qlike_r2)).toBeLessThan(1e-6);
    expect(loss("ewma", 1)?.n).toBe(4030);
    expect(loss("ewma", 10)?.n).toBe(4021);
    expect(study.comparisons).toHaveLength(2 * 2 * 6);
    const gamma = study.comparisons.find(
      ({ a, b, horizon, loss: kind }) => a === "ewma" && b === "gamma" && horizon === 1 && kind === "QLIKE",
    );
    expect(gamma).toMatchObject({ better: "b", lags: 15, n: 4030 });
    for (const { members } of study.confidenceSets) expect(members.some(({ isMember }) => isMember)).toBe(true);
    const [own, other, both] = ["ewma", "gamma", "both"].map(
      (label) => study.forecasts.find((entry) => entry.label === label)?.variance[100] as number,
    );
    expect((both as number) ** 2).toBeCloseTo((own as number) * (other as number), 10);
  });

  it("can be cancelled, and says which label is missing or taken twice", async () => {
    const request = {
      data: data(0, 900),
      models: [{ model: "ewma" }, { model: "gjr" }],
      window: { kind: "ROLLING", size: 500, refitEvery: 50 },
      horizons: [1],
      proxy: "SQUARED_RETURN",
      seed: 1,
      engine: null,
    } as const;
    const controller = new AbortController();
    await expect(studyVolatility({ ...request, signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    await expect(studyVolatility({ ...request, models: [{ model: "ewma" }, { model: "ewma" }] })).rejects.toThrow(/own label/);
    await expect(studyVolatility({ ...request, combinations: [{ label: "x", members: ["ewma", "har"] }] })).rejects.toThrow(/no 'har'/);
    expect(() => volatilityModel("garchy")).toThrow(/ewma, arch, garch/);
  });
});
