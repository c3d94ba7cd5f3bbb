import { marketIndicatorKinds, windowKinds } from "@plimsoll/features";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let loans: string;
let events: string;
beforeAll(async () => {
  harness = await openHarness();
  loans = await readyDataset(harness.database, harness.workspaceId, { card: "STRING", at: "TIMESTAMP", amount: "FLOAT", bad: "INTEGER" });
  events = await readyDataset(harness.database, harness.workspaceId, { card: "STRING", at: "TIMESTAMP", paid: "FLOAT" });
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { __typename?: string; code?: string; path?: string[] };
async function mutate(field: string, input: Record<string, unknown>, selection: string): Promise<Value & { errors?: string[] }> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on UserError { code message path } } }`;
  const answer = await harness.ask<Record<string, Value>>(query, { input });
  return { ...answer.data?.[field], errors: answer.errors?.map((error) => error.extensions.code) } as Value & { errors?: string[] };
}

const windows = (name = "paid_7d") => ({
  type: "windows",
  spec: { table: "events", entity: ["card"], time: "at", features: [{ type: "sum", params: { column: "paid", window: "7d" }, name }] },
});
const set = (changes: Record<string, unknown> = {}) => ({
  name: "cards",
  spine: "loans",
  tables: [
    { name: "loans", datasetId: loans, time: "at" },
    { name: "events", datasetId: events, time: "at" },
  ],
  stages: [windows()],
  pipeline: { steps: [{ type: "impute-median", columns: ["amount", "paid_7d"] }], defaults: true },
  ...changes,
});
const define = (changes: Record<string, unknown> = {}) =>
  mutate("createFeatureSet", set(changes), "featureSetVersion { id version columns { name type } featureSet { name } }");

test("a definition is versioned: the same again is the same version, another the next", async () => {
  const first = await define();
  expect(first).toMatchObject({
    featureSetVersion: { version: 1, featureSet: { name: "cards" }, columns: expect.arrayContaining([{ name: "paid_7d", type: "FLOAT" }]) },
  });
  expect(await define()).toMatchObject({ featureSetVersion: { id: (first.featureSetVersion as { id: string }).id } });
  expect(await define({ stages: [windows("other")], pipeline: null })).toMatchObject({ featureSetVersion: { version: 2 } });
  const { data } = await harness.ask<{ featureSet: unknown }>(
    '{ featureSet(name: "cards") { versions(first: 5) { edges { node { version } } } } featureStages { type spec } }',
  );
  expect(data?.featureSet).toEqual({ versions: { edges: [{ node: { version: 2 } }, { node: { version: 1 } }] } });
});

test("what cannot work is refused with its place before anything runs", async () => {
  expect(await define({ stages: [{ type: "window", spec: {} }] })).toMatchObject({ code: "INVALID_INPUT", path: ["stages", "0", "type"] });
  expect(await define({ stages: [{ ...windows(), spec: { ...windows().spec, entity: ["crad"] } }] })).toMatchObject({
    __typename: "ColumnError",
    code: "UNKNOWN_COLUMN",
  });
  expect(await define({ pipeline: { steps: [{ type: "log", columns: ["card"] }] } })).toMatchObject({
    code: expect.stringMatching(/TYPE_MISMATCH|INVALID_INPUT/),
  });
  expect(await define({ tables: [{ name: "Loans!", datasetId: loans }] })).toMatchObject({ code: "INVALID_INPUT" });
  expect((await define({ tables: [{ name: "loans", datasetId: "ds_00000000000000000000000000" }] })).errors).toEqual(["NOT_FOUND"]);
});

test("a preview's row steps and features are checked too, and columns of a group share a fit", async () => {
  const { name: _name, ...unnamed } = set();
  const preview = (changes: Record<string, unknown>) => mutate("submitFeaturePreview", { ...unnamed, ...changes }, "run { input }");
  const rows = [{ type: "drop-missing", columns: ["amuont"] }];
  expect(await preview({ pipeline: { rows, steps: [] } })).toMatchObject({
    code: "UNKNOWN_COLUMN",
    path: ["pipeline", "rows", "0", "columns"],
  });
  const steps = [{ type: "standard-scale", columns: ["bad"] }];
  expect(await preview({ pipeline: { steps }, target: "bad" })).toMatchObject({ code: "UNKNOWN_COLUMN" });
  expect(await preview({ pipeline: { steps }, features: ["bad"], sequence: { groups: [{ name: "g", columns: ["bad"] }] } })).toMatchObject({
    run: { input: { sequence: { groups: [{ name: "g", columns: ["bad"] }] } } },
  });
});

test("every kind of window, indicator and statement item is listed with what a form needs", async () => {
  type Named = { name: string; params?: { type: string }; items?: string[] };
  const { data } = await harness.ask<Record<string, Named[]>>(
    "{ windowKinds { name params } marketIndicatorKinds { name params formula } financialIndicators { name items formula } statementItems { name title usedBy } }",
  );
  expect(data?.windowKinds?.length).toBe(windowKinds.length);
  expect(data?.marketIndicatorKinds?.length).toBe(marketIndicatorKinds.length);
  expect([...(data?.windowKinds ?? []), ...(data?.marketIndicatorKinds ?? [])].every(({ params }) => params?.type === "object")).toBe(true);
  const sum = data?.windowKinds?.find(({ name }) => name === "sum");
  expect(sum?.params).toMatchObject({ properties: { column: { format: "column" } } });
  const items = new Set(data?.statementItems?.map(({ name }) => name));
  expect(data?.financialIndicators?.flatMap(({ items: read }) => read ?? []).filter((item) => !items.has(item))).toEqual([]);
});

test("builds, audits and previews are submitted as runs, and a build's data set says what made it", async () => {
  const version = (await define()).featureSetVersion as { id: string };
  const sources = [
    { name: "loans", datasetId: loans },
    { name: "events", datasetId: events },
  ];
  const build = { featureSetVersionId: version.id, sources, datasetName: "with windows", idempotencyKey: "k" };
  const selection = "run { id kind job } dataset { id status fileName sources { name } featureSetVersion { id } }";
  const built = await mutate("submitFeatureBuild", build, selection);
  expect(built).toMatchObject({
    run: { kind: "INGEST", job: "feature.build" },
    dataset: { status: "INGESTING", sources: [{ name: "loans" }, { name: "events" }], featureSetVersion: { id: version.id } },
  });
  expect(await mutate("submitFeatureBuild", build, selection)).toMatchObject({ run: { id: (built.run as { id: string }).id } });
  expect(await mutate("submitFeatureBuild", { ...build, idempotencyKey: null, sources: sources.slice(0, 1) }, "run { id }")).toMatchObject({
    code: "INVALID_INPUT",
    path: ["sources"],
  });
  const swapped = [
    { name: "loans", datasetId: events },
    { name: "events", datasetId: loans },
  ];
  expect(await mutate("submitFeatureBuild", { ...build, idempotencyKey: null, sources: swapped }, "run { id }")).toMatchObject({
    code: "UNKNOWN_COLUMN",
  });
  expect(await mutate("submitLeakageAudit", { featureSetVersionId: version.id, sources, nSampled: 10 }, "run { job }")).toMatchObject({
    run: { job: "feature.audit" },
  });
  const { name: _name, ...unnamed } = set();
  expect(await mutate("submitFeaturePreview", { ...unnamed, rows: 5 }, "run { job featurePreview { rowCount } }")).toMatchObject({
    run: { job: "feature.preview", featurePreview: null },
  });
  const trained = await mutate(
    "submitTraining",
    { datasetId: loans, modelName: "M", target: "bad", drop: ["card", "at"], architecture: "mlp", featureSetVersionId: version.id },
    "run { input }",
  );
  expect(trained).toMatchObject({ code: "UNKNOWN_COLUMN" });
});
