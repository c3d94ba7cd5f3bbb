import { createRng } from "@plimsoll/features";
import { FitCellSpec } from "@plimsoll/schema";
import { describe, expect, it, test } from "vitest";
import { type CellFitOptions, fitCell } from "./fit-cell.ts";
import { type LossRegister, NO_LINE, yearlyLosses } from "./register/loss-register.ts";

/** 12 years of some 40 lognormal losses (mu 9, sigma 1.2) of external fraud, those below the threshold not reported, and three of execution. */
function register({ threshold = 0, dated = true } = {}): LossRegister {
  const rng = createRng(4);
  const rows: { type: number; time: number; gross: number }[] = [];
  for (let year = 2010; year < 2022; year++) {
    const n = 30 + rng.int(20);
    for (let k = 0; k < n; k++) {
      const gross = Math.exp(9 + 1.2 * rng.normal());
      if (gross >= threshold) rows.push({ type: 1, time: Date.UTC(year, rng.int(12), 1 + rng.int(28)), gross });
    }
  }
  for (const year of [2011, 2015, 2015]) rows.push({ type: 6, time: Date.UTC(year, 5, 1), gross: 50_000 });
  const column = (pick: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
  const none = column(() => Number.NaN);
  return {
    currency: "EUR",
    threshold,
    nLosses: rows.length,
    row: Uint32Array.from(rows, (_, i) => i),
    ids: rows.map(() => null),
    eventType: Uint8Array.from(rows, ({ type }) => type),
    businessLine: new Uint8Array(rows.length).fill(NO_LINE),
    occurred: dated ? column(({ time }) => time) : none,
    discovered: none,
    accounted: none,
    gross: column(({ gross }) => gross),
    recovery: column(() => 0),
    insuranceRecovery: column(() => 0),
    net: column(({ gross }) => gross),
  };
}
const options: CellFitOptions = { date: "occurred", fromYear: 2010, toYear: 2021, amount: "GROSS", replicates: 0, alpha: 0.999, seed: 1 };
const cell = (changes: Partial<FitCellSpec> = {}) => FitCellSpec.parse({ id: "fraud", eventType: "EXTERNAL_FRAUD", ...changes });

it("the best laws by AIC come first, every candidate is there, and the model is what a simulation takes", async () => {
  const fitted = await fitCell(register(), cell(), options);
  expect(fitted.counts).toHaveLength(12);
  expect(fitted.counts[0]?.year).toBe(2010);
  expect(fitted.severities[0]?.name).toBe("lognormal");
  const mu = fitted.severities[0]?.params.find(({ name }) => name === "mu");
  expect(Math.abs((mu?.value ?? 0) - 9)).toBeLessThan(3 * (mu?.standardError ?? 0));
  expect(fitted.severities.map(({ aic }) => aic ?? Number.POSITIVE_INFINITY)).toEqual(
    fitted.severities.map(({ aic }) => aic ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b),
  );
  expect(fitted.frequencies.map(({ name }) => name).sort()).toEqual(["binomial", "negative-binomial", "poisson"]);
  expect(fitted.model).toMatchObject({ severity: { name: "lognormal" }, above: 0, lossCap: null });
  // Mean of the year's loss: E N E X with E X = exp(9 + 0.72); the fit's own, hence the width.
  expect(fitted.meanLoss).toBeGreaterThan(30 * Math.exp(9.6));
  expect(fitted.meanLoss).toBeLessThan(50 * Math.exp(9.9));
  expect(Math.abs((fitted.valueAtRisk ?? 0) / fitted.singleLoss - 1)).toBeLessThan(0.15);
  expect(fitted.thresholds?.hill.length).toBeGreaterThan(10);
});

it("losses below the reporting threshold are missing, not absent: the law of all losses is found from those above", async () => {
  const named = cell({ severity: "lognormal", frequency: "poisson" });
  const errors = async (own: LossRegister) => {
    const { severities } = await fitCell(own, named, options);
    const [mu, sigma] = severities[0]?.params ?? [];
    return [((mu?.value ?? 0) - 9) / (mu?.standardError ?? 1), ((sigma?.value ?? 0) - 1.2) / (sigma?.standardError ?? 1)];
  };
  const cut = register({ threshold: 5000 });
  for (const error of await errors(cut)) expect(Math.abs(error)).toBeLessThan(3);
  // The same losses, taken for all there are.
  expect(Math.abs((await errors({ ...cut, threshold: 0 }))[0] ?? 0)).toBeGreaterThan(3);
  const fitted = await fitCell(cut, named, options);
  expect(fitted.above).toBe(5000);
  // P(X > 5000) = 1 - Phi((ln 5000 - 9) / 1.2) = 0.656.
  expect(Math.abs((fitted.severities[0]?.shareReported ?? 0) - 0.656)).toBeLessThan(0.15);
});

it("a tail above an amount has its own frequency", async () => {
  const fitted = await fitCell(register(), cell({ severity: "generalised-pareto", above: 20_000, fixed: { threshold: 20_000 } }), options);
  expect(fitted.model.severity.params.threshold).toBe(20_000);
  expect(fitted.fixed).toEqual({ threshold: 20_000 });
  const perYear = fitted.nLosses / 12;
  expect(fitted.frequencies.find(({ name }) => name === "poisson")?.params[0]?.value).toBeCloseTo(perYear, 9);
});

it("losses without dates are fitted with a frequency that is given", async () => {
  const fitted = await fitCell(register({ dated: false }), cell({ lossesPerYear: 40 }), { ...options, fromYear: null, toYear: null });
  expect(fitted).toMatchObject({ counts: [], dispersion: null, model: { frequency: { name: "poisson", params: { mean: 40 } } } });
});

describe("what cannot be fitted", () => {
  test.each<[string, Partial<FitCellSpec>, Partial<CellFitOptions>, string]>([
    ["no date", {}, { fromYear: null }, "INVALID_INPUT"],
    ["an unknown event type", { eventType: "BAD_LUCK" }, {}, "INVALID_INPUT"],
    ["an unknown severity", { severity: "cauchy" }, {}, "INVALID_INPUT"],
    ["parameters of no severity", { fixed: { threshold: 1 } }, {}, "INVALID_INPUT"],
    ["no losses", { eventType: "INTERNAL_FRAUD" }, {}, "DEGENERATE_TARGET"],
    ["three losses", { eventType: "EXECUTION_DELIVERY" }, {}, "DEGENERATE_TARGET"],
  ])("%s is refused", async (_what, changes, more, code) => {
    await expect(fitCell(register(), cell(changes), { ...options, ...more })).rejects.toMatchObject({ code });
  });
});

it("years without losses between the first and the last are counted", () => {
  const years = yearlyLosses(
    { ...register(), occurred: Float64Array.from(register().occurred, (_, i) => (i < 2 ? Date.UTC(2010 + 4 * i, 1, 1) : Number.NaN)) },
    "occurred",
  );
  expect(years.map(({ year, count }) => [year, count])).toEqual([
    [2010, 1],
    [2011, 0],
    [2012, 0],
    [2013, 0],
    [2014, 1],
  ]);
});
