import { type Claim, claimRun, pauseRun, runEvents, submitPart, succeedRun } from "@plimsoll/schema/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let datasetId: string;
beforeAll(async () => {
  harness = await openHarness();
  datasetId = await readyDataset(harness.database, harness.workspaceId, { age: "INTEGER", rate: "FLOAT", day: "DATE", target: "INTEGER" });
});
afterAll(() => harness?.close());

interface Answered {
  __typename: string;
  code?: string;
  message?: string;
  path?: string[];
  run?: { id: string; status: string; kind: string; job: string; tuning: Record<string, unknown> };
}
const training = (overrides: Record<string, unknown> = {}) => ({
  datasetId,
  modelName: "Credit",
  target: "target",
  architecture: "mlp",
  ...overrides,
});

async function tune(input: Record<string, unknown>): Promise<Answered> {
  const tuning =
    "tuning { method metric better rungs planned space { group name min max log integer values } trials { number } best { number } }";
  const query = `mutation ($input: SubmitTuningInput!) { submitTuning(input: $input) { __typename
    ... on SubmitTuningSuccess { run { id status kind job ${tuning} } } ... on UserError { code message path } } }`;
  const answer = await harness.ask<{ submitTuning: Answered }>(query, { input });
  if (!answer.data?.submitTuning) throw new Error(JSON.stringify(answer.errors));
  return answer.data.submitTuning;
}

describe("submitTuning", () => {
  test("the space follows from the architecture's own parameters, and what the user names replaces its part of it", async () => {
    const { run } = await tune({
      training: training({ training: { epochs: 27 } }),
      search: {
        trials: 30,
        space: { params: { units: { values: [[8], [16]] } }, training: { learningRate: { min: 0.001, max: 0.01, log: true } } },
      },
    });
    expect(run).toMatchObject({ status: "QUEUED", kind: "TUNING", job: "model.tune" });
    expect(run?.tuning).toMatchObject({
      method: "HALVING",
      metric: "val_auc",
      better: "HIGHER",
      rungs: [1, 3, 9, 27],
      planned: 30,
      trials: [],
      best: null,
    });
    const space = run?.tuning.space as { name: string }[];
    expect(space.find(({ name }) => name === "units")).toMatchObject({ group: "PARAMS", values: ["[8]", "[16]"], min: null });
    expect(space.find(({ name }) => name === "learningRate")).toMatchObject({
      group: "TRAINING",
      min: 0.001,
      max: 0.01,
      log: true,
      values: null,
    });
    expect(space.find(({ name }) => name === "batchSize")).toMatchObject({ integer: true, values: ["16", "32", "64", "128"] });
    expect(space.map(({ name }) => name)).toEqual(expect.arrayContaining(["activation", "dropout", "l1", "l2"]));
  });

  test.each([
    [{ search: { space: { params: { unit: { values: [1, 2] } } } } }, ["search", "space", "params", "unit"], /no parameter 'unit'/],
    [{ search: { space: { params: { dropout: { min: 0.5, max: 0.1 } } } } }, ["search", "space", "params", "dropout", "max"], /above min/],
    [{ search: { space: { training: { epochs: { values: [1, 2] } } } } }, ["search", "space", "training", "epochs"], /cannot be searched/],
    [{ search: { trials: 5000 } }, ["search", "trials"], /1000/],
    [{ search: { metric: "loss" } }, ["search", "metric"], /validation rows/],
    [{ search: { minEpochs: 50 } }, ["search", "minEpochs"], /above the 10 epochs/],
    [{ training: { target: "tarjet" } }, ["training", "target"], /did you mean 'target'/],
    [{ training: { params: { units: [0] } } }, ["training", "params", "units", "0"], /at least 1/],
    [{ training: { split: { validationFraction: 0 } } }, ["split", "validationFraction"], /needs validation rows/],
    [{ training: { validation: { method: "PURGED" } } }, ["training", "validation", "timeColumn"], /needs timeColumn/],
    [{ training: { idempotencyKey: "x" } }, ["training", "idempotencyKey"], /belongs to the search/],
  ] as const)("%j is refused at its place", async (change, path, says) => {
    const given = change as { training?: object; search?: object };
    const answer = await tune({ training: training({ ...given.training }), search: given.search ?? {} });
    expect(answer).toMatchObject({ path, message: expect.stringMatching(says) });
  });

  test("the same key gives the same search", async () => {
    const input = { training: training(), idempotencyKey: "search-once" };
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await tune(input)).run?.id));
    expect(new Set(ids).size).toBe(1);
    expect(await tune({ ...input, search: { trials: 3 } })).toMatchObject({ __typename: "IdempotencyConflictError" });
  });
});

