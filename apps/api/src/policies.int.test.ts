import { newId, type PolicyEvaluationSpec } from "@plimsoll/schema";
import { claimRun, modelVersions, policyDecisions, runs, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, otherWorkspace, readyDataset } from "./testing/harness.ts";
import { registeredPolicy } from "./testing/policy-version.ts";
import { openStandInScorer, type StandInScorer } from "./testing/stand-in-scorer.ts";

let harness: Harness;
let scorer: StandInScorer;
let log: string;
let policy: { versionId: string; modelId: string };
beforeAll(async () => {
  scorer = await openStandInScorer();
  harness = await openHarness({ scorerUrl: scorer.url });
  log = await readyDataset(harness.database, harness.workspaceId, {
    score: "FLOAT",
    action: "STRING",
    reward: "FLOAT",
    propensity: "FLOAT",
    segment: "STRING",
    note: "STRING",
  });
  policy = await registeredPolicy(harness.database, harness.workspaceId, "pricing", harness.ownerKey);
});
afterAll(async () => {
  await harness?.close();
  await scorer?.close();
});

type Value = Record<string, unknown> & { code?: string; path?: string[]; message?: string };
/** A mutation's answer: its success, or its refusal with code, message and path. */
async function mutate(name: string, input: Record<string, unknown>, fields: string, key?: string): Promise<Value> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Success { ${fields} } ... on UserError { code message path } } }`;
  const { data, errors } = await harness.ask<Record<string, Value>>(query, { input }, key);
  return data?.[name] ?? { code: errors?.[0]?.extensions.code, message: errors?.[0]?.message ?? "" };
}

const trainings: [string, Record<string, unknown>, string, string[]][] = [
  ["neither log nor environment", {}, "INVALID_INPUT", ["datasetId"]],
  ["an agent that does not exist", { datasetId: "LOG", agent: "oracle" }, "INVALID_INPUT", ["agent"]],
  ["a parameter out of range", { datasetId: "LOG", params: { epochs: 0 } }, "INVALID_INPUT", ["params", "epochs"]],
  ["an agent of environments on a log", { datasetId: "LOG", agent: "dqn" }, "INVALID_INPUT", ["agent"]],
  ["an agent of logs in an environment", { environment: "cartpole" }, "INVALID_INPUT", ["agent"]],
  ["an environment that does not exist", { environment: "casino", agent: "dqn" }, "INVALID_INPUT", ["environment"]],
  ["a hedge in a bandit", { environment: "bandit-pricing", agent: "deep-hedge" }, "INVALID_INPUT", ["environment"]],
  ["episodes without accounts", { datasetId: "LOG", agent: "cql" }, "INVALID_INPUT", ["columns", "episode"]],
  ["an unknown column", { datasetId: "LOG", columns: { reward: "profit" } }, "UNKNOWN_COLUMN", ["columns", "reward"]],
  ["a reward of text", { datasetId: "LOG", columns: { reward: "note" } }, "TYPE_MISMATCH", ["columns", "reward"]],
  ["a policy that reads its own outcome", { datasetId: "LOG", features: ["reward"] }, "INVALID_INPUT", ["features"]],
  [
    "a limit that cannot be",
    { datasetId: "LOG", constraints: { exposureCaps: { portfolio: -1 } } },
    "INVALID_INPUT",
    ["constraints", "exposureCaps", "portfolio"],
  ],
  [
    "a price band upside down",
    { datasetId: "LOG", constraints: { priceBand: { low: 0.3, high: 0.1 } } },
    "INVALID_INPUT",
    ["constraints", "priceBand"],
  ],
  [
    "prices that could fall as risk rises",
    {
      datasetId: "LOG",
      constraints: {
        priceLadder: {
          edges: [0.1],
          bands: [
            { low: 0.1, high: 0.2 },
            { low: 0.15, high: 0.3 },
          ],
        },
      },
    },
    "INVALID_INPUT",
    ["constraints", "priceLadder", "bands"],
  ],
  [
    "a fallback that the environment does not have",
    { environment: "credit-limit", agent: "exact", constraints: { fallbackAction: "vanish" } },
    "INVALID_INPUT",
    ["constraints", "fallbackAction"],
  ],
  [
    "a hedge with limits of a list",
    { environment: "hedge-bs", agent: "deep-hedge", constraints: { lossBudget: 5 } },
    "INVALID_INPUT",
    ["constraints"],
  ],
  [
    "a hedge that may hold nothing",
    { environment: "hedge-bs", agent: "deep-hedge", constraints: { low: 5 } },
    "INVALID_INPUT",
    ["constraints", "low"],
  ],
  [
    "a sale that could not end",
    { environment: "execution-ac", agent: "execution-net", constraints: { high: 10 } },
    "INVALID_INPUT",
    ["constraints", "high"],
  ],
  ["a limit that nobody knows", { datasetId: "LOG", constraints: { mercy: 1 } }, "INVALID_INPUT", ["constraints"]],
  ["eleven seeds", { datasetId: "LOG", seeds: 11 }, "INVALID_INPUT", ["seeds"]],
  ["another tenant's log", { datasetId: newId("dataset") }, "NOT_FOUND", []],
];

describe("training", () => {
  test("a submission is a POLICY run whose input holds every default", async () => {
    const answer = await mutate(
      "submitPolicyTraining",
      { modelName: "limits", agent: "dr-learner", datasetId: log, features: ["score"] },
      "run { kind job input policyTraining { weightHash } }",
    );
    expect(answer).toMatchObject({
      run: {
        kind: "POLICY",
        job: "policy.train",
        policyTraining: null,
        input: {
          agent: "dr-learner",
          seeds: 1,
          source: {
            kind: "LOG",
            features: ["score"],
            gamma: 0.98,
            columns: { action: "action", propensity: "propensity", rewardDueAt: null },
          },
        },
      },
    });
  });

  test.each(trainings)("%s is refused with its place", async (_what, input, code, path) => {
    const answer = await mutate(
      "submitPolicyTraining",
      { modelName: "p", agent: "dr-learner", ...input, ...(input.datasetId === "LOG" ? { datasetId: log } : {}) },
      "run { id }",
    );
    expect(answer).toMatchObject({ code });
    expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
  });
});

/** An evaluation as it is when a worker has carried it out. */
async function evaluation(more: Record<string, unknown> = {}): Promise<string> {
  const { run } = (await mutate(
    "submitPolicyEvaluation",
    { modelVersionId: policy.versionId, datasetId: log, ...more },
    "run { id }",
  )) as unknown as { run: { id: string } };
  await harness.database.transaction(async (tx) => {
    const claim = await claimRun(harness.database, run.id, { id: "wrk_test", engine: "CPU" });
    if (!claim) throw new Error("not claimed");
    await succeedRun(tx, claim, { result: {} });
  });
  return run.id;
}

describe("evaluation and promotion", () => {
  test.each<[string, Record<string, unknown>, string, string[]]>([
    ["a version that does not exist", { modelVersionId: newId("modelVersion") }, "NOT_FOUND", []],
    ["a bar that cannot be", { thresholds: { impactRatio: 2 } }, "INVALID_INPUT", ["thresholds", "impactRatio"]],
    ["an unknown option", { estimators: { magic: 1 } }, "INVALID_INPUT", ["estimators"]],
    ["episodes without accounts", { gamma: 0.9 }, "INVALID_INPUT", ["columns", "episode"]],
    ["a group that is no column", { applicant: { group: "tribe" } }, "UNKNOWN_COLUMN", ["applicant", "group"]],
    ["too few resamples", { replicates: 5 }, "INVALID_INPUT", ["replicates"]],
  ])("an evaluation with %s is refused", async (_what, input, code, path) => {
    const answer = await mutate("submitPolicyEvaluation", { modelVersionId: policy.versionId, datasetId: log, ...input }, "run { id }");
    expect(answer).toMatchObject({ code });
    expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
  });

  test("no way leads around the gate", async () => {
    const around = await mutate(
      "promoteModelVersion",
      { modelVersionId: policy.versionId, alias: "champion", reason: "quickly" },
      "modelVersion { id }",
    );
    expect(around).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(around.message).toContain("promotePolicy");
    const validated = await mutate(
      "setModelVersionStatus",
      { modelVersionId: policy.versionId, status: "VALIDATED", reason: "quickly" },
      "modelVersion { id }",
    );
    expect(validated).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    const decided = await mutate("decide", { modelName: "pricing", modelVersionId: policy.versionId, record: { score: 700 } }, "action");
    expect(decided).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(scorer.requests).toHaveLength(0);
  });

  test("a promotion carries the evaluation, its reason and its override into the run", async () => {
    const evaluationRunId = await evaluation();
    const override = { checks: ["TAIL"], reason: "The committee agreed on 3 May." };
    const answer = await mutate(
      "promotePolicy",
      { evaluationRunId, reason: "It earns more.", override },
      "run { job modelVersionId: id input policyPromotion { outcome } }",
    );
    expect(answer).toMatchObject({
      run: { job: "policy.promote", input: { alias: "champion", override, evaluationRunId }, policyPromotion: null },
    });
    const input = (answer as unknown as { run: { input: { evaluation: PolicyEvaluationSpec } } }).run.input;
    expect(input.evaluation.modelVersionId).toBe(policy.versionId);
    expect(
      await mutate(
        "promotePolicy",
        { evaluationRunId, reason: "x", override: { checks: ["LUCK"], reason: "The committee agreed." } },
        "run { id }",
      ),
    ).toMatchObject({
      code: "INVALID_INPUT",
      path: ["override", "checks"],
    });
    expect(
      await mutate("promotePolicy", { evaluationRunId, reason: "x", override: { checks: ["TAIL"], reason: "so" } }, "run { id }"),
    ).toMatchObject({ code: "INVALID_INPUT", path: ["override", "reason"] });
    const developer = await harness.keyOf("DEVELOPER");
    expect(await mutate("promotePolicy", { evaluationRunId, reason: "x" }, "run { id }", developer)).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("decisions", () => {
  const logged = async (id: string, more: Record<string, unknown> = {}) => {
    await harness.database.db.insert(policyDecisions).values({
      id,
      workspaceId: harness.workspaceId,
      modelId: policy.modelId,
      modelVersionId: policy.versionId,
      inputHash: "0",
      record: { score: 700 },
      action: "lend",
      propensity: 0.9,
      mask: ["decline", "lend"],
      closed: [],
      declineReasons: [],
      fallback: false,
      seed: 4_000_000_000,
      actor: "key_test",
      ...more,
    });
  };

  test("what the scorer has decided and logged is answered with chance, mask, reasons and version", async () => {
    await harness.database.db.update(modelVersions).set({ status: "VALIDATED" }).where(eq(modelVersions.id, policy.versionId));
    const id = newId("policyDecision");
    await logged(id, { reference: "a-1" });
    scorer.answer = { status: 200, body: { decisionId: id, repeated: false } };
    const answer = await mutate(
      "decide",
      { modelName: "pricing", modelVersionId: policy.versionId, record: { score: 700 }, reference: "a-1", applicant: { amount: 5 } },
      "action propensity mask repeated reasons { code } policyVersion { version } decision { id fallback }",
    );
    expect(answer).toEqual({
      action: "lend",
      propensity: 0.9,
      mask: ["decline", "lend"],
      repeated: false,
      reasons: [],
      policyVersion: { version: 1 },
      decision: { id, fallback: false },
    });
    expect(scorer.requests.at(-1)).toMatchObject({
      modelId: policy.modelId,
      record: { score: 700 },
      applicant: { amount: 5 },
      reference: "a-1",
    });
    expect(await mutate("decide", { modelName: "pricing", record: { score: 700 } }, "action")).toMatchObject({
      code: "INVALID_INPUT",
      path: ["alias"],
    });
    expect(
      await mutate("decide", { modelName: "pricing", modelVersionId: policy.versionId, record: {}, applicant: { amount: -5 } }, "action"),
    ).toMatchObject({ code: "INVALID_INPUT", path: ["applicant", "amount"] });
    scorer.answer = {
      status: 409,
      body: { error: { code: "IDEMPOTENCY_CONFLICT", kind: "conflict", message: "used", context: { path: ["reference"] } } },
    };
    expect(
      await mutate("decide", { modelName: "pricing", modelVersionId: policy.versionId, record: { score: 1 }, reference: "a-1" }, "action"),
    ).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("rewards mature: all of a report or none, the same again changes nothing, another value asks for a word", async () => {
    const [one, two] = [newId("policyDecision"), newId("policyDecision")];
    await logged(one, { reference: "r-1", rewardDueAt: new Date(0) });
    await logged(two, { reference: "r-2" });
    const report = (rewards: object[], more: object = {}) =>
      mutate("recordRewards", { modelName: "pricing", rewards, ...more }, "unchanged decisions { reference reward ended }");
    expect(
      await report([
        { reference: "r-1", reward: 5 },
        { reference: "nobody", reward: 1 },
      ]),
    ).toMatchObject({ code: "INVALID_INPUT", path: ["rewards", "1"] });
    expect(
      await report([
        { reference: "r-1", reward: 5, ended: true },
        { decisionId: two, reward: -3 },
      ]),
    ).toMatchObject({
      unchanged: 0,
      decisions: [
        { reference: "r-1", reward: 5, ended: true },
        { reference: "r-2", reward: -3, ended: null },
      ],
    });
    expect(await report([{ reference: "r-1", reward: 5 }])).toMatchObject({ unchanged: 1, decisions: [] });
    expect(await report([{ reference: "r-1", reward: 6 }])).toMatchObject({ code: "INVALID_INPUT" });
    expect(await report([{ reference: "r-1", reward: 6 }], { correct: true })).toMatchObject({ decisions: [{ reward: 6 }] });
    expect(
      await report([
        { reference: "r-1", reward: 6 },
        { decisionId: one, reward: 6 },
      ]),
    ).toMatchObject({ code: "INVALID_INPUT" });
    expect(await report([{ reward: 6 }])).toMatchObject({ code: "INVALID_INPUT" });
    const query =
      "query ($name: String!, $reward: RewardState) { model(name: $name) { decisions(reward: $reward) { edges { node { reference reward } } } } }";
    const { data } = await harness.ask<{ model: { decisions: { edges: { node: { reference: string } }[] } } }>(query, {
      name: "pricing",
      reward: "KNOWN",
    });
    expect(data?.model.decisions.edges.map(({ node }) => node.reference).sort()).toEqual(["r-1", "r-2"]);
    const other = await otherWorkspace(harness.database);
    expect(
      await mutate("recordRewards", { modelName: "pricing", rewards: [{ decisionId: one, reward: 1 }] }, "unchanged", other.key),
    ).toMatchObject({ code: "NOT_FOUND" });
  });

  test("whoever decides may switch a policy off, and only who promotes switches it on again", async () => {
    const state = "model { policyState { killSwitch reason fallbackVersion { id } updatedBy { name } usage { scope } } }";
    const developer = await harness.keyOf("DEVELOPER");
    expect(
      await mutate(
        "setPolicyKillSwitch",
        { modelName: "pricing", on: true, reason: "Losses rise.", fallbackVersionId: policy.versionId },
        state,
        developer,
      ),
    ).toMatchObject({
      model: { policyState: { killSwitch: true, reason: "Losses rise.", fallbackVersion: { id: policy.versionId }, usage: [] } },
    });
    expect(await mutate("setPolicyKillSwitch", { modelName: "pricing", on: false, reason: "Better." }, state, developer)).toMatchObject({
      code: "INVALID_INPUT",
      path: ["on"],
    });
    expect(await mutate("setPolicyKillSwitch", { modelName: "pricing", on: false, reason: "  " }, state)).toMatchObject({
      code: "INVALID_INPUT",
      path: ["reason"],
    });
    expect(await mutate("setPolicyKillSwitch", { modelName: "pricing", on: false, reason: "Better." }, state)).toMatchObject({
      model: { policyState: { killSwitch: false, fallbackVersion: null } },
    });
  });
});

describe("stages", () => {
  const move = (input: Record<string, unknown>, key?: string) =>
    mutate("setPolicyStage", { reason: "agreed", ...input }, "modelVersion { policyStage aliases status }", key);

  test("a version goes to the shadow, as canary only past the gate, back, and is retired; every other way is refused", async () => {
    const { versionId } = await registeredPolicy(harness.database, harness.workspaceId, "staged", harness.ownerKey);
    expect(await move({ modelVersionId: versionId, stage: "SHADOW" })).toMatchObject({
      modelVersion: { policyStage: "SHADOW", aliases: ["shadow"] },
    });
    expect(await move({ modelVersionId: versionId, stage: "CHAMPION" })).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await move({ modelVersionId: versionId, stage: "CANARY", canaryShare: 0.1 })).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await move({ modelVersionId: versionId, stage: "CANARY", canaryShare: 0.9 })).toMatchObject({
      code: "INVALID_INPUT",
      path: ["canaryShare"],
    });
    expect(await move({ modelVersionId: versionId, stage: "SHADOW", canaryShare: 0.1 })).toMatchObject({ path: ["canaryShare"] });
    await harness.database.db.update(modelVersions).set({ status: "VALIDATED" }).where(eq(modelVersions.id, versionId));
    expect(await move({ modelVersionId: versionId, stage: "CANARY", canaryShare: 0.1 })).toMatchObject({
      modelVersion: { policyStage: "CANARY", aliases: ["canary"] },
    });
    const { data } = await harness.ask<{ model: unknown }>('{ model(name: "staged") { policyState { canaryShare } } }');
    expect(data?.model).toMatchObject({ policyState: { canaryShare: 0.1 } });
    expect(await move({ modelVersionId: versionId, stage: "DRAFT" })).toMatchObject({
      modelVersion: { policyStage: "DRAFT", aliases: [] },
    });
    expect(await move({ modelVersionId: versionId, stage: "RETIRED" })).toMatchObject({ modelVersion: { policyStage: "RETIRED" } });
    expect(await move({ modelVersionId: versionId, stage: "SHADOW" })).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await move({ modelVersionId: newId("modelVersion"), stage: "SHADOW" })).toMatchObject({ code: "NOT_FOUND" });
  });

  test("a shadow run is of one policy, and its version one of it", async () => {
    const answer = await mutate("submitPolicyShadow", { modelName: "pricing", modelVersionId: policy.versionId }, "run { job kind input }");
    expect(answer).toMatchObject({
      run: { job: "policy.shadow", kind: "MONITORING", input: { windowDays: 30, modelVersionId: policy.versionId } },
    });
    const { versionId } = await registeredPolicy(harness.database, harness.workspaceId, "another", harness.ownerKey);
    expect(await mutate("submitPolicyShadow", { modelName: "pricing", modelVersionId: versionId }, "run { id }")).toMatchObject({
      code: "INVALID_INPUT",
      path: ["modelVersionId"],
    });
    expect(await mutate("submitPolicyShadow", { modelName: "pricing", windowDays: 0 }, "run { id }")).toMatchObject({
      path: ["windowDays"],
    });
    expect(await mutate("submitPolicyShadow", { modelName: "nobody" }, "run { id }")).toMatchObject({ code: "NOT_FOUND" });
  });
});

test("logs, simulations and monitorings are submitted with their defaults, and refuse what does not fit", async () => {
  const sample = await mutate(
    "createSampleDecisionLog",
    { environment: "collections", datasetName: "calls", n: 10 },
    "run { kind job input } dataset { name status }",
  );
  expect(sample).toMatchObject({
    run: { kind: "INGEST", job: "policy.log", input: { source: { kind: "SAMPLE", n: 10, seed: 1, rewardDelayDays: 30 } } },
    dataset: { name: "calls", status: "INGESTING" },
  });
  expect(await mutate("createSampleDecisionLog", { environment: "cartpole", datasetName: "x" }, "run { id }")).toMatchObject({
    code: "INVALID_INPUT",
    path: ["environment"],
  });
  expect(
    await mutate(
      "createDecisionLog",
      { modelName: "pricing", datasetName: "x", from: "2025-02-01T00:00:00Z", to: "2025-01-01T00:00:00Z" },
      "run { id }",
    ),
  ).toMatchObject({ code: "INVALID_INPUT", path: ["to"] });
  expect(await mutate("submitPolicySimulation", { modelVersionId: policy.versionId }, "run { id }")).toMatchObject({
    code: "INVALID_INPUT",
    path: ["environment"],
  });
  expect(await mutate("submitPolicySimulation", { modelVersionId: policy.versionId, environment: "cartpole" }, "run { id }")).toMatchObject(
    { code: "INVALID_INPUT", path: ["environment"] },
  );
  expect(await mutate("submitPolicyMonitoring", { modelName: "pricing", windowDays: -1 }, "run { id }")).toMatchObject({
    code: "INVALID_INPUT",
    path: ["windowDays"],
  });
  const monitoring = await mutate("submitPolicyMonitoring", { modelName: "pricing" }, "run { id kind job }");
  expect(monitoring).toMatchObject({ run: { kind: "MONITORING", job: "policy.monitor" } });
  const { run } = monitoring as unknown as { run: { id: string } };
  const schedule = await mutate("createSchedule", { name: "watch", runId: run.id, cadence: "DAILY" }, "schedule { job cadence }");
  expect(schedule).toMatchObject({ schedule: { job: "policy.monitor", cadence: "DAILY" } });
});

test("a viewer reads catalogs and versions, and submits nothing", async () => {
  const viewer = await harness.keyOf("VIEWER");
  const query =
    "query ($id: ID!) { policyAgents { name learnsFrom environments params } policyEnvironments { id hasExactSolution actionNames } policyRules { constraints thresholds checks } modelVersion(id: $id) { policy { agent actionNames inputs { name type } axes { name low } constraints } } }";
  const { data, errors } = await harness.ask<Record<string, { name: string }[] & { checks: string[]; policy: object }>>(
    query,
    { id: policy.versionId },
    viewer,
  );
  expect(errors).toBeUndefined();
  expect(data?.policyAgents?.map(({ name }) => name)).toContain("cql");
  expect(data?.policyRules?.checks).toContain("MEAN_WEIGHT");
  expect(data?.modelVersion?.policy).toMatchObject({
    agent: "dr-learner",
    actionNames: ["decline", "lend"],
    inputs: [{ name: "score", type: "FLOAT" }],
  });
  expect(await mutate("submitPolicyTraining", { modelName: "p", agent: "dr-learner", datasetId: log }, "run { id }", viewer)).toMatchObject(
    { code: "FORBIDDEN" },
  );
  scorer.answer = {
    status: 200,
    body: {
      actionNames: ["decline", "lend"],
      x: { name: "score", values: [1, 2] },
      y: { name: "segment", values: ["a", "b"] },
      action: [
        [0, 1],
        [1, 1],
      ],
      chance: [
        [0.5, 0.5],
        [1, 1],
      ],
    },
  };
  const map = await harness.ask<{ policyActionMap: object }>(
    'query ($id: ID!) { policyActionMap(modelVersionId: $id, x: "score", y: "segment") { action chance x { numbers levels } y { numbers levels } } }',
    { id: policy.versionId },
    viewer,
  );
  expect(map.data?.policyActionMap).toEqual({
    action: [
      [0, 1],
      [1, 1],
    ],
    chance: [
      [0.5, 0.5],
      [1, 1],
    ],
    x: { numbers: [1, 2], levels: null },
    y: { numbers: null, levels: ["a", "b"] },
  });
});

test("what a worker has written of an evaluation is answered in its types", async () => {
  const id = await evaluation();
  const estimate = { estimator: "dr", value: 1, se: 0.1, ciLow: 0.8, ciHigh: 1.2, bootstrapLow: null, bootstrapHigh: null };
  const result = {
    unit: "DECISION",
    champion: "LOGGED",
    n: 10,
    immature: 1,
    overdue: 0,
    logged: estimate,
    estimates: [estimate],
    difference: { ...estimate, lower95: 0.7 },
    weights: { ess: 9, maxWeight: 2, meanWeight: 1, meanWeightSe: 0.1, meanIsOne: true, histogram: [{ from: 100, to: null, n: 1 }] },
    support: { unsupportedShare: 0, method: "SEGMENT", rareWeightShare: 0, smallestPropensity: 0.1, gaps: [] },
    propensities: null,
    rewardModel: { r2: 0.1, folds: 2 },
    actionNames: ["decline", "lend"],
    segments: [{ segment: "a", n: 10, meanReward: 1, actions: [4, 6] }],
    replay: { draws: 10, maskViolations: 0, priceViolations: 0, priceFalls: null, exposure: null, expectedLoss: null, shares: [] },
    fairness: null,
    tail: null,
    reasons: null,
    gate: {
      passed: false,
      checks: [{ id: "SUPPORT", status: "REFUSED", value: 0.2, bar: 0.01, reason: "20 % have no support." }],
      thresholds: {},
    },
    warnings: ["x"],
  };
  await harness.database.db.update(runs).set({ result }).where(eq(runs.id, id));
  const query = `query ($id: ID!) { run(id: $id) { policyEvaluation { unit champion n logged { value } estimates { estimator se } difference { lower95 }
    weights { ess histogram { from to n } } support { method gaps { segment } } propensities { folds } rewardModel { r2 } segments { actions }
    replay { draws priceFalls exposure { obligor } } fairness { reference } tail { months } reasons { declines } gate { passed checks { id status reason } } warnings } } }`;
  const { data, errors } = await harness.ask<{ run: { policyEvaluation: object } }>(query, { id });
  expect(errors).toBeUndefined();
  expect(data?.run.policyEvaluation).toMatchObject({
    unit: "DECISION",
    weights: { histogram: [{ from: 100, to: null, n: 1 }] },
    gate: { checks: [{ id: "SUPPORT", status: "REFUSED" }] },
  });
});
