import { expect, it } from "vitest";
import { type EclLoan, eclPortfolio } from "./ecl-portfolio.ts";
import { expectedCreditLoss } from "./expected-credit-loss.ts";
import { parseStagingRule, stageOf } from "./staging.ts";

const rule = parseStagingRule({});
const healthy = { lifetimePdAtOrigination: 0.02, lifetimePdNow: 0.02, twelveMonthPdNow: 0.01, daysPastDue: 0, defaulted: false };

it("stages follow both increases, the backstop of 30 days and default at 90 days", () => {
  expect(stageOf(healthy, rule)).toEqual({ stage: 1, reason: "NO_INCREASE" });
  expect(stageOf({ ...healthy, lifetimePdNow: 0.04 }, rule)).toEqual({ stage: 2, reason: "PD_INCREASE" });
  expect(stageOf({ ...healthy, lifetimePdNow: 0.0399 }, rule).stage).toBe(1);
  // Doubled, but by less than half a point.
  expect(stageOf({ ...healthy, lifetimePdAtOrigination: 0.001, lifetimePdNow: 0.003 }, rule).stage).toBe(1);
  expect(stageOf({ ...healthy, daysPastDue: 30 }, rule)).toEqual({ stage: 2, reason: "PAST_DUE_DAYS" });
  expect(stageOf({ ...healthy, daysPastDue: 90 }, rule)).toEqual({ stage: 3, reason: "DEFAULT_DAYS" });
  expect(stageOf({ ...healthy, defaulted: true }, rule)).toEqual({ stage: 3, reason: "DEFAULTED" });
  const lenient = parseStagingRule({ lowCreditRiskPd: 0.01 });
  expect(stageOf({ ...healthy, lifetimePdNow: 0.9 }, lenient)).toEqual({ stage: 1, reason: "LOW_CREDIT_RISK" });
});

it("a presumption is changed only with its reason", () => {
  expect(() => parseStagingRule({ pastDueDays: 60 })).toThrow("rebuttals.pastDueDays");
  expect(parseStagingRule({ pastDueDays: 60, rebuttals: { pastDueDays: "Trade receivables settle at 45 days" } }).pastDueDays).toBe(60);
  expect(() => parseStagingRule({ defaultDays: 120 })).toThrow("rebuttals.defaultDays");
  expect(() => parseStagingRule({ defaultDays: 20 })).toThrow("must not be below");
});

const exposure = { hazard: [0.1], ead: [100], lgd: 0.5, effectiveRate: 0, periodsPerYear: 1 };

it("weights losses after the scenario, also where the loss given default moves with it: 0.5 * 5 + 0.5 * (0.2 * 0.8 * 100) = 10.5", () => {
  const { weighted, inDefault } = expectedCreditLoss(exposure, [
    { name: "base", weight: 0.5 },
    { name: "down", weight: 0.5, hazardMultiplier: 2, lgdMultiplier: 1.6 },
  ]);
  expect(weighted.lifetime).toBeCloseTo(10.5, 12);
  expect(inDefault).toBeCloseTo(65, 12);
});

it.each([
  [{ ...exposure, hazard: [1.1] }, undefined, "[0, 1]"],
  [{ ...exposure, ead: [1, 2] }, undefined, "'ead'"],
  [{ ...exposure, effectiveRate: -1 }, undefined, "effectiveRate"],
  [exposure, [{ name: "a", weight: 0.9 }], "add up to 1"],
  [exposure, [{ name: "a", weight: 1, hazardMultiplier: 11 }], "Multiplier 11"],
  [exposure, [{ name: "a", weight: 1, lgdMultiplier: 3 }], "lgdMultiplier"],
])("refuses %j with %j", (given, scenarios, word) => {
  expect(() => expectedCreditLoss(given, scenarios)).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(word) }),
  );
});

const loan = (id: string, overrides: Partial<EclLoan> = {}): EclLoan => ({
  ...{ id, hazard: [0.01, 0.01], hazardAtOrigination: [0.01, 0.01], ead: [100, 50], lgd: 0.5, effectiveRate: 0, periodsPerYear: 1 },
  ...{ daysPastDue: 0, defaulted: false, previousStage: 1 as const },
  ...overrides,
});

it("a portfolio by hand: one loan in each stage, their migration, and each scenario alone", async () => {
  const scenarios = [
    { name: "base", weight: 0.75 },
    { name: "down", weight: 0.25, hazardMultiplier: 2 },
  ];
  const loans = [
    loan("a"),
    loan("b", { daysPastDue: 45 }),
    loan("c", { defaulted: true, previousStage: 2 }),
    loan("d", { previousStage: null }),
  ];
  const report = await eclPortfolio(loans, { scenarios, staging: {} });
  // Stage 1: 0.01 * 50 = 0.5, twice that in the downturn. Stage 2 adds 0.99 * 0.01 * 25 (or 0.98 * 0.02 * 25).
  const lifetime = [0.5 + 0.99 * 0.01 * 25, 1 + 0.98 * 0.02 * 25] as const;
  expect(report.rows.map(({ stage }) => stage)).toEqual([1, 2, 3, 1]);
  expect(report.rows[0]?.allowance).toBeCloseTo(0.75 * 0.5 + 0.25 * 1, 12);
  expect(report.rows[1]?.allowance).toBeCloseTo(0.75 * lifetime[0] + 0.25 * lifetime[1], 12);
  expect(report.rows[2]?.allowance).toBeCloseTo(50, 12);
  expect(report.migration).toEqual([
    [1, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(report.sensitivity[0]?.allowance).toBeCloseTo(0.5 + lifetime[0] + 50 + 0.5, 12);
  expect(report.sensitivity[1]?.allowance).toBeCloseTo(1 + lifetime[1] + 50 + 1, 12);
  expect(report.stages.map(({ nLoans }) => nLoans)).toEqual([2, 1, 1]);
  const cecl = await eclPortfolio([loan("a")], { scenarios: [{ name: "base", weight: 1 }], staging: null });
  expect(cecl.allowance).toBeCloseTo(lifetime[0], 12);
});

it("names the loan that is wrong, and ends on abort", async () => {
  const scenarios = [{ name: "base", weight: 1 }];
  await expect(eclPortfolio([loan("a"), loan("bad", { lgd: 2 })], { scenarios, staging: {} })).rejects.toThrow("Loan 'bad'");
  const signal = AbortSignal.abort();
  await expect(eclPortfolio([loan("a")], { scenarios, staging: {} }, { signal })).rejects.toMatchObject({ code: "CANCELLED" });
});
