import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { innovation } from "../../innovations/index.ts";
import { golden, percentReturns } from "../../testing/sp500.ts";
import { egarchProcess } from "./egarch-process.ts";
import { fitGarch } from "./garch-fit.ts";
import type { GarchSpec } from "./garch-likelihood.ts";
import { garchProcess } from "./garch-process.ts";

interface Reference {
  params: Record<string, number>;
  std_err_robust: Record<string, number>;
  loglik: number;
  aic: number;
  bic: number;
  last_cond_vol: number;
  first_cond_vol: number;
  variance_forecast: number[];
}

const specOf = (key: string): GarchSpec => {
  const [process = "", errors = ""] = key.split("_");
  const orders = { p: 1, o: process === "garch11" ? 0 : 1, q: 1 };
  return {
    process: process === "egarch11" ? egarchProcess(orders) : garchProcess(orders),
    innovation: innovation(errors === "skewt" ? "skew-t" : errors),
    mean: "constant",
  };
};
const returns = percentReturns();
const references = Object.entries(golden.insample_fits as Record<string, Reference>).filter(([key]) => !key.startsWith("_"));

describe.each(references)("S&P 500, %s", (key, reference) => {
  const fit = fitGarch(specOf(key), returns);

  it("reaches the likelihood and the parameters of the package arch", () => {
    expect(fit.logLikelihood).toBeGreaterThan(reference.loglik - 1e-3);
    expect(fit.logLikelihood).toBeLessThan(reference.loglik + 0.05);
    expect(Math.abs(fit.aic - reference.aic)).toBeLessThan(0.01);
    expect(Math.abs(fit.bic - reference.bic)).toBeLessThan(0.01);
    for (const { name, value } of fit.parameters) {
      const expected = reference.params[name] as number;
      // 0.1 % or 1e-4, where arch stopped a little before the maximum.
      expect(Math.abs(value - expected)).toBeLessThan(Math.max(1e-3 * Math.abs(expected), 1e-4));
    }
    expect(Math.sqrt(fit.variance[returns.length - 1] as number)).toBeCloseTo(reference.last_cond_vol, 3);
    expect(Math.sqrt(fit.variance[0] as number)).toBeCloseTo(reference.first_cond_vol, 3);
  });

  it("gives its robust standard errors", () => {
    for (const { name, robustStandardError } of fit.parameters) {
      // EGARCH's gradient jumps in the mean (see standard-errors.ts): the reference's figures that hang on it are numerical noise.
      if (key.startsWith("egarch") && !/alpha|gamma/.test(name)) continue;
      const expected = reference.std_err_robust[name] as number;
      expect(Math.abs((robustStandardError as number) / expected - 1)).toBeLessThan(0.02);
    }
  });

  it("forecasts its variances", () => {
    const { process, innovation: errors } = fit.spec;
    const residuals = returns.map((value) => value - fit.mean);
    const past = { residuals, variance: fit.variance, backcast: fit.backcast };
    const expected = process.expected(fit.theta, errors, fit.shape, past, reference.variance_forecast.length) as Float64Array;
    // arch counts half of a skewed error's variance below zero; only the first day does not hang on that.
    const days = key.endsWith("skewt") ? 1 : reference.variance_forecast.length;
    for (let day = 0; day < days; day++) {
      expect(Math.abs((expected[day] as number) / (reference.variance_forecast[day] as number) - 1)).toBeLessThan(1e-3);
    }
  });
});

it("decimals, percents and basis points give the same fit in their own units", () => {
  const part = returns.subarray(0, 1500);
  for (const key of ["gjr11_t", "egarch11_normal"]) {
    const percent = fitGarch(specOf(key), part);
    const decimal = fitGarch(
      specOf(key),
      part.map((value) => value / 100),
    );
    expect(decimal.logLikelihood - 1500 * Math.log(100)).toBeCloseTo(percent.logLikelihood, 6);
    expect((decimal.variance.at(-1) as number) * 1e4).toBeCloseTo(percent.variance.at(-1) as number, 8);
    decimal.parameters.forEach(({ name, robustStandardError, value }, i) => {
      const [own, factor] = [percent.parameters[i], name === "mu" ? 100 : name === "omega" && key.startsWith("gjr") ? 1e4 : 1];
      if (name === "omega" && key.startsWith("egarch")) return;
      expect(value * factor).toBeCloseTo(own?.value as number, 6);
      expect(((robustStandardError as number) * factor) / (own?.robustStandardError as number)).toBeCloseTo(1, 3);
    });
  }
});

/** GARCH(1, 1) with normal errors, 500 days to settle. */
function simulated(seed: number, n: number): Float64Array {
  const rng = createRng(seed);
  let h = 1;
  const out = new Float64Array(n);
  for (let t = -500; t < n; t++) {
    const e = Math.sqrt(h) * rng.normal();
    if (t >= 0) out[t] = e;
    h = 0.05 + 0.08 * e * e + 0.87 * h;
  }
  return out;
}

it("recovers the parameters of a simulated GARCH(1, 1): z values of 40 samples are like standard normal ones", () => {
  const spec: GarchSpec = { process: garchProcess({ p: 1, o: 0, q: 1 }), innovation: innovation("normal"), mean: "constant" };
  const z: number[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    const fit = fitGarch(spec, simulated(seed, 2000));
    for (const [name, truth] of [
      ["alpha[1]", 0.08],
      ["beta[1]", 0.87],
    ] as const) {
      const found = fit.parameters.find((parameter) => parameter.name === name);
      z.push(((found?.value as number) - truth) / (found?.standardError as number));
    }
  }
  // 80 values, 5 % beyond two standard errors expected; 14 or more have a chance below 1 in 10,000.
  expect(z.filter((value) => Math.abs(value) > 2).length).toBeLessThan(14);
  expect(z.filter((value) => Math.abs(value) > 5)).toEqual([]);
});

it("more lags never fit worse, and ARCH is GARCH without memory", () => {
  const part = returns.subarray(1000, 3000);
  const loglik = (p: number, o: number, q: number) =>
    fitGarch({ process: garchProcess({ p, o, q }), innovation: innovation("t"), mean: "constant" }, part, { standardErrors: false })
      .logLikelihood;
  const one = loglik(1, 0, 1);
  // 1e-3 absolute: where a lag adds nothing, both stop within the tolerance of the maximum.
  expect(loglik(2, 0, 1)).toBeGreaterThan(one - 1e-3);
  expect(loglik(1, 1, 1)).toBeGreaterThan(one - 1e-3);
  expect(loglik(1, 0, 0)).toBeLessThan(one);
  expect(loglik(5, 0, 0)).toBeGreaterThan(loglik(1, 0, 0));
});

describe("refuses", () => {
  const spec = specOf("garch11_normal");
  it("a constant, a series that knows two values, one that is short and one with a hole", () => {
    const code = (values: Float64Array) => {
      try {
        fitGarch(spec, values);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return "none";
    };
    expect(code(new Float64Array(500))).toBe("DEGENERATE_SERIES");
    expect(code(new Float64Array(500).fill(0.1))).toBe("DEGENERATE_SERIES");
    expect(code(Float64Array.from({ length: 500 }, (_, t) => Number(t === 7)))).toBe("DEGENERATE_SERIES");
    expect(code(returns.slice(0, 40))).toBe("INVALID_INPUT");
    expect(code(returns.map((value, t) => (t === 100 ? Number.NaN : value)))).toBe("INVALID_INPUT");
  });
});
