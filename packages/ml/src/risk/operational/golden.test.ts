import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { dispersionTest, fitFrequency } from "./fit-frequency.ts";
import { fitSeverity } from "./fit-severity.ts";
import { frequencyOf } from "./frequency/index.ts";
import { distancesOf } from "./goodness-of-fit.ts";
import { severityOf } from "./severity/index.ts";

/** golden/make.py says how: scipy's distributions and searches. */
const golden = JSON.parse(readFileSync(new URL("./golden/operational.json", import.meta.url), "utf8"));
const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300);

interface Law {
  params: Record<string, number>;
  x: number[];
  log_pdf: (number | null)[];
  cdf: number[];
  sf: number[];
  q: number[];
  upper_quantile: number[];
  mean: number;
}

test.each(Object.entries(golden.severities as Record<string, Law>))("%s equals scipy to 1e-9", (name, wanted) => {
  const at = severityOf(name).at(wanted.params);
  wanted.x.forEach((x, i) => {
    const density = wanted.log_pdf[i];
    if (density === null) expect(at.logPdf(x)).toBe(Number.NEGATIVE_INFINITY);
    else near(at.logPdf(x), density as number, 1e-9);
    near(at.cdf(x), wanted.cdf[i] as number, 1e-9);
    near(at.sf(x), wanted.sf[i] as number, 1e-9);
  });
  wanted.q.forEach((q, i) => {
    near(at.upperQuantile(q), wanted.upper_quantile[i] as number, 1e-9);
  });
  near(at.mean, wanted.mean, 1e-9);
});

describe("maximum likelihood above a reporting threshold equals scipy's search", () => {
  const { losses, threshold } = golden.truncated_fits;
  test.each(["lognormal", "weibull", "generalised-pareto"])("%s: likelihood to 1e-9, parameters to 1e-3", (name) => {
    const wanted = golden.truncated_fits[name];
    const fit = fitSeverity(name, { losses, thresholds: threshold });
    // A higher likelihood would pass as well.
    expect(fit.logLikelihood).toBeGreaterThan(wanted.log_likelihood - 1e-6);
    for (const [key, value] of Object.entries(wanted.params as Record<string, number>)) near(fit.params[key] as number, value, 1e-3);
    near(fit.aic, 4 - 2 * fit.logLikelihood, 1e-12);
    near(fit.bic, 2 * Math.log(800) - 2 * fit.logLikelihood, 1e-12);
  });

  it("standard errors of an untruncated lognormal are sigma / sqrt n and sigma / sqrt 2n", () => {
    const fit = fitSeverity("lognormal", { losses });
    const sigma = fit.params.sigma as number;
    near(fit.standardErrors?.mu as number, sigma / Math.sqrt(800), 1e-4);
    near(fit.standardErrors?.sigma as number, sigma / Math.sqrt(1600), 1e-4);
  });
});

test("distances from uniform equal their definitions", () => {
  const { u, ks, ad, ad_upper } = golden.distances;
  const distances = distancesOf(Float64Array.from(u as number[]));
  near(distances.ks, ks, 1e-12);
  near(distances.ad, ad, 1e-12);
  near(distances.adUpper, ad_upper, 1e-12);
});

describe("frequency", () => {
  const wanted = golden.frequency;
  test.each(["poisson", "negative-binomial"])("%s fit equals scipy", (name) => {
    const { log_likelihood, ...params } = wanted[name];
    const fit = fitFrequency(name, wanted.counts);
    near(fit.logLikelihood, log_likelihood, 1e-10);
    for (const [key, value] of Object.entries(params as Record<string, number>)) near(fit.params[key] as number, value, 1e-4);
  });

  test("binomial fit finds the best number of occasions", () => {
    const { log_likelihood, trials, chance } = wanted.binomial;
    const fit = fitFrequency("binomial", wanted.few);
    expect(fit.params.trials).toBe(trials);
    near(fit.params.chance as number, chance, 1e-10);
    near(fit.logLikelihood, log_likelihood, 1e-10);
  });

  test("probabilities equal scipy", () => {
    const at = { poisson: { mean: 7.5 }, "negative-binomial": { mean: 7.5, size: 2.5 }, binomial: { trials: 30, chance: 0.25 } };
    for (const [name, params] of Object.entries(at)) {
      const ks = name === "negative-binomial" ? [0, 3, 40] : [0, 3, 20];
      ks.forEach((k, i) => {
        near(frequencyOf(name).at(params).pmf(k), wanted.pmf[name][i], 1e-10);
      });
    }
  });

  test("counts that vary more than Poisson numbers are told from those that do not, by hand", () => {
    // Mean 5, sum of squares 2: 2 / 5 with one degree; and the overdispersed sample.
    expect(dispersionTest([4, 6])).toMatchObject({ mean: 5, variance: 2, statistic: 0.4, degrees: 1 });
    expect(dispersionTest(wanted.counts).pOver).toBeLessThan(0.001);
    expect(() => fitFrequency("negative-binomial", [5, 5, 5, 5])).toThrow("Use Poisson");
    expect(() => fitFrequency("binomial", wanted.counts)).toThrow("negative binomial");
    expect(() => fitFrequency("poisson", [0, 0])).toThrow("None of the 2 years");
  });
});
