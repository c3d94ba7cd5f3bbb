import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FeatureSetDefinition } from "@plimsoll/features";
import { readSchema, readTable } from "@plimsoll/features/files";
import { type FeatureSource, newId } from "@plimsoll/schema";
import { datasetColumns, datasets, featureSets, featureSetVersions, modelVersions } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningScorer, startScorer } from "./scorer-server.ts";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

const SECRET = "a-secret-of-the-tests";
let fixture: Fixture;
let worker: RunningWorker;
let scorer: RunningScorer;
let sources: FeatureSource[];
let versionId: string;
let definition: FeatureSetDefinition;

const at = (day: number, hour = 0) => new Date(Date.UTC(2025, 0, day, hour)).toISOString().slice(0, 19);
const cards = Array.from({ length: 12 }, (_, i) => `c${i}`);
const decisions = Array.from({ length: 240 }, (_, i) => ({
  card: cards[i % 12],
  at: at(2 + (i % 26), i % 24),
  amount: 10 + (i % 7),
  bad: Number(i % 5 === 0 || i % 7 === 1),
}));
const events = Array.from({ length: 900 }, (_, i) => ({
  card: cards[(i * 5) % 12],
  at: at(1 + (i % 28), (i * 3) % 24),
  paid: (i * 13) % 101,
}));
const ratings = cards.flatMap((card, i) => [1, 9, 17].map((day, k) => ({ card, since: at(day), grade: "ABC"[(i + k) % 3] })));

async function ingested(name: string, rows: Record<string, unknown>[]): Promise<string> {
  const names = Object.keys(rows[0] ?? {});
  const path = join(fixture.folder, `${name}.csv`);
  await writeFile(path, `${names.join(",")}\n${rows.map((row) => names.map((key) => row[key]).join(",")).join("\n")}\n`);
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId);
  return datasetId;
}

const columnsOf = (datasetId: string) =>
  fixture.database.db
    .select({ name: datasetColumns.name, type: datasetColumns.type })
    .from(datasetColumns)
    .where(eq(datasetColumns.datasetId, datasetId))
    .orderBy(datasetColumns.position);

beforeAll(async () => {
  fixture = await startFixture();
  const options = { databaseUrl: fixture.url, home: fixture.home, engine: "CPU" as const, logLevel: "silent", codeVersion: "test" };
  worker = await startWorker(options);
  scorer = await startScorer({ ...options, port: 0, secret: SECRET });
  sources = [
    { name: "loans", datasetId: await ingested("loans", decisions) },
    { name: "events", datasetId: await ingested("events", events) },
    { name: "ratings", datasetId: await ingested("ratings", ratings) },
  ];
  const columns = await Promise.all(sources.map(({ datasetId }) => columnsOf(datasetId)));
  definition = FeatureSetDefinition.parse({
    spine: "loans",
    tables: [
      { name: "loans", time: "at", columns: columns[0] },
      { name: "events", time: "at", columns: columns[1] },
      { name: "ratings", time: "since", columns: columns[2] },
    ],
    stages: [
      { type: "join", spec: { time: "at", tables: [{ table: "ratings", key: ["card"], time: "since", prefix: "rating_" }] } },
      {
        type: "windows",
        spec: {
          table: "events",
          entity: ["card"],
          time: "at",
          features: [
            { type: "sum", params: { column: "paid", window: "7d" }, name: "paid_7d" },
            { type: "count", params: { window: "1d" }, name: "events_1d" },
          ],
        },
      },
    ],
    pipeline: { steps: [{ type: "one-hot", columns: ["rating_grade"] }], defaults: true },
  });
  const featureSetId = newId("featureSet");
  versionId = newId("featureSetVersion");
  const { workspaceId } = fixture;
  await fixture.database.db.insert(featureSets).values({ id: featureSetId, workspaceId, name: "cards" });
  await fixture.database.db.insert(featureSetVersions).values({
    id: versionId,
    workspaceId,
    featureSetId,
    version: 1,
    definition: { ...definition },
    sha256: "0".repeat(64),
    createdBy: "key_test",
  });
});
afterAll(async () => {
  await scorer?.close();
  await worker?.close();
  await fixture?.close();
});

async function built(): Promise<{ datasetId: string; sha256: string }> {
  const datasetId = newId("dataset");
  const runId = await fixture.submitRaw("feature.build", { datasetId, featureSetVersionId: versionId, sources });
  await fixture.database.db.insert(datasets).values({
    id: datasetId,
    workspaceId: fixture.workspaceId,
    name: "built",
    options: { types: {}, missing: [] },
    runId,
    createdBy: "key_test",
    featureSetVersionId: versionId,
    sources,
  });
  const run = await fixture.ended(runId);
  expect(run.error).toBeNull();
  const [dataset] = await fixture.database.db.select().from(datasets).where(eq(datasets.id, datasetId));
  return { datasetId, sha256: dataset?.artifactSha256 ?? "" };
}

