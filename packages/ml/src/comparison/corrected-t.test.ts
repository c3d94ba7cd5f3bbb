import { expect, test } from "vitest";
import { studentSf } from "../numeric/distributions.ts";
import { correctedResampledT } from "./corrected-t.ts";

test("by hand: two folds, 0.01 and 0.03, with a quarter as many test rows as training rows", () => {
  const result = correctedResampledT([0.01, 0.03], 0.25);
  const standardError = Math.sqrt((1 / 2 + 0.25) * 0.0002);
  expect(result.mean).toBeCloseTo(0.02, 14);
  expect(result.standardDeviation).toBeCloseTo(Math.sqrt(0.0002), 14);
  expect(result.standardError).toBeCloseTo(standardError, 14);
  // One degree of freedom: t(0.975) = tan(0.475 pi), the Cauchy distribution.
  expect(result.high - 0.02).toBeCloseTo(standardError * Math.tan(0.475 * Math.PI), 10);
  expect(result.pTwoSided).toBeCloseTo(2 * studentSf(0.02 / standardError, 1), 12);
});

test("it is wider than the plain test, and the more so the larger the test parts", () => {
  const values = [0.02, 0.01, 0.03, 0.025, 0.015];
  const plain = Math.sqrt(0.0000625 / 5);
  expect(correctedResampledT(values, 1e-12).standardError).toBeCloseTo(plain, 8);
  // Five folds: test rows are a quarter of the training rows, so the variance is 1 / 5 + 1 / 4 instead of 1 / 5.
  expect(correctedResampledT(values, 0.25).standardError).toBeCloseTo(plain * Math.sqrt(0.45 / 0.2), 10);
});

test("values without variance: no difference is p 1, the same difference in every fold p 0", () => {
  expect(correctedResampledT([0, 0, 0], 0.5)).toMatchObject({ mean: 0, standardError: 0, pTwoSided: 1 });
  expect(correctedResampledT([0.5, 0.5], 0.5)).toMatchObject({ mean: 0.5, low: 0.5, high: 0.5, pTwoSided: 0 });
});

test("one fold, a ratio that is none and a NaN are refused", () => {
  expect(() => correctedResampledT([1], 0.25)).toThrow(/at least two/);
  expect(() => correctedResampledT([1, 2], 0)).toThrow(/must be positive/);
  expect(() => correctedResampledT([1, Number.NaN], 0.25)).toThrow(/must be finite/);
});
