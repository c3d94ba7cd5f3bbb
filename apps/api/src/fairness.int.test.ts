import { type AlternativesReport, fairnessPolicies, type GroupMetric, type GroupResult, type VersionFairness } from "@plimsoll/ml/catalog";
import { newId, TrainingSpec } from "@plimsoll/schema";
import { auditLog, datasets, runs } from "@plimsoll/schema/db";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";
import { playResult, type VersionOfData, versionOfData } from "./testing/trained.ts";

let harness: Harness;
let version: VersionOfData;
beforeAll(async () => {
  harness = await openHarness();
  version = await versionOfData(harness);
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { code?: string; path?: string[]; message?: string };
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
async function mutate(name: string, input: Record<string, unknown>, selection: string, key?: string): Promise<Value> {
  const query = `mutation ($input: ${capital(name)}Input!) { ${name}(input: $input) { ... on ${capital(name)}Success { ${selection} } ... on UserError { code path message } } }`;
  const { data, errors } = await harness.ask<Record<string, Value>>(query, { input }, key);
  return data?.[name] ?? { code: errors?.[0]?.extensions.code };
}
const declare = (datasetId: string, attributes: object[], key?: string) =>
  mutate("declareProtectedAttributes", { datasetId, attributes }, "dataset { protectedAttributes { column edges reference } }", key);
const train = (datasetId: string, input: Record<string, unknown> = {}) =>
  mutate("submitTraining", { datasetId, modelName: "Cards", target: "bad", architecture: "mlp", ...input }, "run { id input }");
const inputOf = ({ run }: Value) => (run as { input: TrainingSpec }).input;

describe("protected attributes", () => {
  test("are kept out of training until they are switched on by name, which the audit log notes", async () => {
    const { datasetId } = version;
    expect(inputOf(await train(datasetId)).drop).toEqual([]);
    expect(await declare(datasetId, [{ column: "sex" }, { column: "age", edges: [25, 40] }])).toMatchObject({
      dataset: { protectedAttributes: [{ column: "sex", edges: null }, { edges: [25, 40] }] },
    });
    expect(inputOf(await train(datasetId)).drop).toEqual(["sex", "age"]);
    expect(await train(datasetId, { features: ["sex", "rate"] })).toMatchObject({ code: "INVALID_INPUT", path: ["features"] });
    const groups = [{ name: "steps", columns: ["rate", "age"] }];
    expect(await train(datasetId, { sequence: { groups } })).toMatchObject({ code: "INVALID_INPUT", path: ["sequence", "groups"] });
    expect(await train(datasetId, { protectedFeatures: ["rate"] })).toMatchObject({ code: "INVALID_INPUT", path: ["protectedFeatures"] });
    const blank = { protectedFeatures: ["sex"], protectedReason: "  " };
    expect(await train(datasetId, blank)).toMatchObject({ code: "INVALID_INPUT", path: ["protectedReason"] });
    const protectedReason = "A test of how much it tells";
    const all = await train(datasetId, { features: ["sex", "rate"], protectedFeatures: ["sex"], protectedReason });
    expect(inputOf(all).features).toEqual(["sex", "rate"]);
    const [entry] = await harness.database.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, (all.run as { id: string }).id));
    expect(JSON.parse(entry?.data ?? "{}")).toMatchObject({ protectedFeatures: ["sex"], protectedReason });
  });

  test("of a data set are those of the data sets it was made of, as far as it has their columns", async () => {
    const made = await readyDataset(harness.database, harness.workspaceId, { rate: "FLOAT", sex: "INTEGER", bad: "INTEGER" });
    await harness.database.db
      .update(datasets)
      .set({ sources: [{ name: "cards", datasetId: version.datasetId }] })
      .where(eq(datasets.id, made));
    expect(inputOf(await train(made)).drop).toEqual(["sex"]);
  });

  test.each<[string, object[], string]>([
    ["an unknown column", [{ column: "sexx" }], "UNKNOWN_COLUMN"],
    ["a column twice", [{ column: "sex" }, { column: "sex" }], "INVALID_INPUT"],
    ["edges that do not ascend", [{ column: "age", edges: [40, 25] }], "INVALID_INPUT"],
    ["edges of a text", [{ column: "town", edges: [1] }], "INVALID_INPUT"],
    ["__proto__", [{ column: "__proto__" }], "UNKNOWN_COLUMN"],
  ])("%s is refused", async (_what, attributes, code) => {
    const other = await readyDataset(harness.database, harness.workspaceId, { sex: "INTEGER", age: "INTEGER", town: "STRING" });
    expect(await declare(other, attributes)).toMatchObject({ code });
  });

  test("a viewer declares nothing; another data set's id is not found", async () => {
    expect(await declare(version.datasetId, [], await harness.keyOf("VIEWER"))).toEqual({ code: "FORBIDDEN" });
    expect(await declare(newId("dataset"), [])).toEqual({ code: "NOT_FOUND" });
  });
});

