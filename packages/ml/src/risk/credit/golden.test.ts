import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { expectedCreditLoss } from "./expected-credit-loss.ts";
import { irbCapital } from "./irb.ts";
import { termStructureOf } from "./pd-term-structure.ts";
import { harrellConcordance, kaplanMeier } from "./survival.ts";

/** Plain formulas with scipy's normal distribution; the file states its rules and tolerances. */
const golden = JSON.parse(readFileSync(new URL("../../evaluation/golden/credit-metrics.json", import.meta.url), "utf8"));
const within = (actual: number, wanted: number, tolerance: number) => expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance);

describe("IFRS 9", () => {
  const wanted = golden.ifrs9_ecl;
  const exposure = {
    hazard: wanted.quarterly_hazard,
    ead: wanted.ead_start_of_quarter,
    lgd: wanted.lgd,
    effectiveRate: wanted.eir_annual,
    periodsPerYear: 4,
  };
  const scenarios = Object.entries(wanted.scenarios as Record<string, { weight: number; hazard_multiplier: number }>).map(
    ([name, entry]) => ({
      name,
      weight: entry.weight,
      hazardMultiplier: entry.hazard_multiplier,
    }),
  );

  it("the term structure equals the reference to ten digits", () => {
    const { survival, marginal } = termStructureOf(wanted.quarterly_hazard);
    for (const [t, value] of survival.entries()) within(value, wanted.survival[t], 1e-10);
    for (const [t, value] of marginal.entries()) within(value, wanted.marginal_pd[t], 1e-10);
  });

  it("twelve-month, lifetime and stage 3 losses equal the reference, and so does each scenario and the weighted loss", () => {
    const base = expectedCreditLoss(exposure);
    // The file gives ten digits of amounts of some hundreds: 1e-6 is its tolerance.
    within(base.weighted.twelveMonth, wanted.ecl_12m, wanted.tol_abs);
    within(base.weighted.lifetime, wanted.ecl_lifetime, wanted.tol_abs);
    within(base.weighted.twelveMonthPd, wanted.cum_pd_12m, 1e-10);
    within(base.inDefault, wanted.stage3_ecl, 1e-9);
    const all = expectedCreditLoss(exposure, scenarios);
    for (const entry of all.scenarios) {
      within(entry.lifetime, wanted.scenarios[entry.name].ecl_lifetime, wanted.tol_abs);
      within(entry.twelveMonth, wanted.scenarios[entry.name].ecl_12m, wanted.tol_abs);
      within(entry.lifetimePd, wanted.scenarios[entry.name].lifetime_pd, 1e-10);
    }
    within(all.weighted.lifetime, wanted.weighted_ecl_lifetime, wanted.tol_abs);
    within(all.weighted.twelveMonth, wanted.weighted_ecl_12m, wanted.tol_abs);
  });
});

describe("Basel internal ratings", () => {
  const wanted = golden.basel_irb_K;
  const tolerance = wanted.tol_abs;

  test.each(Object.entries(wanted["corporate_lgd45_m2.5"] as Record<string, { rho: number; K: number }>))(
    "corporate, PD %s",
    (pd, { rho, K }) => {
      const { correlation, k } = irbCapital({ assetClass: "CORPORATE", pd: Number(pd), lgd: 0.45, ead: 1, maturityYears: 2.5 });
      within(correlation, rho, tolerance);
      within(k, K, tolerance);
    },
  );

  test.each([
    ["MORTGAGE", 0.25, wanted.mortgage_lgd25],
    ["QRRE", 0.75, wanted.qrre_lgd75],
    ["OTHER_RETAIL", 0.45, wanted.other_retail_lgd45],
  ] as const)("%s", (assetClass, lgd, values) => {
    for (const [pd, K] of Object.entries(values as Record<string, number>))
      within(irbCapital({ assetClass, pd: Number(pd), lgd, ead: 1 }).k, K, tolerance);
  });

  it("the usual corporate example: PD 1 %, LGD 45 %, 2.5 years has the risk weight 92.3 %", () => {
    within(irbCapital({ assetClass: "CORPORATE", pd: 0.01, lgd: 0.45, ead: 1 }).riskWeight, 0.923, 5e-4);
  });
});

describe("survival", () => {
  const wanted = golden.survival;

  it("Kaplan-Meier and Nelson-Aalen equal the reference, step by step", () => {
    const steps = kaplanMeier(wanted.time, wanted.event);
    const rows = wanted["kaplan_meier[t,at_risk,events,S,nelson_aalen]"] as number[][];
    expect(steps.map(({ time, atRisk, events }) => [time, atRisk, events])).toEqual(rows.map((row) => row.slice(0, 3)));
    steps.forEach((step, at) => {
      within(step.survival, rows[at]?.[3] ?? Number.NaN, wanted.tol_abs);
      within(step.cumulativeHazard, rows[at]?.[4] ?? Number.NaN, wanted.tol_abs);
      expect(step.low).toBeLessThan(step.survival);
      expect(step.high).toBeGreaterThan(step.survival);
    });
  });

  it("Harrell's concordance equals the reference, pairs included", () => {
    const { value, nPairs } = harrellConcordance(wanted.time, wanted.event, wanted.risk_score);
    within(value, wanted.harrell_c, wanted.tol_abs);
    expect(nPairs).toBe(wanted.comparable_pairs);
  });
});
