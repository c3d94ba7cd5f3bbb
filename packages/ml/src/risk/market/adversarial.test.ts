import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { innovation } from "./innovations/index.ts";
import { varMethods } from "./var/methods/index.ts";
import { studyVar } from "./var/var-study.ts";
import { fitGarch } from "./volatility/garch/garch-fit.ts";
import { garchProcess } from "./volatility/garch/garch-process.ts";
import { volatilityModels } from "./volatility/models/index.ts";

const ROWS = 450;
const rng = createRng(17);
const noise = (n = ROWS) => Float64Array.from({ length: n }, () => 0.01 * rng.normal());

/** A GARCH path; alpha + beta may be one. */
function path(alpha: number, beta: number, n = ROWS): Float64Array {
  let h = 1e-4;
  return Float64Array.from({ length: n }, () => {
    const e = Math.sqrt(h) * rng.normal();
    h = 1e-6 + alpha * e * e + beta * h;
    return e;
  });
}

/** Series that break what is written for well-behaved ones. */
const series: Record<string, Float64Array> = {
  "sixty rows": noise(60),
  "one return of -10,000 %": noise().map((value, t) => (t === 200 ? -100 : value)),
  "a crash on the last day": noise().map((value, t) => (t === ROWS - 1 ? -5 : value)),
  "a crash on the first day": noise().map((value, t) => (t === 0 ? -5 : value)),
  "a market closed at the start": noise().map((value, t) => (t < 150 ? 0 : value)),
  "a market closed at the end": noise().map((value, t) => (t > 300 ? 0 : value)),
  "a price filled forward": noise().map((value, t) => (t > 150 && t < 330 ? 0 : value)),
  "a third of zeros": noise().map((value) => (rng.next() < 0.33 ? 0 : value)),
  "nine zeros of ten": noise().map((value) => (rng.next() < 0.9 ? 0 : value)),
  "steps of a tick": noise().map((value) => Math.round(value * 100) / 100),
  "integrated variance": path(0.1, 0.9),
  "no memory, all reaction": path(0.95, 0),
  "a memory of years": path(0.01, 0.989),
  "variance up ten thousand times": noise().map((value, t) => (t < ROWS / 2 ? value : 100 * value)),
  "variance down ten thousand times": noise().map((value, t) => (t < ROWS / 2 ? value : value / 100)),
  "no mean and no variance (Cauchy)": Float64Array.from({ length: ROWS }, () => 0.01 * Math.tan(Math.PI * (rng.next() - 0.5))),
  "gains alone": noise().map(Math.abs),
  "losses alone": noise().map((value) => -Math.abs(value)),
  "a wave": Float64Array.from({ length: ROWS }, (_, t) => Math.sin(t / 10)),
  "a level in place of returns": noise().map((value) => 1e6 + value),
  "units of 1e-70": noise().map((value) => 1e-68 * value),
  "units of 1e70": noise().map((value) => 1e72 * value),
};
const measureOf = (returns: Float64Array) => returns.map((value) => 0.7 * value * value);

/** The answer, or null where the series was refused by a typed error that says more than its code. */
async function answered<T>(compute: () => Promise<T>): Promise<T | null> {
  try {
    return await compute();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).kind).not.toBe("bug");
    expect((error as AppError).message.length).toBeGreaterThan(40);
    return null;
  }
}

describe.each(Object.entries(series))("%s", { timeout: 30_000 }, (_name, returns) => {
  const n = returns.length;
  const data = { returns, measure: measureOf(returns) };
  it.each(volatilityModels.filter(({ needsEngine }) => !needsEngine).map((model) => [model.name, model] as const))(
    "%s refuses it in words, or gives variances and standard errors that are numbers",
    async (_model, model) => {
      const context = { horizons: [1, 5], seed: 1, standardErrors: true, engine: null };
      const fit = await answered(() => model.fit(data, {}, context));
      if (!fit) return;
      for (const value of fit.forecast(data, n - 3, n + 1)) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
      }
      for (const { value, standardError, robustStandardError } of fit.parameters)
        for (const number of [value, standardError ?? 0, robustStandardError ?? 0]) expect(number).toSatisfy(Number.isFinite);
      for (const value of Object.values(fit.statistics)) expect(value).toSatisfy(Number.isFinite);
    },
  );

  it.each(varMethods.filter(({ needsEngine }) => !needsEngine).map((method) => [method.name, method] as const))(
    "%s refuses it in words, or gives ES of at least VaR, more at a higher level",
    async (_method, method) => {
      const forecast = await answered(async () => {
        const fit = await method.fit(data, {}, { alphas: [0.95, 0.99], horizon: 1, seed: 1, engine: null });
        return fit.forecast(data, n - 3, n + 1);
      });
      if (!forecast) return;
      forecast.var.forEach((value, k) => {
        expect(value).toSatisfy(Number.isFinite);
        // 1e-12 relative: a mean of equal losses is their value but for rounding.
        expect(forecast.es[k]).toBeGreaterThanOrEqual(value - 1e-12 * Math.abs(value));
        if (k % 2 === 1) expect(value).toBeGreaterThanOrEqual(forecast.var[k - 1] as number);
      });
    },
  );
});

it("a walk that meets a stretch it cannot fit says which rows those are", async () => {
  const returns = noise(900).map((value, t) => (t >= 420 && t < 640 ? 0 : value));
  const walk = studyVar({
    series: { returns, measure: null },
    methods: [{ label: "mine", method: "garch" }],
    alphas: [0.95],
    horizon: 1,
    window: { kind: "ROLLING", size: 400, refitEvery: 100 },
    level: 0.05,
    seed: 1,
    engine: null,
  });
  // Fits begin on rows 0, 100, 200 and so on: rows 200 to 599 hold 180 zeros, rows 300 to 699 all 220.
  await expect(walk).rejects.toMatchObject({
    code: "DEGENERATE_SERIES",
    message: expect.stringMatching(/^'mine', fitted on rows 300 to 699: 220 of 400/),
  });
});

it("the two starts that are followed find what all of them find", { timeout: 60_000 }, () => {
  const spec = { process: garchProcess({ p: 1, o: 1, q: 1 }), innovation: innovation("t"), mean: "constant" as const };
  for (const [alpha, beta] of [
    [0.05, 0.9],
    [0.2, 0.5],
    [0.02, 0.97],
    [0.4, 0.1],
    [0.1, 0.9],
  ] as const) {
    const returns = path(alpha, beta, 800);
    const loglik = (nStarts: number) => fitGarch(spec, returns, { standardErrors: false, nStarts }).logLikelihood;
    // 1e-3 absolute, of a log-likelihood of some 2,500.
    expect(loglik(2)).toBeGreaterThan(loglik(27) - 1e-3);
  }
});
