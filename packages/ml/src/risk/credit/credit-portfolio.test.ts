import type { Column, Table } from "@plimsoll/features";
import { CreditPortfolioSpec } from "@plimsoll/schema";
import { expect, it, test } from "vitest";
import { creditPortfolio } from "./credit-portfolio.ts";
import { irbCapital } from "./irb.ts";

const numbers = (name: string, values: number[]): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const tape = (changes: Record<string, number[]> = {}): Table => {
  const own = { pd: [0.02, 0.1, 0.02], lgd: [0.4, 0.5, 0.4], ead: [100, 200, 50], dpd: [0, 45, 0], bad: [0, 0, 1], ...changes };
  return { rowCount: own.pd.length, columns: Object.entries(own).map(([name, values]) => numbers(name, values)) };
};
const columns = { pd: "pd", lgd: "lgd", ead: "ead", daysPastDue: "dpd", defaulted: "bad" };
const spec = (changes: object = {}) => CreditPortfolioSpec.parse({ datasetId: "ds", columns, periodsPerYear: 1, ...changes });

it("stages by days past due and default, and each stage has its allowance", async () => {
  const { result, loans } = await creditPortfolio(tape(), spec());
  expect(loans.map(({ stage, reason }) => [stage, reason])).toEqual([
    [1, "NO_INCREASE"],
    [2, "PAST_DUE_DAYS"],
    [3, "DEFAULTED"],
  ]);
  // One year, no discount: 0.02 x 0.4 x 100; 0.1 x 0.5 x 200; 0.4 x 50. 1e-12.
  [0.8, 10, 20].forEach((allowance, at) => {
    expect(loans[at]?.allowance).toBeCloseTo(allowance, 10);
  });
  expect(result.total.allowance).toBeCloseTo(30.8, 10);
  expect(result.total.coverage).toBeCloseTo(30.8 / 350, 12);
  expect(result.migration).toBeNull();
});

it("capital is that of each loan by itself, 8 % of risk-weighted assets; a default whose loss is its LGD asks for none", async () => {
  const { result, loans } = await creditPortfolio(tape(), spec({ assetClass: "MORTGAGE" }));
  const one = irbCapital({ assetClass: "MORTGAGE", pd: 0.02, lgd: 0.4, ead: 100 }).riskWeightedAssets;
  expect(loans[0]?.riskWeightedAssets).toBeCloseTo(one, 10);
  expect(loans[2]?.riskWeightedAssets).toBe(0);
  expect(result.total.capital).toBeCloseTo(0.08 * loans.reduce((sum, loan) => sum + loan.riskWeightedAssets, 0), 10);
});

it("scenarios weighted give the allowance between those of each alone; totals of segments add up", async () => {
  const scenarios = [
    { name: "good", weight: 0.4, hazardMultiplier: 0.5 },
    { name: "bad", weight: 0.6, hazardMultiplier: 2 },
  ];
  const { result } = await creditPortfolio(tape(), spec({ scenarios, columns: { ...columns, segment: "lgd" } }));
  const [good, bad] = result.sensitivity.map(({ allowance }) => allowance);
  expect(result.total.allowance).toBeCloseTo(0.4 * (good as number) + 0.6 * (bad as number), 10);
  expect(result.segments.map(({ segment }) => segment)).toEqual(["0.5", "0.4"]);
  expect(result.segments.reduce((sum, { allowance }) => sum + allowance, 0)).toBeCloseTo(result.total.allowance, 10);
  expect(result.bands.reduce((sum, { nLoans }) => sum + nLoans, 0)).toBe(2);
  for (const { low, high } of result.bands) expect(low).toBeLessThan(high);
});

test.each<[string, Record<string, number[]>, RegExp]>([
  ["a PD of zero", { pd: [0, 0.1, 0.1] }, /Loan '0'.*floor/],
  ["a PD in percent", { pd: [2, 0.1, 0.1] }, /Loan '0'.*'pd'/],
  ["an LGD that is missing", { lgd: [0.4, Number.NaN, 0.4] }, /Loan '1'.*'lgd'.*nothing/],
  ["an exposure below zero", { ead: [100, -1, 1] }, /Loan '1'.*'ead'/],
  ["a flag that is none", { bad: [0, 2, 0] }, /Loan '1'.*'bad'/],
])("refuses %s with the loan", async (_what, changes, words) => {
  await expect(creditPortfolio(tape(changes), spec())).rejects.toThrow(words);
});

it("refuses a loan that comes twice, and an empty tape", async () => {
  await expect(creditPortfolio(tape(), spec({ columns: { ...columns, id: "lgd" } }))).rejects.toThrow(/twice/);
  await expect(creditPortfolio({ rowCount: 0, columns: tape().columns }, spec())).rejects.toThrow(/no loan/);
});
