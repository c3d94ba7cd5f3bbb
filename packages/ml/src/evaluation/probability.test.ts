import { describe, expect, test } from "vitest";
import { twoSidedP, Z_95 } from "./normal.ts";
import { brierScore, brierSkill, calibrationBins, calibrationLine, logLoss, spiegelhalterZ } from "./probability.ts";

describe("probability metrics", () => {
  test("a certain and wrong answer costs a finite log loss: -ln(1e-15) = 34.54, to 0.01", () => {
    expect(logLoss([1], [0])).toBeCloseTo(15 * Math.LN10, 10);
    expect(Math.abs(logLoss([0], [1]) - 15 * Math.LN10)).toBeLessThan(0.01);
  });

  test("a constant answer of one half has Brier score 1/4 and log loss ln 2", () => {
    expect(brierScore([0, 1], [0.5, 0.5])).toBe(0.25);
    expect(logLoss([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 14);
  });

  test("the base rate has no Brier skill, to 1e-12", () => {
    expect(Math.abs(brierSkill([0, 0, 0, 1], [0.25, 0.25, 0.25, 0.25]))).toBeLessThan(1e-12);
  });

  test("a probability of 1 falls into the last bin", () => {
    expect(calibrationBins([1], [1]).map(({ index }) => index)).toEqual([9]);
  });

  test.each([
    ["a score outside [0, 1]", () => brierScore([0, 1], [0.2, 1.2]), "INVALID_INPUT"],
    ["a slope from equal probabilities", () => calibrationLine([0, 1], [0.3, 0.3]), "DEGENERATE_TARGET"],
    ["a slope from one class", () => calibrationLine([1, 1], [0.3, 0.4]), "DEGENERATE_TARGET"],
    ["a slope from probabilities that separate the classes", () => calibrationLine([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]), "DIVERGED"],
    ["a Spiegelhalter test without variance", () => spiegelhalterZ([0, 1], [0.5, 0.5]), "DEGENERATE_TARGET"],
  ])("%s is refused", (_, act, code) => {
    expect(act).toThrow(expect.objectContaining({ name: "AppError", code }));
  });
});

describe("the normal distribution", () => {
  test("five per cent of it lies beyond the 95 % quantile, to 1e-15", () => {
    expect(Math.abs(twoSidedP(Z_95) - 0.05)).toBeLessThan(1e-15);
  });

  test("series and continued fraction meet where one gives way to the other, to 1e-13 relative", () => {
    const seam = 2 * Math.SQRT2;
    const [below, above] = [twoSidedP(seam - 1e-12), twoSidedP(seam + 1e-12)];
    const density = Math.exp(-(seam ** 2) / 2) / Math.sqrt(2 * Math.PI);
    expect(Math.abs(below - above - 4e-12 * density) / below).toBeLessThan(1e-13);
  });
});
