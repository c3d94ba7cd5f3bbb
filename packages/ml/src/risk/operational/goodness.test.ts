import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { compareSeverities } from "./compare-severities.ts";
import { fitSeverity } from "./fit-severity.ts";
import { goodnessOfFit } from "./goodness-of-fit.ts";
import { severityOf } from "./severity/index.ts";
import { aboveThreshold } from "./severity/truncated.ts";
import { thresholdDiagnostics } from "./threshold-diagnostics.ts";

const draws = (name: string, params: Record<string, number>, n: number, seed: number, threshold = 0) =>
  Float64Array.from({ length: n }, aboveThreshold(severityOf(name).at(params), threshold).sampler(createRng(seed)));

describe("goodness of fit", () => {
  it("the true law is not rejected, another one is, by every test, above a reporting threshold too", async () => {
    const losses = draws("lognormal", { mu: 9, sigma: 1.5 }, 600, 21, 3000);
    const input = { losses, thresholds: 3000 };
    const right = await goodnessOfFit(fitSeverity("lognormal", input), input, { replicates: 60 });
    expect(Math.min(right.p?.ks ?? 0, right.p?.ad ?? 0, right.p?.adUpper ?? 0, right.chi2?.p ?? 0)).toBeGreaterThan(0.05);
    const wrong = await goodnessOfFit(fitSeverity("pareto", input), input, { replicates: 60 });
    expect(Math.max(wrong.p?.ks ?? 1, wrong.p?.ad ?? 1, wrong.p?.adUpper ?? 1)).toBeLessThan(0.05);
    expect(wrong.chi2?.p).toBeLessThan(0.01);
  });

  it("p values of a fitted true law are uniform: about a tenth of samples is below 0.1", async () => {
    let below = 0;
    for (let sample = 0; sample < 60; sample++) {
      const losses = draws("pareto", { minimum: 100, index: 1.5 }, 60, 100 + sample);
      const fit = fitSeverity("pareto", { losses, thresholds: 100 });
      const { p } = await goodnessOfFit(fit, { losses, thresholds: 100 }, { replicates: 49, seed: sample });
      if ((p?.ad ?? 1) <= 0.1) below++;
    }
    // Binomial(60, 0.1): from 0 to 15 with a chance of 0.9998.
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThan(16);
  });

  it("the quantile plot ends at the largest loss and rises; cells of chi-squared hold all losses", async () => {
    const losses = draws("weibull", { shape: 0.7, scale: 1000 }, 1234, 3);
    const { qq, chi2, p, nFailed } = await goodnessOfFit(fitSeverity("weibull", { losses }), { losses }, { replicates: 0 });
    expect(p).toBeNull();
    expect(nFailed).toBe(0);
    expect(qq.at(-1)?.observed).toBe(Math.max(...losses));
    for (let i = 1; i < qq.length; i++) expect(qq[i]?.theoretical).toBeGreaterThan(qq[i - 1]?.theoretical ?? Number.NaN);
    expect(chi2?.cells.reduce((sum, cell) => sum + cell.observed, 0)).toBe(1234);
    expect(chi2?.degrees).toBe(20 - 1 - 2);
  });

  it("the comparison puts the true law first, or within two points of AIC of the first", async () => {
    const losses = draws("gamma", { shape: 2.5, scale: 1000 }, 1500, 8);
    const candidates = await compareSeverities({ losses }, { names: ["lognormal", "gamma", "weibull", "pareto"] });
    const best = candidates[0]?.fit?.aic ?? Number.NaN;
    expect(candidates.find(({ name }) => name === "gamma")?.fit?.aic).toBeLessThan(best + 2);
    expect(candidates.map(({ fit }) => fit?.aic ?? Number.POSITIVE_INFINITY)).toEqual(
      candidates.map(({ fit }) => fit?.aic ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b),
    );
  });

  it("ends on abort", async () => {
    const losses = draws("gamma", { shape: 2, scale: 10 }, 100, 8);
    await expect(goodnessOfFit(fitSeverity("gamma", { losses }), { losses }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
});

describe("threshold diagnostics", () => {
  const losses = draws("generalised-pareto", { threshold: 1000, scale: 2000, shape: 0.4 }, 5000, 31);

  it("of a generalised Pareto sample: shape and modified scale are level at their values within three standard errors", () => {
    const { stability } = thresholdDiagnostics(losses, 20);
    expect(stability.length).toBeGreaterThan(15);
    for (const point of stability) expect(Math.abs(point.shape - 0.4)).toBeLessThan(3.5 * (point.shapeSe ?? 0));
    // scale - shape * threshold = 2000 - 0.4 * 1000.
    expect(Math.abs((stability[0]?.modifiedScale ?? 0) - 1600)).toBeLessThan(500);
  });

  it("the mean excess is mean of what lies above, by hand, and rises by shape / (1 - shape)", () => {
    const { meanExcess } = thresholdDiagnostics(losses, 20);
    const first = meanExcess[0];
    const above = losses.filter((x) => x > (first?.threshold ?? 0));
    expect(first?.nAbove).toBe(above.length);
    expect(first?.meanExcess).toBeCloseTo(above.reduce((sum, x) => sum + x - (first?.threshold ?? 0), 0) / above.length, 6);
    const middle = meanExcess[10];
    const slope = ((middle?.meanExcess ?? 0) - (first?.meanExcess ?? 0)) / ((middle?.threshold ?? 0) - (first?.threshold ?? 0));
    expect(Math.abs(slope - 0.4 / 0.6)).toBeLessThan(0.35);
  });

  it("Hill's estimate finds the index of a power law", () => {
    const { hill } = thresholdDiagnostics(draws("pareto", { minimum: 5, index: 2 }, 4000, 32), 20);
    for (const { shape, k } of hill) expect(Math.abs(shape - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(k));
  });

  it("needs forty positive losses", () => {
    expect(() => thresholdDiagnostics(losses.slice(0, 39))).toThrow("at least 40");
    expect(() => thresholdDiagnostics(losses.map((x) => x - 5000))).toThrow("above zero");
  });
});

it("a gamma that explains reported losses by a mass of unseen ones says how small the reported share is", () => {
  const losses = draws("pareto", { minimum: 438, index: 0.8 }, 417, 3);
  expect(fitSeverity("gamma", { losses, thresholds: 438 }).shareReported).toBeLessThan(0.01);
});
