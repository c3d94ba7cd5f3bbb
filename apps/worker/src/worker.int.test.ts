import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CrossValidation, ReplayResult } from "@plimsoll/schema";
import { artifacts, cancelRun, datasetColumns, datasets, modelVersions, runAttempts, runEvents, runHistory } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually, runProcessesOf } from "./testing/processes.ts";
import { months, TARGET, writeTaiwan } from "./testing/taiwan.ts";
import { type RunningWorker, startWorker, type WorkerOptions } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker | null = null;
let datasetId: string;

const start = (overrides: Partial<WorkerOptions> = {}): Promise<RunningWorker> =>
  startWorker({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "CPU",
    logLevel: "silent",
    codeVersion: "test",
    graceMs: 10_000,
    ...overrides,
  });

/** A small LSTM on 500 rows: an epoch takes long enough to be interrupted. */
const training = (overrides: Record<string, unknown> = {}) => ({
  datasetId,
  modelName: "Card default",
  target: TARGET,
  drop: ["ID"],
  architecture: "lstm",
  params: { units: [8] },
  sequence: months,
  split: { method: "COLUMN" as const, testColumn: "IS_TEST" },
  training: { epochs: 4, batchSize: 16, seed: 7, learningRate: 0.02 },
  ...overrides,
});

const versionsOf = (runId: string) => fixture.database.db.select().from(modelVersions).where(eq(modelVersions.runId, runId));
const attemptsOf = (runId: string) =>
  fixture.database.db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(asc(runAttempts.number));
const epochsOf = async (runId: string) => new Set((await runHistory(fixture.database.db, runId)).map(({ epoch }) => epoch)).size;
const logsOf = async (runId: string) =>
  (await fixture.database.db.select().from(runEvents).where(eq(runEvents.runId, runId)))
    .filter(({ type }) => type === "LOG")
    .map(({ data }) => String(data.message));
const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

/** A run's working files go right after its end has become visible. */
const nothingLeft = () => {
  const { staging, checkpoints } = homeFolders(fixture.home);
  return eventually(
    async () => [...(await readdir(staging)), ...(await readdir(checkpoints))].length === 0,
    2_000,
    "no staging and no checkpoint",
  );
};

beforeAll(async () => {
  fixture = await startFixture();
  worker = await start();
  const file = join(fixture.folder, "taiwan.csv");
  await writeTaiwan(file, 500);
  const ingest = await fixture.submitIngest(file);
  const ended = await fixture.ended(ingest.runId);
  if (ended.status !== "SUCCEEDED") throw new Error(JSON.stringify(ended.error));
  datasetId = ingest.datasetId;
});

afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

describe("ingest", () => {
  test("a file becomes a READY dataset with columns, profile and stored bytes", async () => {
    const [dataset] = await fixture.database.db.select().from(datasets).where(eq(datasets.id, datasetId));
    expect(dataset).toMatchObject({ status: "READY", rowCount: 500, duplicateRowCount: 0 });
    const columns = await fixture.database.db
      .select()
      .from(datasetColumns)
      .where(eq(datasetColumns.datasetId, datasetId))
      .orderBy(datasetColumns.position);
    expect(columns).toHaveLength(26);
    expect(columns[0]).toMatchObject({ name: "ID", type: "INTEGER", profile: { min: 1, max: 500 } });
    expect(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(dataset?.artifactSha256 ?? "")).toContain(
      dataset?.artifactSha256,
    );
  });

  test("a broken line fails dataset and run together, naming the line, and leaves no file", async () => {
    const path = join(fixture.folder, "ragged.csv");
    await writeFile(path, "a,b\n1,2\n3\n5,6\n");
    const { runId, datasetId: broken } = await fixture.submitIngest(path);
    const run = await fixture.ended(runId);
    expect(run.error?.code).toBe("BAD_CSV");
    expect(run.error?.message).toMatch(/[Ll]ine 3/);
    const [dataset] = await fixture.database.db.select().from(datasets).where(eq(datasets.id, broken));
    expect(dataset).toMatchObject({ status: "FAILED", artifactSha256: null });
    await nothingLeft();
  });
});

