import { expect, test } from "vitest";
import { newCreditDraft, readCredit } from "./credit-draft.ts";

const column = (name: string, type: "STRING" | "FLOAT") => ({
  name,
  type,
  position: 0,
  missingCount: 0,
  distinctCount: 1,
  distinctExact: true,
  min: 0,
  max: 1,
  mean: 0,
  std: 0,
  hints: [],
  quantiles: [],
  topValues: [],
  histogram: [],
});
const tape = {
  columns: [
    column("loan_id", "STRING"),
    column("pd_origination", "FLOAT"),
    column("pd", "FLOAT"),
    column("lgd", "FLOAT"),
    column("balance", "FLOAT"),
    column("product", "STRING"),
  ],
};

test("a loan tape's columns are proposed by name, the PD at origination not taken for today's", () => {
  const { input, problems } = readCredit(newCreditDraft(tape), "ds_1");
  expect(problems).toEqual({});
  expect(input.columns).toEqual({
    id: "loan_id",
    pd: "pd",
    pdAtOrigination: "pd_origination",
    lgd: "lgd",
    ead: "balance",
    segment: "product",
  });
  expect(input.scenarios).toEqual([
    { name: "Base", weight: 0.6, hazardMultiplier: 1, lgdMultiplier: 1 },
    { name: "Downturn", weight: 0.3, hazardMultiplier: 1.6, lgdMultiplier: 1.15 },
    { name: "Upturn", weight: 0.1, hazardMultiplier: 0.8, lgdMultiplier: 0.95 },
  ]);
  expect(input).not.toHaveProperty("lifetimeFromStart");
});

test("CECL is asked for by name; what is missing or unreadable is told at its field", () => {
  const draft = newCreditDraft({ columns: [] });
  const { input, problems } = readCredit({ ...draft, standard: "CECL", scenarios: "Bad 1" }, "ds_1");
  expect(input.lifetimeFromStart).toBe(true);
  expect(Object.keys(problems).sort()).toEqual(["columns.ead", "columns.lgd", "columns.pd", "scenarios"]);
});

test("the staging rule is sent as typed; days later than the standard presumes need their reason at its own field", () => {
  const draft = newCreditDraft(tape);
  const later = { ...draft, staging: { ...draft.staging, relativeIncrease: "", pastDueDays: "45" } };
  expect(Object.keys(readCredit(later, "ds_1").problems)).toEqual(["staging.rebuttals.pastDueDays"]);
  const { input, problems } = readCredit({ ...later, staging: { ...later.staging, pastDueReason: "Paid by cheque" } }, "ds_1");
  expect(problems).toEqual({});
  expect(input.staging).toEqual({
    absoluteIncrease: 0.005,
    pastDueDays: 45,
    defaultDays: 90,
    lowCreditRiskPd: 0,
    rebuttals: { pastDueDays: "Paid by cheque" },
  });
  expect(readCredit({ ...later, standard: "CECL" }, "ds_1").input).not.toHaveProperty("staging");
});