describe("mitigation", () => {
  test("is kept with the training, reads a protected column without making it a feature, and is for BINARY alone", async () => {
    const mitigation = { attribute: { column: "sex" }, reweigh: true };
    const spec = inputOf(await train(version.datasetId, { mitigation }));
    expect(spec.mitigation).toMatchObject(mitigation);
    expect(spec.drop).toEqual(["sex", "age"]);
    expect(await train(version.datasetId, { task: "REGRESSION", mitigation })).toMatchObject({
      code: "INVALID_INPUT",
      path: ["mitigation"],
    });
    expect(await train(version.datasetId, { mitigation: { attribute: { column: "sex" } } })).toMatchObject({ code: "INVALID_INPUT" });
    expect(await train(version.datasetId, { mitigation: { attribute: { column: "x" }, reweigh: true } })).toMatchObject({
      code: "UNKNOWN_COLUMN",
    });
  });
});

describe("policies", () => {
  const own = { name: "OWN_RULE", title: "Our rule", minImpactRatio: 0.9, source: "Board, 2026-03" };
  test("of the workspace stand beside those that every workspace has, which nobody changes", async () => {
    const key = await harness.keyOf("VALIDATOR");
    expect(await mutate("saveFairnessPolicy", own, "policy { minImpactRatio minEvents maxProxyAuc }", key)).toMatchObject({
      policy: { minImpactRatio: 0.9, minEvents: 30, maxProxyAuc: null },
    });
    const { data } = await harness.ask<{ fairnessPolicies: { name: string; isOwn: boolean }[] }>("{ fairnessPolicies { name isOwn } }");
    expect(data?.fairnessPolicies.filter(({ isOwn }) => isOwn)).toEqual([{ name: "OWN_RULE", isOwn: true }]);
    expect(data?.fairnessPolicies).toHaveLength(fairnessPolicies.length + 1);
    expect(await mutate("saveFairnessPolicy", { ...own, name: "FOUR_FIFTHS" }, "policy { name }", key)).toMatchObject({ path: ["name"] });
    expect(await mutate("saveFairnessPolicy", { ...own, minImpactRatio: 80 }, "policy { name }", key)).toMatchObject({
      path: ["minImpactRatio"],
    });
    expect(await mutate("deleteFairnessPolicy", { name: "US_CREDIT" }, "name", key)).toMatchObject({ code: "INVALID_INPUT" });
    expect(await mutate("deleteFairnessPolicy", { name: "NONE" }, "name", key)).toEqual({ code: "NOT_FOUND" });
  });
});

const group = (name: string, isReference: boolean): GroupResult => {
  const value = { value: 0.8, low: 0.7, high: 0.9 };
  const names: GroupMetric[] = [
    "selectionRate",
    "truePositiveRate",
    "falsePositiveRate",
    "auc",
    "meanScore",
    "observedRate",
    "calibrationGap",
  ];
  return {
    name,
    nRows: 50,
    nEvents: 10,
    isSmall: !isReference,
    isReference,
    metrics: Object.fromEntries(
      names.map((metric) => [metric, metric === "auc" ? { value: null, low: null, high: null } : value]),
    ) as GroupResult["metrics"],
    adverseImpactRatio: isReference ? null : { ...value, pValue: 0.04 },
    standardizedMeanDifference: isReference ? null : 0.2,
    equalOpportunityDifference: isReference ? null : value,
    averageOddsDifference: null,
  };
};
const policy = fairnessPolicies[0] as (typeof fairnessPolicies)[number];
const fairness: VersionFairness = {
  nRows: 100,
  nEvents: 20,
  threshold: 0.5,
  approvalRate: 0.8,
  policy,
  verdict: "TOO_SMALL",
  attributes: [
    {
      columns: ["sex"],
      readByModel: [],
      report: { attribute: "sex", reference: "1", groups: [group("1", true), group("2", false)], lowestOverHighest: null },
      findings: [{ group: "2", criterion: "IMPACT_RATIO", value: 0.8, limit: 0.8, verdict: "TOO_SMALL", isSignificant: true }],
      proxies: [{ group: "1", nRows: 50, auc: 0.6, low: 0.5, high: 0.7, features: [{ feature: "rate", share: 1 }] }],
      proxyFindings: [],
    },
  ],
  intersections: [],
  missing: [{ columns: ["age"], code: "INVALID_INPUT", message: "none" }],
};