/** A search of which a worker has carried out part: trials at their first rung, running, and of another release. */
async function searchWithTrials(count: number, epochs: number): Promise<{ id: string; claim: Claim; trials: string[] }> {
  const { run } = await tune({ training: training({ training: { epochs } }), search: { trials: 1000, eta: 3 } });
  const id = run?.id ?? "";
  const claim = await claimRun(harness.database, id, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("not claimed");
  const trials: string[] = [];
  for (let number = 1; number <= count; number++) {
    const input = { number, params: { dropout: number / 1000 }, training: { learningRate: number / 1e5 } };
    const part = await harness.database.transaction((tx) => submitPart(tx, claim, { name: `trial/${number}`, job: "model.trial", input }));
    trials.push(part.id);
  }
  return { id, claim, trials };
}

test("a trial's numbers are those of its newest epochs while it runs and of its rungs once it is put aside; curves keep their peaks", async () => {
  const { id, trials } = await searchWithTrials(3, 27);
  const [first = "", second = ""] = trials;
  const claimed = async (run: string) => {
    const claim = await claimRun(harness.database, run, { id: "wrk_test", engine: "CPU" });
    if (!claim) throw new Error("not claimed");
    return claim;
  };
  const one = await claimed(first);
  await claimed(second);
  const told = (run: string, values: number[], attempt = 1) =>
    values.map((val_auc, at) => ({
      workspaceId: harness.workspaceId,
      runId: run,
      attempt,
      type: "EPOCH" as const,
      epoch: at + 1,
      data: { val_auc, loss: 1 },
    }));
  await harness.database.db
    .insert(runEvents)
    .values([...told(first, [0.6]), ...told(second, [0.1, 0.2]), ...told(second, [0.5, 0.7, 0.65], 2)]);
  const rungs = [{ epochs: 1, value: 0.6, bestEpoch: 1 }];
  await harness.database.transaction((tx) =>
    pauseRun(tx, one, "Compared after epoch 1", { rungs, best: 0.6, last: 0.6, min: 0.6, max: 0.6, seconds: 2 }),
  );
  const fields = "number outcome status rung epochs best last min max bestEpoch seconds params training run { id parent { id } }";
  const query = `query ($id: ID!) { run(id: $id) { tuning { best { number } counts { outcome count } trials { ${fields} } curves(points: 4) { number epochs values } } } }`;
  const { data, errors } = await harness.ask<{ run: { tuning: Record<string, unknown> } }>(query, { id });
  expect(errors).toBeUndefined();
  const tuning = data?.run.tuning;
  expect(tuning?.trials).toMatchObject([
    {
      number: 1,
      outcome: "COMPARED",
      status: "QUEUED",
      rung: 1,
      epochs: 1,
      best: 0.6,
      bestEpoch: 1,
      seconds: 2,
      params: { dropout: 0.001 },
      run: { parent: { id } },
    },
    { number: 2, outcome: "RUNNING", rung: 0, epochs: 3, best: 0.7, last: 0.65, min: 0.5, max: 0.7, bestEpoch: null },
    { number: 3, outcome: "WAITING", rung: 0, epochs: 0, best: null, last: null },
  ]);
  expect(tuning).toMatchObject({
    best: { number: 1 },
    counts: [
      { outcome: "COMPARED", count: 1 },
      { outcome: "RUNNING", count: 1 },
      { outcome: "WAITING", count: 1 },
    ],
    curves: [
      { number: 1, epochs: [1], values: [0.6] },
      { number: 2, epochs: [1, 2, 3], values: [0.5, 0.7, 0.65] },
    ],
  });
});

test("named runs, parts too, are read with their curves and the extremes of all epochs", async () => {
  const { trials } = await searchWithTrials(2, 27);
  const [first, second] = trials as [string, string];
  const told = (data: Record<string, number>, at: number) => ({
    workspaceId: harness.workspaceId,
    runId: first,
    attempt: 1,
    type: "EPOCH" as const,
    epoch: at + 1,
    data,
  });
  const aucs = [0.5, 0.9, 0.6, 0.55, 0.65, 0.7, 0.62];
  await harness.database.db.insert(runEvents).values(aucs.map((val_auc, at) => told({ val_auc, loss: 1 - val_auc }, at)));
  const query =
    "query ($ids: [ID!], $points: Int) { runs(ids: $ids, first: 10) { edges { node { id curves(points: $points) { name better epochs values last min max best bestEpoch } } } } }";
  const answer = await harness.ask<{ runs: { edges: { node: { id: string; curves: { name: string; epochs: number[] }[] } }[] } }>(query, {
    ids: [first, second, "run_unknown"],
    points: 4,
  });
  const nodes = answer.data?.runs.edges.map(({ node }) => node) ?? [];
  expect(nodes.map(({ id }) => id).sort()).toEqual([first, second].sort());
  expect(nodes.find(({ id }) => id === second)?.curves).toEqual([]);
  const curves = nodes.find(({ id }) => id === first)?.curves ?? [];
  expect(curves.find(({ name }) => name === "val_auc")).toMatchObject({
    better: "HIGHER",
    best: 0.9,
    bestEpoch: 2,
    last: 0.62,
    min: 0.5,
    max: 0.9,
  });
  expect(curves.find(({ name }) => name === "loss")).toMatchObject({ better: "LOWER", bestEpoch: 2 });
  expect(curves[0]?.epochs.length).toBeLessThanOrEqual(4);
  const refused = await harness.ask(query, { ids: [first], points: 3 });
  expect(refused.errors?.[0]?.message).toMatch(/from 4 to 500/);
});

test("a thousand trials are hidden from the list of runs, and read whole in one answer", async () => {
  const { id, claim } = await searchWithTrials(0, 27);
  const result = {
    rungs: [{ epochs: 27, value: 0.77, bestEpoch: 27 }],
    best: 0.77,
    last: 0.77,
    min: 0.51,
    max: 0.77,
    seconds: 3,
    outcome: "FINISHED",
  };
  await harness.database.pool.query(
    `INSERT INTO plimsoll.runs (id, workspace_id, kind, job, status, input, dataset_id, mutation, input_hash, parent_run_id, created_by, started_at, result)
     SELECT 'run_' || lpad(n::text, 26, '0'), $1, 'TRAINING', 'model.trial', 'SUCCEEDED', jsonb_build_object('number', n, 'params', '{}'::jsonb, 'training', '{}'::jsonb),
       $2, 'part', '', $3, 'key_test', now(), $4::jsonb FROM generate_series(1, 1000) AS n`,
    [harness.workspaceId, datasetId, id, JSON.stringify(result)],
  );
  await harness.database.pool.query(
    `INSERT INTO plimsoll.run_events (workspace_id, run_id, attempt, type, epoch, data)
     SELECT $1, id, 1, 'EPOCH', epoch, jsonb_build_object('val_auc', 0.5 + 0.01 * epoch, 'loss', 0.4, 'val_loss', 0.5)
     FROM plimsoll.runs, generate_series(1, 27) AS epoch WHERE parent_run_id = $2`,
    [harness.workspaceId, id],
  );

  const list = await harness.ask<{ runs: { edges: { node: { id: string; parent: null } }[] } }>(
    "{ runs(first: 100) { edges { node { id parent { id } } } } }",
  );
  expect(list.data?.runs.edges.some(({ node }) => node.id === id)).toBe(true);
  expect(list.data?.runs.edges.every(({ node }) => node.parent === null)).toBe(true);
  const of = await harness.ask<{ runs: { edges: unknown[]; pageInfo: { hasNextPage: boolean } } }>(
    "query ($id: ID!) { runs(parent: $id, first: 100) { edges { node { id } } pageInfo { hasNextPage } } run(id: $id) { children(first: 2) { edges { node { job } } } } }",
    { id },
  );
  expect(of.data).toMatchObject({
    runs: { pageInfo: { hasNextPage: true } },
    run: { children: { edges: [{ node: { job: "model.trial" } }, { node: { job: "model.trial" } }] } },
  });

  const fields = "number runId outcome rung epochs bestEpoch best last min max seconds params training error { code message }";
  const query = `query ($id: ID!) { run(id: $id) { tuning { trials { ${fields} } curves(points: 60) { number epochs values } } } }`;
  const answer = await harness.ask<{ run: { tuning: { trials: unknown[]; curves: { values: number[] }[] } } }>(query, { id });
  expect(answer.errors).toBeUndefined();
  expect(answer.data?.run.tuning.trials).toHaveLength(1000);
  expect(answer.data?.run.tuning.curves).toHaveLength(1000);
  expect(answer.data?.run.tuning.curves[0]?.values).toHaveLength(27);
  await harness.database.transaction((tx) => succeedRun(tx, claim, {}));
});

test("cancelling a search cancels its parts with it, and a part alone cannot be submitted again", async () => {
  const { id, trials } = await searchWithTrials(40, 10);
  const cancelled = await harness.ask(
    `mutation ($input: CancelRunInput!) { cancelRun(input: $input) { ... on CancelRunSuccess { run { status children(first: 100, status: CANCELLED) { edges { node { id } } } } } } }`,
    { input: { runId: id } },
  );
  expect(cancelled.data).toMatchObject({ cancelRun: { run: { status: "CANCELLED" } } });
  const { cancelRun } = cancelled.data as { cancelRun: { run: { children: { edges: unknown[] } } } };
  expect(cancelRun.run.children.edges).toHaveLength(40);
  const retried = await harness.ask(
    "mutation ($input: RetryRunInput!) { retryRun(input: $input) { __typename ... on UserError { message } } }",
    { input: { runId: trials[0] } },
  );
  expect(retried.data).toMatchObject({
    retryRun: { __typename: "ForbiddenTransitionError", message: expect.stringContaining(`a part of ${id}`) },
  });
});