describe("training", () => {
  test("a run registers one version with metrics, baseline, lineage and signature", async () => {
    const runId = await fixture.submitTraining(training());
    const run = await fixture.ended(runId);
    expect(run.error).toBeNull();
    expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 1, progress: 1, engine: "CPU" });
    expect(new Set(run.metrics.map(({ split }) => split))).toEqual(new Set(["TRAIN", "VALIDATION", "TEST"]));
    const auc = run.metrics.find(({ name, split }) => name === "auc" && split === "TEST");
    expect(auc?.value).toBeGreaterThan(0.5);
    expect(auc?.low).toBeLessThanOrEqual(auc?.value ?? 0);
    expect(run.baselines.map(({ name }) => name)).toEqual(["LOGISTIC"]);
    expect(run.report).toMatchObject({ nRows: 100, threshold: 0.5 });
    const [version] = await versionsOf(runId);
    expect(version).toMatchObject({
      id: run.modelVersionId,
      version: 1,
      lineage: { datasetId, engine: "CPU", seed: 7, testRows: 100 },
      signature: { task: "BINARY", positiveLabel: "1", labels: ["0", "1"] },
    });
    expect(version?.signature?.columns.map(({ name }) => name)).not.toContain("IS_TEST");
    expect(await epochsOf(runId)).toBe(4);
    await nothingLeft();
  });

  test("a run's own steps make its features, and the version shows what they left out and learned", async () => {
    const pipeline = {
      rows: [
        { type: "keep-where", params: { operator: "GREATER", values: [20000] }, columns: ["LIMIT_BAL"] },
        { type: "deduplicate", params: {} },
      ],
      steps: [
        { type: "quantile-normal", params: {}, columns: ["*_AMT*", "LIMIT_BAL"] },
        { type: "one-hot", params: { maxLevels: 4 }, columns: ["EDUCATION"] },
      ],
      defaults: true,
    };
    const run = await fixture.ended(await fixture.submitTraining(training({ pipeline, modelName: "Own steps", training: { epochs: 1 } })));
    expect(run.error).toBeNull();
    const [version] = await versionsOf(run.id);
    const shown = version?.pipeline;
    expect(shown?.rows.map(({ type, rowsIn }) => [type, rowsIn])).toEqual([
      ["keep-where", 500],
      ["deduplicate", shown?.rows[0]?.rowsOut],
    ]);
    expect(shown?.rows[0]?.rowsOut).toBeLessThan(500);
    const { trainRows = 0, validationRows = 0, testRows = 0 } = version?.lineage ?? {};
    expect(trainRows + validationRows + testRows).toBe(shown?.rows[1]?.rowsOut);
    expect(shown?.steps.map(({ type, origin }) => [type, origin])).toEqual([
      ["quantile-normal", "USER"],
      ["one-hot", "USER"],
      ["missing-indicator", "DEFAULT"],
      ["impute-median", "DEFAULT"],
      ["standard-scale", "DEFAULT"],
    ]);
    // The six months of a group are one fit, the limit another.
    expect(shown?.steps[0]?.learned.map(({ columns }) => columns.length)).toEqual([6, 6, 1]);
    expect(shown?.features).toEqual(expect.arrayContaining(["PAY", "BILL_AMT", "PAY_AMT", "LIMIT_BAL", "EDUCATION=(other)"]));
    expect(shown?.nSteps).toBe(6);
  });

  test("a killed child is replaced by one that goes on from the checkpoint, and the model is bit for bit that of an unbroken run", async () => {
    const spec = training({ training: { epochs: 6, batchSize: 8, seed: 3 }, modelName: "Killed" });
    const unbroken = await fixture.ended(await fixture.submitTraining(spec));
    const runId = await fixture.submitTraining(spec);
    await eventually(async () => (await epochsOf(runId)) >= 2, 30_000, "two epochs");
    for (const id of runProcessesOf(process.pid)) process.kill(id, "SIGKILL");
    const run = await fixture.ended(runId);
    expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
    expect((await attemptsOf(runId)).map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ["REQUEUED", "TRAINER_KILLED"],
      ["SUCCEEDED", undefined],
    ]);
    expect(await logsOf(runId)).toEqual([expect.stringMatching(/goes on after epoch [2-5]\./)]);
    const [version, ...others] = await versionsOf(runId);
    expect(others).toEqual([]);
    const [expected] = await versionsOf(unbroken.id);
    expect(version?.artifactSha256).toBe(expected?.artifactSha256);
    expect(version?.version).toBe((expected?.version ?? 0) + 1);
  });

  test("folds are judged on rows their models never saw, before the run's own model is trained as ever", async () => {
    const spec = training({
      training: { epochs: 2, batchSize: 32, earlyStopping: { metric: "val_loss", patience: 1 } },
      modelName: "On folds",
    });
    const runId = await fixture.submitTraining({ ...spec, validation: { method: "K_FOLD", folds: 3 } });
    const run = await fixture.ended(runId);
    expect(run.error).toBeNull();
    const { crossValidation } = run.result as { crossValidation: CrossValidation };
    // 400 of 500 rows are not the test's; each fold keeps 10 % of its training rows to stop early by.
    expect(crossValidation.folds.map(({ fold, testRows }) => [fold, testRows])).toEqual([
      [1, 134],
      [2, 133],
      [3, 133],
    ]);
    for (const { trainRows, testRows } of crossValidation.folds)
      expect(Math.abs(trainRows - 0.9 * (400 - testRows))).toBeLessThanOrEqual(1);
    const aucs = crossValidation.folds.map(({ metrics }) => metrics.find(({ name }) => name === "auc")?.value ?? 0);
    const auc = crossValidation.metrics.find(({ name }) => name === "auc");
    expect(auc?.mean).toBeCloseTo(aucs.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect(auc?.low).toBeLessThan(auc?.mean ?? 0);
    const plain = await fixture.ended(await fixture.submitTraining(spec));
    expect((await versionsOf(runId))[0]?.metrics).toEqual((await versionsOf(plain.id))[0]?.metrics);
    await nothingLeft();
  });

  test("a version trains again to the same weights from its record, and where data or engine are others it is refused", async () => {
    const made = await fixture.ended(
      await fixture.submitTraining(training({ training: { epochs: 2, batchSize: 32 }, modelName: "Replayed" })),
    );
    const [version] = await versionsOf(made.id);
    const replay = { datasetId, runId: made.id, modelVersionId: version?.id ?? "" };
    const again = await fixture.ended(await fixture.submitReplay(replay));
    expect(again.error).toBeNull();
    const result = again.result as ReplayResult;
    expect(result).toMatchObject({ outcome: "IDENTICAL", samePipeline: true, maxWeightDifference: 0, engine: { name: "CPU" } });
    expect(result.weightHash).toEqual({ stored: version?.lineage.weightHash, replayed: version?.lineage.weightHash });
    expect(result.scores).toMatchObject({ count: 100, maxAbsolute: 0 });
    expect(result.metrics.find(({ name }) => name === "auc")).toMatchObject({
      stored: result.metrics.find(({ name }) => name === "auc")?.replayed,
    });
    expect((await fixture.database.db.select().from(modelVersions)).filter(({ runId }) => runId === again.id)).toEqual([]);

    const changed = { ...version?.lineage, datasetSha256: "0".repeat(64) };
    await fixture.database.pool.query("UPDATE plimsoll.model_versions SET lineage = $1 WHERE id = $2", [changed, version?.id]);
    expect(await fixture.ended(await fixture.submitReplay(replay))).toMatchObject({ status: "FAILED", error: { code: "NOT_READY" } });
    const elsewhere = { ...version?.lineage, engineVersion: "0.0.1" };
    await fixture.database.pool.query("UPDATE plimsoll.model_versions SET lineage = $1 WHERE id = $2", [elsewhere, version?.id]);
    expect(await fixture.ended(await fixture.submitReplay(replay))).toMatchObject({
      status: "FAILED",
      error: { code: "ENGINE_UNSUPPORTED" },
    });
  });

  test("a cancelled run stops within two seconds, registers nothing and leaves no file", async () => {
    const runId = await fixture.submitTraining(training({ training: { epochs: 1_000, batchSize: 8 } }));
    await eventually(async () => (await epochsOf(runId)) >= 1, 30_000, "an epoch");
    const cancelledAt = performance.now();
    await fixture.database.transaction((tx) => cancelRun(tx, fixture.workspaceId, runId));
    await eventually(() => runProcessesOf(process.pid).length === 0, 5_000, "no child");
    await nothingLeft();
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    expect(await versionsOf(runId)).toEqual([]);
    expect(await fixture.row(runId)).toMatchObject({ status: "CANCELLED", modelVersionId: null });
  });

  test("a stopping worker puts its run back at a checkpoint without costing an attempt, and the next worker finishes it", async () => {
    const runId = await fixture.submitTraining(training({ training: { epochs: 8, batchSize: 8 }, modelName: "Drained" }));
    await eventually(async () => (await epochsOf(runId)) >= 2, 30_000, "two epochs");
    await worker?.close();
    worker = null;
    expect(await fixture.row(runId)).toMatchObject({ status: "QUEUED", attempts: 0, attemptToken: null });
    expect(runProcessesOf(process.pid)).toEqual([]);
    worker = await start();
    expect(await fixture.ended(runId)).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
    expect((await attemptsOf(runId)).map(({ outcome }) => outcome)).toEqual(["REQUEUED", "SUCCEEDED"]);
    expect(await logsOf(runId)).toEqual([expect.stringMatching(/goes on after epoch \d+\./)]);
    expect(await versionsOf(runId)).toHaveLength(1);
  });

  let plainId: string;
  beforeAll(async () => {
    const path = join(fixture.folder, "plain.csv");
    const rows = Array.from(
      { length: 200 },
      (_, i) => `${i % 13},${i % 7},1,${i % 2},${i % 2 === 0 ? 3e37 : -3e37},${i % 5 === 0 ? 1 : 0}`,
    );
    await writeFile(path, `a,b,one,two,value,IS_TEST\n${rows.join("\n")}\n`);
    const ingest = await fixture.submitIngest(path);
    await fixture.ended(ingest.runId);
    plainId = ingest.datasetId;
  });

  test.each([
    ["a target of one class", { split: { method: "RANDOM" as const }, target: "one" }, "DEGENERATE_TARGET", /one class/],
    ["a column that does not exist", { target: "twoo" }, "UNKNOWN_COLUMN", /'two'/],
    ["a missing architecture", { target: "two", architecture: "nope" }, "INVALID_INPUT", /nope/],
    [
      "a learning rate that blows up",
      {
        target: "value",
        task: "REGRESSION" as const,
        split: { method: "RANDOM" as const },
        training: { epochs: 5, learningRate: 10, optimizer: "SGD" as const },
        architecture: "mlp",
      },
      "DIVERGED",
      /diverged/,
    ],
  ])("%s fails the run at once with advice", async (_title, change, code, message) => {
    const runId = await fixture.submitTraining({
      ...training({ sequence: null, drop: [], architecture: "mlp" }),
      ...change,
      datasetId: plainId,
    });
    const run = await fixture.ended(runId);
    expect(run.error?.message).toMatch(message);
    expect(run).toMatchObject({ status: "FAILED", attempts: 1, error: { code } });
    expect(await versionsOf(runId)).toEqual([]);
  });

  test("an input of a later release fails with the reason, and the queue moves on", async () => {
    const poisoned = await fixture.submitRaw("model.train", { format: 99 });
    const next = await fixture.submitScoring({ datasetId, modelVersionId: "mv_none" });
    expect(await fixture.ended(poisoned)).toMatchObject({
      status: "FAILED",
      attempts: 1,
      error: { code: "INVALID_INPUT", message: expect.stringContaining("datasetId") },
    });
    expect(await fixture.ended(next)).toMatchObject({
      status: "FAILED",
      error: { code: "INVALID_INPUT", message: expect.stringContaining("mv_none") },
    });
  });
});

