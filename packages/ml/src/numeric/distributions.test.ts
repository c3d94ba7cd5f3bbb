import { expect, it } from "vitest";
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialPmf,
  chiSquaredQuantile,
  chiSquaredSf,
  digamma,
  fisherSf,
  gammaCdf,
  gammaQuantile,
  gammaSf,
  gammaUpperQuantile,
  normalCdf,
  normalPdf,
  normalQuantile,
  normalSf,
  poissonCdf,
  poissonPmf,
  studentCdf,
  studentLogPdf,
  studentQuantile,
  studentSf,
} from "./distributions.ts";

/** 1e-10 relative: the figures are scipy 1.17's to 12 digits or closed forms. */
const near = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
const P = [1e-12, 1e-6, 0.001, 0.025, 0.3, 0.5, 0.500001, 0.77, 0.99, 0.999999];

it("normal: the tail at 10 and the 97.5 % quantile", () => {
  near(normalSf(10), 7.61985302416e-24);
  near(normalQuantile(0.975), 1.959963984540054);
  near(normalPdf(0), 1 / Math.sqrt(2 * Math.PI));
});

it("Student's t with two degrees of freedom has closed forms: F = 1/2 + x / (2 sqrt(2 + x^2)), Q = (2p - 1) / sqrt(2p(1 - p))", () => {
  near(studentCdf(1.5, 2), 0.5 + 1.5 / (2 * Math.sqrt(2 + 1.5 ** 2)));
  near(studentQuantile(0.8, 2), 0.6 / Math.sqrt(0.32));
  near(studentLogPdf(0, 1), -Math.log(Math.PI));
});

it("chi-squared with two degrees of freedom is exp(-x / 2); Kupiec's critical value with one", () => {
  near(chiSquaredSf(3, 2), Math.exp(-1.5));
  near(chiSquaredQuantile(0.95, 1), 3.841458820694124);
  expect(chiSquaredSf(0, 1)).toBe(1);
});

it("gamma of shape one is exponential; Poisson and binomial add up to their distribution functions", () => {
  near(gammaCdf(2, 1, 4), 1 - Math.exp(-0.5));
  near(gammaSf(2, 1, 4), Math.exp(-0.5));
  const sum = (count: number, mass: (k: number) => number) => Array.from({ length: count }, (_, k) => mass(k)).reduce((a, b) => a + b, 0);
  near(
    sum(8, (k) => poissonPmf(k, 5.5)),
    poissonCdf(7, 5.5),
  );
  near(
    sum(5, (k) => binomialPmf(k, 250, 0.01)),
    binomialCdf(4, 250, 0.01),
  );
});

it("digamma at 1 is less Euler's constant, and grows by 1 / x from x to x + 1", () => {
  near(digamma(1), -0.5772156649015329);
  near(digamma(4.3) - digamma(3.3), 1 / 3.3);
});

it("the F distribution of one numerator degree is a squared t", () => {
  near(fisherSf(2.25, 1, 7), 2 * studentSf(1.5, 7));
});

it("quantiles undo distribution functions, far into both tails", () => {
  for (const p of P) {
    near(normalCdf(normalQuantile(p)), p);
    for (const nu of [0.7, 3, 6.51, 200]) near(studentCdf(studentQuantile(p, nu), nu), p);
    near(gammaCdf(gammaQuantile(p, 0.4, 2), 0.4, 2), p);
    near(gammaSf(gammaUpperQuantile(p, 0.4, 2), 0.4, 2), p);
    near(betaCdf(betaQuantile(p, 2.5, 0.6), 2.5, 0.6), p);
  }
});

it("a level outside [0, 1] is refused", () => {
  expect(() => normalQuantile(99)).toThrow("Parameter 'p' of normalQuantile must be in [0, 1]. Got 99.");
});
