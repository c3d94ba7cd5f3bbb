import type { ComparisonResult } from "@plimsoll/schema";
import { claimRun, submitPart, succeedRun } from "@plimsoll/schema/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let datasetId: string;
beforeAll(async () => {
  harness = await openHarness();
  datasetId = await readyDataset(harness.database, harness.workspaceId, {
    age: "INTEGER",
    rate: "FLOAT",
    who: "STRING",
    target: "INTEGER",
  });
});
afterAll(() => harness?.close());

interface Answered {
  __typename: string;
  message?: string;
  path?: string[];
  run?: { id: string; kind: string; job: string; comparison: Record<string, unknown> };
}
const training = (overrides: Record<string, unknown> = {}) => ({
  datasetId,
  modelName: "Credit",
  target: "target",
  architecture: "mlp",
  ...overrides,
});

async function compare(input: Record<string, unknown>): Promise<Answered> {
  const comparison =
    "comparison { task method metric better candidates { name baseline architecture mean run { id } } pairs { a } verdict { kind } }";
  const query = `mutation ($input: SubmitComparisonInput!) { submitComparison(input: $input) { __typename
    ... on SubmitComparisonSuccess { run { id kind job ${comparison} } } ... on UserError { message path } } }`;
  const answer = await harness.ask<{ submitComparison: Answered }>(query, { input });
  if (!answer.data?.submitComparison) throw new Error(JSON.stringify(answer.errors));
  return answer.data.submitComparison;
}

describe("submitComparison", () => {
  test("the training's architecture comes first, then the others, then the baselines, each under a name of its own; folds are the default", async () => {
    const candidates = [{ architecture: "tabm" }, { architecture: "mlp", params: { units: [8] }, training: { learningRate: 0.1 } }];
    const { run } = await compare({ training: training({ baselines: ["LOGISTIC", "BOOSTED_TREES"] }), candidates });
    expect(run).toMatchObject({ kind: "COMPARISON", job: "model.compare" });
    expect(run?.comparison).toMatchObject({ task: "BINARY", method: "K_FOLD", metric: "auc", better: null, pairs: [], verdict: null });
    const rows = run?.comparison.candidates as { name: string; baseline: string | null; architecture: string | null }[];
    expect(rows.map(({ baseline, architecture }) => baseline ?? architecture)).toEqual(["mlp", "tabm", "mlp", "LOGISTIC", "BOOSTED_TREES"]);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(5);
  });

  test.each([
    [{ candidates: [{ architecture: "nope" }] }, ["candidates", "0", "architecture"], /does not exist/],
    [{ candidates: [{ architecture: "mlp", params: { units: [0] } }] }, ["candidates", "0", "params", "units", "0"], /at least 1/],
    [
      { candidates: [{ architecture: "mlp" }, { architecture: "mlp", training: { weightDecay: 0.1 } }] },
      ["candidates", "1", "training", "weightDecay"],
      /needs optimizer ADAMW/,
    ],
    [{ metric: "rmse" }, ["metric"], /not compared by 'rmse'. Choose one of: auc/],
    [{ training: { baselines: [] } }, ["candidates"], /at least two models/],
    [{ training: { target: "tarjet" } }, ["training", "target"], /did you mean/],
    [{ training: { validation: { method: "GROUP_K_FOLD" } } }, ["training", "validation", "groupColumn"], /needs groupColumn/],
    [{ training: { idempotencyKey: "x" } }, ["training", "idempotencyKey"], /belongs to the comparison/],
  ] as const)("%j is refused at its place", async (change, path, says) => {
    const { training: part, ...rest } = change as { training?: object };
    expect(await compare({ training: training({ ...part }), ...rest })).toMatchObject({ path, message: expect.stringMatching(says) });
  });

  test("the same key gives the same comparison", async () => {
    const input = { training: training(), idempotencyKey: "compare-once" };
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await compare(input)).run?.id));
    expect(new Set(ids).size).toBe(1);
    expect(await compare({ ...input, metric: "ks" })).toMatchObject({ __typename: "IdempotencyConflictError" });
  });
});

test("candidates show their folds as soon as their own runs have ended, and the result as the worker wrote it", async () => {
  const { run } = await compare({ training: training() });
  const id = run?.id ?? "";
  const claim = await claimRun(harness.database, id, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("not claimed");
  const fold = { fold: 1, trainRows: 80, testRows: 20, epochs: 3, seconds: 1.5, metrics: [{ name: "auc", value: 0.7 }] };
  const part = await harness.database.transaction((tx) =>
    submitPart(tx, claim, { name: "candidate/1", job: "model.validate", input: { index: 1, name: "Logistic regression" } }),
  );
  const held = await claimRun(harness.database, part.id, { id: "wrk_test", engine: "CPU" });
  if (!held) throw new Error("not claimed");
  await harness.database.transaction((tx) => succeedRun(tx, held, { result: { folds: [fold] } }));
  const fields = `better nRows candidates { name mean low high seconds run { id } folds { fold trainRows testRows epochs metrics { name value } } error { code } }
    pairs { a b difference low high test p pCorrected pFolds } verdict { kind choice tied sentence }`;
  const query = `query ($id: ID!) { run(id: $id) { comparison { ${fields} } } }`;
  const before = await harness.ask<{ run: { comparison: Record<string, unknown> } }>(query, { id });
  expect(before.data?.run.comparison).toMatchObject({
    candidates: [
      { mean: null, folds: [], run: null },
      {
        name: "Logistic regression",
        mean: null,
        seconds: 1.5,
        run: { id: part.id },
        folds: [{ fold: 1, epochs: 3, metrics: [{ name: "auc", value: 0.7 }] }],
      },
    ],
    pairs: [],
    verdict: null,
  });

  const candidate = {
    baseline: null,
    architecture: "mlp",
    runId: null,
    mean: 0.8,
    low: 0.7,
    high: 0.9,
    folds: [],
    seconds: 1,
    error: null,
  };
  const result: ComparisonResult = {
    task: "BINARY",
    method: "K_FOLD",
    metric: "auc",
    better: "higher",
    nRows: 100,
    candidates: [
      { name: "A", ...candidate },
      { ...candidate, name: "B", mean: null, low: null, high: null, error: { code: "DIVERGED", message: "" } },
    ],
    pairs: [{ a: "A", b: "B", difference: 0.1, low: 0, high: 0.2, test: "DELONG", p: 0.01, pCorrected: 0.02, pFolds: null }],
    verdict: { kind: "NETWORK_WINS", choice: "A", tied: ["A"], sentence: "A network wins." },
  };
  await harness.database.transaction((tx) => succeedRun(tx, claim, { result }));
  const after = await harness.ask<{ run: { comparison: Record<string, unknown> } }>(query, { id });
  expect(after.errors).toBeUndefined();
  expect(after.data?.run.comparison).toMatchObject({
    better: "HIGHER",
    nRows: 100,
    candidates: [
      { name: "A", mean: 0.8 },
      { name: "B", mean: null, error: { code: "DIVERGED" } },
    ],
    pairs: [{ a: "A", b: "B", test: "DELONG", pFolds: null }],
    verdict: result.verdict,
  });
});