describe("limits", () => {
  test("a run that needs more memory than it may have fails naming the limit, is not retried, and the next one works", async () => {
    await worker?.close();
    worker = await start({ memoryMb: 24 });
    const run = await fixture.ended(await fixture.submitTraining(training()));
    expect(run).toMatchObject({ status: "FAILED", attempts: 1, error: { code: "OUT_OF_MEMORY" } });
    expect(run.error?.message).toContain("24 MB");
    await worker.close();
    worker = await start();
    const next = await fixture.submitTraining(training({ training: { epochs: 1 } }));
    expect(await fixture.ended(next)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("a run that takes too long is stopped and says so", async () => {
    await worker?.close();
    worker = await start({ timeoutMs: 2_000 });
    const runId = await fixture.submitTraining(training({ training: { epochs: 10_000, batchSize: 8 } }));
    expect(await fixture.ended(runId)).toMatchObject({ status: "FAILED", attempts: 1, error: { code: "TIMED_OUT" } });
    expect(runProcessesOf(process.pid)).toEqual([]);
    await worker.close();
    worker = await start();
  });
});

test("names that are special to JavaScript, SQL or a spreadsheet are plain column names through ingest, training and scoring", async () => {
  const path = join(fixture.folder, "hostile.csv");
  const names = ["__proto__", "constructor", "toString", "=cmd()", "a;drop table", "probability"];
  const rows = Array.from({ length: 300 }, (_, i) => [...names.map((_name, c) => (i * (c + 3)) % 17), i % 3 === 0 ? 1 : 0].join(","));
  await writeFile(path, `${[...names.map((name) => `"${name}"`), "hasOwnProperty"].join(",")}\n${rows.join("\n")}\n`);
  const ingest = await fixture.submitIngest(path);
  expect((await fixture.ended(ingest.runId)).error).toBeNull();
  const spec = {
    ...training({ sequence: null, drop: [], architecture: "mlp", params: { units: [4] }, split: {}, training: { epochs: 2 } }),
    datasetId: ingest.datasetId,
    target: "hasOwnProperty",
  };
  const run = await fixture.ended(await fixture.submitTraining(spec));
  expect(run.error).toBeNull();
  const [version] = await versionsOf(run.id);
  expect(version?.signature?.columns.map(({ name }) => name)).toEqual(names);
  const scored = await fixture.ended(
    await fixture.submitScoring({ datasetId: ingest.datasetId, modelVersionId: version?.id ?? "", format: "CSV", explain: true }),
  );
  expect(scored.error).toBeNull();
  const text = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(scored.output?.sha256 ?? ""), "utf8");
  const header = text.slice(0, text.indexOf("\n"));
  expect(header).toBe(
    "__proto__,constructor,toString,'=cmd(),a;drop table,probability (input),hasOwnProperty,probability,decision,reason_1,reason_2,reason_3,reason_4,out_of_distribution",
  );
  expect(text.trim().split("\n")).toHaveLength(301);
});

test("every stored file is named by a row, and every row's file is there", async () => {
  const rows = await fixture.database.db.select({ sha256: artifacts.sha256 }).from(artifacts);
  const files = await filesBelow(homeFolders(fixture.home).artifacts);
  expect(new Set(files)).toEqual(new Set(rows.map(({ sha256 }) => sha256)));
});