test("a build makes a data set with typed columns, and single rows at the scorer get the same numbers", async () => {
  const { datasetId, sha256 } = await built();
  expect((await columnsOf(datasetId)).slice(4)).toEqual([
    { name: "rating_grade", type: "STRING" },
    { name: "paid_7d", type: "FLOAT" },
    { name: "events_1d", type: "FLOAT" },
  ]);
  const path = await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(sha256);
  expect((await readSchema(path)).rowCount).toBe(decisions.length);
  const table = await readTable(path);
  const column = (name: string) => table.columns.find((candidate) => candidate.name === name);
  for (const row of [0, 57, 239]) {
    const own = events.filter(({ card, at: when }) => card === decisions[row]?.card && when < (decisions[row]?.at ?? ""));
    const response = await fetch(`${scorer.url}/features`, {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
      body: JSON.stringify({
        workspaceId: fixture.workspaceId,
        featureSetVersionId: versionId,
        tables: [
          { name: "loans", rows: [{ card: decisions[row]?.card, at: decisions[row]?.at }] },
          { name: "events", rows: own },
          { name: "ratings", rows: ratings.filter(({ card }) => card === decisions[row]?.card) },
        ],
      }),
    });
    const [answer] = ((await response.json()) as { rows: Record<string, unknown>[] }).rows;
    const paid = column("paid_7d");
    const grade = column("rating_grade");
    expect(answer?.paid_7d).toBe(paid?.type === "FLOAT" ? paid.values[row] : null);
    expect(answer?.rating_grade).toBe(grade?.type === "STRING" ? (grade.dictionary[grade.codes[row] as number] ?? null) : null);
  }
});

test("a training with the feature set takes its pipeline and names it in the lineage", async () => {
  const { datasetId } = await built();
  const spec = {
    datasetId,
    modelName: "Cards",
    target: "bad",
    drop: ["card", "at"],
    architecture: "mlp",
    params: { units: [4] },
    training: { epochs: 1 },
  };
  const run = await fixture.ended(await fixture.submitTraining({ ...spec, pipeline: definition.pipeline, featureSetVersionId: versionId }));
  expect(run.error).toBeNull();
  const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.runId, run.id));
  expect(version?.lineage).toMatchObject({ datasetId, featureSetVersionId: versionId });
  expect(version?.pipeline?.steps[0]).toMatchObject({ type: "one-hot", origin: "USER" });
});

test("a preview shows every stage and step on the same rows", async () => {
  const run = await fixture.ended(
    await fixture.submitRaw("feature.preview", {
      definition,
      sources,
      rows: 5,
      target: "bad",
      features: ["amount", "rating_grade", "paid_7d"],
    }),
  );
  expect(run.error).toBeNull();
  const { stages } = run.result as {
    stages: { kind: string; type: string; cells: unknown[][]; columns: { name: string }[]; notes: string[]; learned: unknown[] }[];
  };
  expect(stages.slice(0, 4).map(({ kind, type }) => [kind, type])).toEqual([
    ["SOURCE", "loans"],
    ["STAGE", "join"],
    ["STAGE", "windows"],
    ["STEP", "one-hot"],
  ]);
  expect(stages.every(({ cells, columns }) => cells.length === 5 && cells.every((row) => row.length === columns.length))).toBe(true);
  expect(stages[1]?.notes[0]).toMatch(/ratings: \d+ of 240 rows/);
  expect(stages[3]?.learned[0]).toMatchObject({ columns: ["rating_grade"], summary: { levels: expect.anything() } });
});

test("a preview says what row steps leave out, and carries out steps that judge columns by a model", async () => {
  const pipeline = {
    rows: [{ type: "keep-where", params: { operator: "GREATER", values: [10] }, columns: ["amount"] }],
    steps: [{ type: "select-permutation", columns: ["amount", "paid_7d"] }],
  };
  const run = await fixture.ended(
    await fixture.submitRaw("feature.preview", {
      definition: { ...definition, pipeline },
      sources,
      target: "bad",
      features: ["amount", "paid_7d"],
    }),
  );
  expect(run.error).toBeNull();
  const { stages } = run.result as { stages: { kind: string; notes: string[]; learned: { summary: unknown }[] }[] };
  const kept = decisions.filter(({ amount }) => amount > 10).length;
  expect(stages.find(({ kind }) => kind === "ROWS")?.notes).toEqual([`keeps ${kept} of 240 rows of the sample`]);
  expect(stages.find(({ kind }) => kind === "STEP")?.learned.length).toBeGreaterThan(0);
});

test("the leakage audit passes a set that looks back and names a column that does not", async () => {
  const passed = await fixture.ended(await fixture.submitRaw("feature.audit", { featureSetVersionId: versionId, sources, nSampled: 30 }));
  expect(passed.result).toMatchObject({ passed: true, nSampled: 30 });
});

test("a failed build leaves a FAILED data set and its reason", async () => {
  const datasetId = newId("dataset");
  // The ratings stand for the events, which lack the column that a window sums.
  const wrong = sources.map(({ name, datasetId: id }) => ({ name, datasetId: name === "events" ? (sources[2]?.datasetId ?? "") : id }));
  const runId = await fixture.submitRaw("feature.build", { datasetId, featureSetVersionId: versionId, sources: wrong });
  const values = { id: datasetId, workspaceId: fixture.workspaceId, name: "wrong", options: { types: {}, missing: [] }, runId };
  await fixture.database.db.insert(datasets).values({ ...values, createdBy: "key_test", featureSetVersionId: versionId, sources: wrong });
  const run = await fixture.ended(runId);
  expect(run).toMatchObject({ status: "FAILED", error: { code: "UNKNOWN_COLUMN", message: expect.stringContaining("Stage 2") } });
  const [dataset] = await fixture.database.db.select().from(datasets).where(eq(datasets.id, datasetId));
  expect(dataset?.status).toBe("FAILED");
});
