import { expect, it } from "vitest";
import { irbCapital } from "./irb.ts";

it("a small firm needs less capital than a large one, a large financial firm more", () => {
  const exposure = { pd: 0.01, lgd: 0.45, ead: 1e6 };
  const corporate = irbCapital({ ...exposure, assetClass: "CORPORATE" });
  const small = irbCapital({ ...exposure, assetClass: "SME_CORPORATE", salesMillions: 5 });
  const financial = irbCapital({ ...exposure, assetClass: "LARGE_FINANCIAL" });
  // CRE31.8: at sales of 5 million the correlation falls by 0.04; CRE31.6: by a quarter up for large financials.
  expect(corporate.correlation - small.correlation).toBeCloseTo(0.04, 12);
  expect(financial.correlation).toBeCloseTo(1.25 * corporate.correlation, 12);
  expect(small.k).toBeLessThan(corporate.k);
  expect(corporate.k).toBeLessThan(financial.k);
  expect(corporate.riskWeightedAssets).toBeCloseTo(12.5 * corporate.k * 1e6, 6);
  expect(corporate.expectedLoss).toBeCloseTo(4500, 9);
});

it("in default the capital is what the loss may exceed its best estimate by", () => {
  const inDefault = irbCapital({ assetClass: "CORPORATE", pd: 1, lgd: 0.6, ead: 100, bestEstimateLoss: 0.5 });
  expect(inDefault.k).toBeCloseTo(0.1, 12);
  expect(inDefault.expectedLoss).toBe(50);
  expect(irbCapital({ assetClass: "MORTGAGE", pd: 1, lgd: 0.2, ead: 100, bestEstimateLoss: 0.5 }).k).toBe(0);
});

it.each([
  [{ assetClass: "CORPORATE", pd: 1, lgd: 0.45, ead: 1 }, "bestEstimateLoss"],
  [{ assetClass: "CORPORATE", pd: 0, lgd: 0.45, ead: 1 }, "floor"],
  [{ assetClass: "CORPORATE", pd: 1e-7, lgd: 0.45, ead: 1 }, "floor"],
  [{ assetClass: "CORPORATE", pd: Number.NaN, lgd: 0.45, ead: 1 }, "pd"],
  [{ assetClass: "CORPORATE", pd: 0.01, lgd: 45, ead: 1 }, "lgd"],
  [{ assetClass: "CORPORATE", pd: 0.01, lgd: 0.45, ead: 1, maturityYears: 7 }, "CRE32.44"],
  [{ assetClass: "QRRE", pd: 0.01, lgd: 0.45, ead: 1, maturityYears: 2.5 }, "leave it out"],
  [{ assetClass: "SME_CORPORATE", pd: 0.01, lgd: 0.45, ead: 1 }, "salesMillions"],
] as const)("refuses %j", (exposure, word) => {
  expect(() => irbCapital(exposure)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(word) }));
});