describe("a fairness report", () => {
  const submit = (input: Record<string, unknown>, key?: string) =>
    mutate("submitFairnessReport", { modelVersionId: version.versionId, ...input }, "run { id job input }", key);

  test("takes the declared attributes and keeps the policy as it was; what a worker wrote is answered in its types", async () => {
    const { run } = (await submit({ policy: "OWN_RULE" })) as { run: { id: string; job: string; input: Record<string, unknown> } };
    expect(run).toMatchObject({
      job: "model.fairness",
      input: { attributes: [{ column: "sex" }, { column: "age", edges: [25, 40] }], policy: { minImpactRatio: 0.9 } },
    });
    await playResult(harness, run.id, fairness);
    const query = `query ($id: ID!) { modelVersion(id: $id) { fairnessRun { id } fairness { verdict policy { name } missing { columns }
      attributes { report { reference groups { name isSmall selectionRate { value } auc { value } adverseImpactRatio { pValue }
        equalOpportunityDifference { low } } } findings { criterion verdict } proxies { features { feature } } } } } }`;
    const { data, errors } = await harness.ask<{ modelVersion: unknown }>(query, { id: version.versionId });
    expect(errors).toBeUndefined();
    expect(data?.modelVersion).toMatchObject({
      fairness: {
        verdict: "TOO_SMALL",
        attributes: [
          {
            report: {
              groups: [{ adverseImpactRatio: null }, { isSmall: true, auc: { value: null }, adverseImpactRatio: { pValue: 0.04 } }],
            },
            findings: [{ criterion: "IMPACT_RATIO" }],
          },
        ],
      },
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["an unknown policy", { policy: "NONE" }, "INVALID_INPUT"],
    ["a threshold beside a rate", { threshold: 0.4, approvalRate: 0.8 }, "INVALID_INPUT"],
    ["a rate in percent", { approvalRate: 80 }, "INVALID_INPUT"],
    ["an unknown column", { attributes: [{ column: "race" }] }, "UNKNOWN_COLUMN"],
  ])("%s is refused", async (_what, input, code) => expect(await submit(input)).toMatchObject({ code }));

  test("is asked for by a validator, not by a viewer", async () => {
    expect(await submit({}, await harness.keyOf("VALIDATOR"))).toMatchObject({ run: { job: "model.fairness" } });
    expect(await submit({}, await harness.keyOf("VIEWER"))).toEqual({ code: "FORBIDDEN" });
  });
});

describe("alternatives", () => {
  const search = (input: Record<string, unknown>) =>
    mutate("submitAlternatives", { modelVersionId: version.versionId, attribute: { column: "sex" }, ...input }, "run { id input }");

  test("too many trainings, an unknown column and a tolerance beyond reason are refused", async () => {
    expect(await search({ strengths: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], seeds: 5 })).toMatchObject({ path: ["seeds"] });
    expect(await search({ attribute: { column: "x" } })).toMatchObject({ code: "UNKNOWN_COLUMN" });
    expect(await search({ tolerance: 1 })).toMatchObject({ path: ["tolerance"] });
  });

  test("one that was found is trained as the next version of the same model", async () => {
    const { run } = (await search({})) as { run: { id: string } };
    const training = TrainingSpec.parse({
      datasetId: version.datasetId,
      modelName: "old name",
      target: "bad",
      architecture: "mlp",
      drop: ["sex", "age"],
    });
    const judged = { quality: 0.7, disparity: 0.2, isOnFrontier: true, test: { quality: 0.69, disparity: 0.21 } };
    const report: AlternativesReport = {
      attribute: { column: "sex" },
      groups: ["1", "2"],
      policy,
      measure: "APPROVAL",
      approvalRate: 0.8,
      tolerance: 0.01,
      nValidation: 10,
      nTest: 20,
      alternatives: [
        { reweigh: false, penalty: null, seed: 1, ...judged },
        { reweigh: false, penalty: { aim: "EQUAL_OPPORTUNITY", strength: 10 }, seed: 3, ...judged },
      ],
      chosen: 1,
      constraint: "IMPACT_RATIO",
      limit: 0.8,
      thresholds: [{ of: "ORIGINAL", thresholds: null, refusal: "none" }],
      training,
    };
    expect(await mutate("adoptAlternative", { runId: run.id, index: 1 }, "run { id }")).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    await playResult(harness, run.id, report);
    const query =
      "query ($id: ID!) { run(id: $id) { alternatives { chosen alternatives { index penalty { aim } validation { quality } test { disparity } } thresholds { refusal } } } }";
    const { data } = await harness.ask<{ run: unknown }>(query, { id: run.id });
    expect(data?.run).toMatchObject({
      alternatives: { chosen: 1, alternatives: [{ penalty: null }, { index: 1, validation: { quality: 0.7 } }] },
    });
    expect(await mutate("adoptAlternative", { runId: run.id, index: 2 }, "run { id }")).toMatchObject({ path: ["index"] });
    const adopted = await mutate("adoptAlternative", { runId: run.id, index: 1 }, "run { id kind input }");
    expect(inputOf(adopted)).toMatchObject({
      modelName: version.modelName,
      drop: ["sex", "age"],
      training: { seed: 3 },
      mitigation: { attribute: { column: "sex" }, penalty: { strength: 10 } },
    });
    const [entry] = await harness.database.db.select().from(auditLog).orderBy(desc(auditLog.position)).limit(1);
    expect(JSON.parse(entry?.data ?? "{}")).toMatchObject({ adoptedFrom: run.id, mitigation: { attribute: { column: "sex" } } });
    expect(
      (
        await harness.database.db
          .select()
          .from(runs)
          .where(eq(runs.id, (adopted.run as { id: string }).id))
      )[0]?.job,
    ).toBe("model.train");
  });
});
