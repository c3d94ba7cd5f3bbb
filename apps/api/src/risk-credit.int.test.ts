import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let tape: string;
beforeAll(async () => {
  harness = await openHarness();
  tape = await readyDataset(harness.database, harness.workspaceId, { loan: "STRING", pd: "FLOAT", lgd: "FLOAT", balance: "FLOAT" });
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { code?: string; path?: string[] };
const columns = { id: "loan", pd: "pd", lgd: "lgd", ead: "balance" };
async function submitted(given: Record<string, unknown>): Promise<Value> {
  const query = `mutation ($input: SubmitCreditPortfolioInput!) { submitCreditPortfolio(input: $input) { __typename
    ... on SubmitCreditPortfolioSuccess { run { kind job input creditPortfolio { total { allowance } } } } ... on UserError { code message path } } }`;
  const { data, errors } = await harness.ask<{ submitCreditPortfolio: Value }>(query, { input: { datasetId: tape, columns, ...given } });
  return data?.submitCreditPortfolio ?? { code: errors?.[0]?.extensions.code };
}

test("a submission is a CREDIT run whose input holds every default", async () => {
  expect(await submitted({})).toMatchObject({
    run: {
      kind: "CREDIT",
      job: "credit.portfolio",
      creditPortfolio: null,
      input: { assetClass: "OTHER_RETAIL", periodsPerYear: 12, scenarios: [{ weight: 1 }], staging: { pastDueDays: 30, defaultDays: 90 } },
    },
  });
  expect(await submitted({ lifetimeFromStart: true })).toMatchObject({ run: { input: { staging: null } } });
});

test.each<[string, Record<string, unknown>, string]>([
  ["an unknown column", { columns: { ...columns, pd: "p" } }, "UNKNOWN_COLUMN"],
  ["a PD of text", { columns: { ...columns, pd: "loan" } }, "TYPE_MISMATCH"],
  ["weights that do not add up", { scenarios: [{ name: "a", weight: 0.5 }] }, "INVALID_INPUT"],
  ["a presumption changed without a reason", { staging: { pastDueDays: 60 } }, "INVALID_INPUT"],
  ["stages of CECL", { staging: {}, lifetimeFromStart: true }, "INVALID_INPUT"],
  ["five periods a year", { periodsPerYear: 5 }, "INVALID_INPUT"],
])("%s is refused", async (_what, given, code) => {
  expect((await submitted(given)).code).toBe(code);
});
