import { claimRun, runs, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let prices: string;
beforeAll(async () => {
  harness = await openHarness();
  prices = await readyDataset(harness.database, harness.workspaceId, { day: "DATE", A: "FLOAT", B: "FLOAT", C: "INTEGER", note: "STRING" });
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { code?: string; path?: string[] };
async function submitted(input: Record<string, unknown>): Promise<Value> {
  const query =
    "mutation ($input: SubmitPortfolioInput!) { submitPortfolio(input: $input) { __typename ... on SubmitPortfolioSuccess { run { id kind job input portfolio { assets } } } ... on UserError { code message path } } }";
  const given = { datasetId: prices, timeColumn: "day", assets: ["A", "B", "C"], ...input };
  const { data, errors } = await harness.ask<{ submitPortfolio: Value }>(query, { input: given });
  return data?.submitPortfolio ?? { code: errors?.[0]?.extensions.code };
}
const book = { positions: [{ asset: "A", amount: 100 }] };

test("a submission is a MARKET run whose input holds every default", async () => {
  const answer = await submitted({
    allocation: { method: { name: "risk-parity" }, constraints: { upper: 0.5, bounds: [{ asset: "A", upper: 0.3 }] } },
    walkForward: { methods: [{ method: { name: "minimum-variance" } }], window: 100 },
    book: { ...book, shockStress: [{ name: "fall", shocks: [{ asset: "B", change: -0.2 }] }] },
  });
  expect(answer).toMatchObject({
    run: {
      kind: "MARKET",
      job: "market.portfolio",
      portfolio: null,
      input: {
        missing: "REFUSE",
        allocation: { method: { name: "risk-parity" }, covariance: { name: "ledoit-wolf-constant-correlation" }, periodsPerYear: 252 },
        walkForward: { rebalanceEvery: 21, methods: [{ id: "minimum-variance" }] },
        book: { method: "filtered-historical", alphas: [0.95, 0.975, 0.99], stress: [{ kind: "SHOCK", others: "ZERO" }] },
      },
    },
  });
});

test.each<[string, Record<string, unknown>, string, string[]]>([
  ["nothing asked", {}, "INVALID_INPUT", ["allocation"]],
  ["an unknown column", { assets: ["A", "D"], book }, "UNKNOWN_COLUMN", ["assets"]],
  ["a column of text", { assets: ["A", "note"], book }, "TYPE_MISMATCH", ["assets"]],
  [
    "a time that is none",
    { timeColumn: "A", assets: ["B"], book: { positions: [{ asset: "B", amount: 1 }] } },
    "TYPE_MISMATCH",
    ["timeColumn"],
  ],
  ["days without a time column", { timeColumn: null, from: "2024-01-01", book }, "INVALID_INPUT", ["timeColumn"]],
  ["a day that is none", { from: "yesterday", book }, "INVALID_INPUT", ["from"]],
  ["an asset twice", { assets: ["A", "A"], book }, "INVALID_INPUT", ["assets"]],
  ["an unknown method", { allocation: { method: { name: "magic" } } }, "INVALID_INPUT", []],
  [
    "a wrong parameter",
    { allocation: { method: { name: "mean-variance", params: { riskAversion: -1 } } } },
    "INVALID_INPUT",
    ["allocation"],
  ],
  ["a bound of a stranger", { allocation: { constraints: { bounds: [{ asset: "Z", upper: 0.1 }] } } }, "INVALID_INPUT", ["allocation"]],
  ["a level in percent", { book: { ...book, alphas: [99] } }, "INVALID_INPUT", []],
  ["a position of a stranger", { book: { positions: [{ asset: "Z", amount: 1 }] } }, "INVALID_INPUT", ["book", "positions"]],
  ["a frontier without options", { frontierPoints: 10, book }, "INVALID_INPUT", ["frontierPoints"]],
  [
    "methods of one id",
    { walkForward: { methods: [{ method: { name: "risk-parity" } }, { method: { name: "risk-parity" } }] } },
    "INVALID_INPUT",
    ["walkForward", "methods"],
  ],
])("%s is refused with its place", async (_what, input, code, path) => {
  const answer = await submitted(input);
  expect(answer).toMatchObject({ code });
  expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
});

test("a viewer may read results, and not submit", async () => {
  const key = await harness.keyOf("VIEWER");
  const query = "{ portfolioMethods { name title params } covarianceEstimators { name } positionMethods { name } }";
  const { data } = await harness.ask<Record<string, { name: string }[]>>(query, {}, key);
  expect(data?.portfolioMethods?.map(({ name }) => name)).toContain("hierarchical-risk-parity");
  expect(data?.positionMethods?.[0]?.name).toBe("filtered-historical");
  const mutation = "mutation ($input: SubmitPortfolioInput!) { submitPortfolio(input: $input) { __typename } }";
  const refused = await harness.ask(mutation, { input: { datasetId: prices, assets: ["A"], book } }, key);
  expect(refused.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
});

test("what a worker has written is answered in its types", async () => {
  const { run } = (await submitted({ book })) as { run: { id: string } };
  const metric = { name: "sharpe", value: 0.5, low: 0.1, high: 0.9, difference: { value: 0.1, low: -0.2, high: 0.3, p: 0.4 } };
  const entry = {
    id: "risk-parity",
    method: "risk-parity",
    metrics: [metric],
    annualTurnover: 0.8,
    costs: 0.01,
    nRebalances: 2,
    nFailed: 0,
    rebalances: [{ at: 100, day: "2024-05-01", weights: [0.5, 0.3, 0.2], turnover: 1, failed: null }],
    wealth: [{ at: 100, day: "2024-05-01", value: 1.01, drawdown: 0 }],
  };
  const result = {
    assets: ["A", "B", "C"],
    read: { nRows: 300, nDropped: 0, from: "2024-01-01", to: "2024-12-31" },
    allocation: null,
    frontier: { points: [{ expectedReturn: 0.1, volatility: 0.2, sharpe: 0.5, weights: [1, 0, 0] }], single: [] },
    walkForward: { nTest: 200, from: "2024-05-01", to: "2024-12-31", entries: [entry] },
    book: null,
  };
  await harness.database.transaction(async (tx) => {
    const claim = await claimRun(harness.database, run.id, { id: "wrk_test", engine: "CPU" });
    if (!claim) throw new Error("not claimed");
    await succeedRun(tx, claim, { result });
  });
  const [row] = await harness.database.db.select({ status: runs.status }).from(runs).where(eq(runs.id, run.id));
  expect(row?.status).toBe("SUCCEEDED");
  const query = `query ($id: ID!) { run(id: $id) { portfolio { assets read { nRows from } allocation { method } frontier { points { weights } }
    walkForward { entries { id metrics { name value difference { p } } rebalances { day weights } wealth { value } } } book { netValue } } } }`;
  const { data } = await harness.ask<{ run: { portfolio: unknown } }>(query, { id: run.id });
  expect(data?.run.portfolio).toMatchObject({
    read: { nRows: 300, from: "2024-01-01" },
    allocation: null,
    frontier: { points: [{ weights: [1, 0, 0] }] },
    walkForward: { entries: [{ metrics: [{ value: 0.5, difference: { p: 0.4 } }], rebalances: [{ weights: [0.5, 0.3, 0.2] }] }] },
    book: null,
  });
});
