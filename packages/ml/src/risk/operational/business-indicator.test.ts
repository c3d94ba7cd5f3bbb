import { expect, it, test } from "vitest";
import { averageAnnualLoss, indicatorComponent, standardisedApproach } from "./business-indicator.ts";

const M = 1e6;
const year = {
  ...{ interestIncome: 900 * M, interestExpense: 300 * M, interestEarningAssets: 20_000 * M, dividendIncome: 20 * M },
  ...{ otherOperatingIncome: 50 * M, otherOperatingExpense: 80 * M, feeIncome: 400 * M, feeExpense: 150 * M },
  ...{ tradingBookResult: 100 * M, bankingBookResult: -40 * M },
};
/** Compares amounts of billions to a cent. */
const same = (actual: number, wanted: number) => expect(Math.abs(actual - wanted)).toBeLessThan(0.005);

test.each([
  // OPE25.7: 35 billion = (1 * 12 %) + (30 - 1) * 15 % + (35 - 30) * 18 % = 5.37 billion.
  [35e9, 5.37e9, 3],
  [1e9, 0.12e9, 1],
  [30e9, 4.47e9, 2],
  [0.5e9, 0.06e9, 1],
  [0, 0, 1],
])("an indicator of %s has the component %s in bucket %s", (indicator, component, bucket) => {
  const result = indicatorComponent(indicator);
  same(result.component, component);
  expect(result.bucket).toBe(bucket);
});

it("a bank by hand: absolute values year by year, the interest cap, maxima of averages, and the loss multiplier", () => {
  const years = [
    year,
    { ...year, tradingBookResult: -200 * M, otherOperatingIncome: 170 * M },
    { ...year, interestIncome: 200 * M, dividendIncome: 50 * M },
  ];
  const result = standardisedApproach({ years, averageAnnualLoss: 10 * M });
  // |600|, |600|, |-100|: mean 433.33 below the cap of 450; dividends 30.
  same(result.interest, (1300 / 3) * M + 30 * M);
  // Other: income (50 + 170 + 50) / 3 = 90 above expense 80; fees 400.
  same(result.services, 490 * M);
  // Trading (100 + 200 + 100) / 3, banking 40.
  same(result.financial, (400 / 3 + 40) * M);
  const indicator = (1300 / 3 + 30 + 490 + 400 / 3 + 40) * M;
  same(result.indicator, indicator);
  expect(result.bucket).toBe(2);
  const component = 0.12e9 + 0.15 * (indicator - 1e9);
  same(result.component, component);
  const multiplier = Math.log(Math.E - 1 + (150e6 / component) ** 0.8);
  expect(result.multiplier).toBeCloseTo(multiplier, 14);
  same(result.capital, component * multiplier);
  same(result.riskWeightedAssets, 12.5 * component * multiplier);
});

it("net interest counts up to 2.25 % of the assets that earn it", () => {
  const thin = { ...year, interestEarningAssets: 10_000 * M };
  same(standardisedApproach({ years: [thin, thin, thin] }).interest, 225 * M + 20 * M);
});

it("losses of a fifteenth of the component leave a multiplier of one; no losses leave ln(e - 1)", () => {
  const years = [year, year, year];
  const { component } = standardisedApproach({ years });
  expect(standardisedApproach({ years, averageAnnualLoss: component / 15 }).multiplier).toBeCloseTo(1, 14);
  expect(standardisedApproach({ years, averageAnnualLoss: 0 }).multiplier).toBeCloseTo(Math.log(Math.E - 1), 14);
  expect(standardisedApproach({ years, averageAnnualLoss: component, multiplier: "ONE" }).multiplier).toBe(1);
});

it("a bank of the first bucket has the multiplier one, unless its supervisor lets losses count; buckets follow the currency", () => {
  const small = Object.fromEntries(Object.entries(year).map(([name, value]) => [name, value / 10]));
  const years = [small, small, small];
  expect(standardisedApproach({ years, averageAnnualLoss: 90 * M })).toMatchObject({ bucket: 1, multiplier: 1, lossComponent: null });
  expect(standardisedApproach({ years, averageAnnualLoss: 90 * M, lossesInFirstBucket: true }).multiplier).toBeGreaterThan(1);
  const yen = Object.fromEntries(Object.entries(year).map(([name, value]) => [name, value * 160]));
  const [inEuro, inYen] = [
    standardisedApproach({ years: [year, year, year] }),
    standardisedApproach({ years: [yen, yen, yen], currencyPerEuro: 160 }),
  ];
  expect(inYen.capital / inEuro.capital).toBeCloseTo(160, 10);
});

test.each([
  [{ years: [year, year] }, "exactly three"],
  [{ years: [year, year, { ...year, feeIncome: -1 }] }, "feeIncome"],
  [{ years: [year, year, { ...year, goodwill: 1 }] }, "goodwill"],
  [{ years: [year, year, year], averageAnnualLoss: -5 }, "averageAnnualLoss"],
])("refuses %j", (approach, word) => {
  expect(() => standardisedApproach(approach)).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(word) }),
  );
});

test("the average annual loss is that of the last ten years, five at least", () => {
  const years = Array.from({ length: 14 }, (_, i) => ({ year: 2010 + i, net: i }));
  // Years 2014 to 2023 have 4 to 13: 85 / 10.
  expect(averageAnnualLoss(years)).toEqual({ average: 8.5, fromYear: 2014, toYear: 2023, nYears: 10 });
  expect(averageAnnualLoss(years, 2016)).toEqual({ average: 3, fromYear: 2010, toYear: 2016, nYears: 7 });
  for (const through of [2013, 2030]) expect(() => averageAnnualLoss(years, through)).toThrow("at least 5 years");
});
