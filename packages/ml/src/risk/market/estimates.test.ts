import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import { type Estimates, keptEstimates, newEstimates } from "./estimates.ts";
import { scheduledFit } from "./fit-schedule.ts";
import type { MarketSeries } from "./series.ts";
import { continuedSeries, type StoredSeries } from "./stored-series.ts";
import { varMethods } from "./var/methods/index.ts";
import { volatilityModels } from "./volatility/models/index.ts";

/** 640 days of a GARCH(1, 1) in decimals with a noisy measure of each day's variance. */
function simulated(): MarketSeries {
  const rng = createRng(11);
  let variance = 1e-4;
  const days = Array.from({ length: 640 }, () => {
    const value = Math.sqrt(variance) * rng.normal();
    const measure = variance * Math.exp(0.3 * rng.normal());
    variance = 2e-6 + 0.08 * value * value + 0.9 * variance;
    return { value, measure };
  });
  return { returns: Float64Array.from(days, ({ value }) => value), measure: Float64Array.from(days, ({ measure }) => measure) };
}
const all = simulated();
const rows = (to: number): MarketSeries => ({ returns: all.returns.slice(0, to), measure: all.measure?.slice(0, to) ?? null });
const engine = await loadEngine("CPU");
const SMALL = { units: [4], members: 2, epochs: 1, steps: 3 };
const stored = ({ values }: Estimates) => keptEstimates(JSON.parse(JSON.stringify(values)));
/** Whoever trains hears it. */
const signal = AbortSignal.abort();

describe.each(volatilityModels.map((model) => [model.name, model] as const))("volatility model %s", { timeout: 60_000 }, (_name, model) => {
  it("out of its stored estimates forecasts later rows as the fit itself does, and neither searches nor trains", async () => {
    const params = model.needsEngine ? SMALL : {};
    const context = { horizons: [1, 5], seed: 3, standardErrors: false, engine, estimates: newEstimates() };
    const fitted = await model.fit(rows(600), params, context);
    const again = await model.fit(rows(600), params, { ...context, signal, estimates: stored(context.estimates) });
    expect(again.forecast(rows(630), 600, 631)).toEqual(fitted.forecast(rows(630), 600, 631));
    expect(again.parameters).toEqual(fitted.parameters);
  });
});

describe.each(varMethods.map((method) => [method.name, method] as const))("VaR method %s", { timeout: 60_000 }, (name, method) => {
  it("out of its stored estimates forecasts later rows as the fit itself does, and neither searches nor trains", async () => {
    const params = method.needsEngine ? SMALL : name === "parametric" ? { distribution: "t" } : {};
    for (const horizon of [1, 5]) {
      const context = { alphas: [0.95, 0.99], horizon, seed: 3, engine, estimates: newEstimates() };
      const fitted = await method.fit(rows(600), params, context);
      const again = await method.fit(rows(600), params, { ...context, signal, estimates: stored(context.estimates) });
      expect(again.forecast(rows(630), 625, 631)).toEqual(fitted.forecast(rows(630), 625, 631));
    }
  });
});

it("parameters are those that are stored, not those that the rows would give", async () => {
  const gjr = volatilityModels.find(({ name }) => name === "gjr");
  const context = { horizons: [1], seed: 3, standardErrors: false, engine: null, estimates: newEstimates() };
  const fitted = await gjr?.fit(rows(600), {}, context);
  const changed = stored(context.estimates);
  // The mean, in units of the returns' deviation.
  const { x } = changed.values.maximum as { x: number[] };
  x[0] = (x[0] as number) + 0.5;
  const other = await gjr?.fit(rows(600), {}, { ...context, estimates: changed });
  const mean = (of: typeof fitted) => of?.parameters[0]?.value ?? 0;
  const deviation = Math.sqrt(all.returns.slice(0, 600).reduce((sum, r, _t, { length }) => sum + (r * r) / length, 0));
  expect((mean(other) - mean(fitted)) / deviation).toBeCloseTo(0.5, 2);
  await expect(gjr?.fit(rows(600), {}, { ...context, estimates: keptEstimates({}) })).rejects.toMatchObject({ code: "DAMAGED_FIT" });
});

describe("rows after those of a fit", () => {
  const of = (from: number, to: number): StoredSeries => ({
    through: { at: to - 1, day: null },
    returns: Array.from(all.returns.subarray(from, to)),
    measure: null,
    estimates: [],
  });
  const later = (from: number, to: number): MarketSeries => ({ returns: all.returns.slice(from, to), measure: null });

  it("go on from it, also where the new series begins later than the fit", () => {
    expect(continuedSeries(of(10, 50), later(0, 60), 49)?.returns).toEqual(all.returns.slice(10, 60));
    expect(continuedSeries(of(10, 50), later(45, 60), 4)?.returns).toEqual(all.returns.slice(10, 60));
  });

  it("are none where the last row is missing, a row was revised, or the series is another", () => {
    expect(continuedSeries(of(10, 50), later(50, 60), null)).toBeNull();
    const revised = later(0, 60);
    revised.returns[30] = 0.5;
    expect(continuedSeries(of(10, 50), revised, 49)).toBeNull();
    expect(continuedSeries(of(10, 50), later(100, 160), 49)).toBeNull();
  });

  it.each([
    [500, 500, { source: "STORED", begin: 500 }],
    [500, 519, { source: "STORED", begin: 500 }],
    [500, 520, { source: "DUE", begin: 520 }],
    [500, 547, { source: "DUE", begin: 540 }],
    [500, 499, { source: "OTHER_ROWS", begin: 499 }],
    [null, 700, { source: "OTHER_ROWS", begin: 700 }],
  ])("are forecast by the fit of the schedule: fitted before row %s, asked at %s", (at, end, expected) => {
    expect(scheduledFit({ isStored: true, at, end, refitEvery: 20 })).toEqual(expected);
    expect(scheduledFit({ isStored: false, at: null, end, refitEvery: 20 })).toEqual({ source: "NOT_STORED", begin: end });
  });
});
