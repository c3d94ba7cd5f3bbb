import { join } from "node:path";
import { readTable } from "@plimsoll/features/files";
import type { ComparisonResult } from "@plimsoll/schema";
import { modelVersions, partsOf } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually, runProcessesOf } from "./testing/processes.ts";
import { TARGET, writeTaiwan } from "./testing/taiwan.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

/** A comparison starts several processes; a busy machine takes its time. */
const LIMIT_MS = 300_000;
vi.setConfig({ testTimeout: LIMIT_MS, hookTimeout: LIMIT_MS });

let fixture: Fixture;
let worker: RunningWorker | null = null;
let datasetId: string;

const start = (): Promise<RunningWorker> =>
  startWorker({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "CPU",
    logLevel: "silent",
    codeVersion: "test",
    graceMs: 10_000,
    concurrency: { training: 2 },
  });

beforeAll(async () => {
  fixture = await startFixture();
  worker = await start();
  const file = join(fixture.folder, "taiwan.csv");
  await writeTaiwan(file, 400);
  const ingest = await fixture.submitIngest(file);
  await fixture.ended(ingest.runId, LIMIT_MS);
  datasetId = ingest.datasetId;
});

afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

const training = (overrides: Record<string, unknown> = {}) => ({
  datasetId,
  modelName: "Compared",
  target: TARGET,
  drop: ["ID"],
  architecture: "mlp",
  params: { units: [8] },
  split: { method: "COLUMN" as const, testColumn: "IS_TEST" },
  validation: { method: "K_FOLD" as const, folds: 3 },
  training: { epochs: 3, batchSize: 32, seed: 7 },
  baselines: ["LOGISTIC" as const],
  ...overrides,
});

test("candidates are judged on the same rows of the same folds, a killed one goes on, and the differences are tested", async () => {
  const runId = await fixture.submitComparison(training(), [
    { architecture: "mlp", params: { units: [4] }, training: { learningRate: 0.01 } },
  ]);
  await eventually(() => runProcessesOf(process.pid).length > 0, LIMIT_MS, "a candidate at work");
  for (const id of runProcessesOf(process.pid)) process.kill(id, "SIGKILL");
  const run = await fixture.ended(runId, LIMIT_MS);
  expect(run.error).toBeNull();
  expect(run).toMatchObject({ status: "SUCCEEDED", kind: "COMPARISON", modelVersionId: null });
  const result = run.result as ComparisonResult;
  const names = ["Multilayer perceptron (ANN)", "Multilayer perceptron (ANN) (2)", "Logistic regression"];
  expect(result).toMatchObject({ task: "BINARY", method: "K_FOLD", metric: "auc", better: "higher", nRows: 320 });
  expect(result.candidates.map(({ name }) => name)).toEqual(names);
  expect(result.candidates.map(({ baseline }) => baseline)).toEqual([null, null, "LOGISTIC"]);
  for (const { folds, mean, low, high, error } of result.candidates) {
    expect(error).toBeNull();
    expect(folds.map(({ testRows }) => testRows)).toEqual([107, 107, 106]);
    // The mean of the folds' own metrics, as each candidate's run has told them.
    const aucs = folds.map(({ metrics }) => metrics.find(({ name }) => name === "auc")?.value ?? 0);
    expect(mean).toBeCloseTo(aucs.reduce((sum, value) => sum + value, 0) / 3, 10);
    expect([low, high].every((bound) => bound !== null)).toBe(true);
  }
  expect(result.pairs).toHaveLength(3);
  for (const { test: name, p, pCorrected, pFolds, low, high, difference } of result.pairs) {
    expect(name).toBe("DELONG");
    expect(pCorrected).toBeGreaterThanOrEqual(p);
    expect(pFolds).not.toBeNull();
    expect(low <= difference && difference <= high).toBe(true);
  }
  expect(names).toContain(result.verdict.choice);
  expect(await fixture.database.db.select().from(modelVersions)).toEqual([]);

  // Every row that is not the test's was judged once; the answers are a file that can be downloaded.
  const parts = (await partsOf(fixture.database.db, runId)).filter(({ job }) => job === "model.validate");
  const { output } = await fixture.row(parts[0]?.id ?? "");
  expect(output).toMatchObject({ rowCount: 320, fileName: expect.stringMatching(/out-of-fold\.parquet$/) });
  const path = await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(output?.sha256 ?? "");
  const table = await readTable(path);
  expect(table.columns.map(({ name }) => name)).toEqual(["fold", "row", "observed", "unit", "output_0"]);
  const rows = table.columns[1];
  const judged = new Set(rows?.type === "STRING" ? [] : rows?.values);
  expect(judged.size).toBe(320);
  expect([...judged].some((row) => row % 5 === 4)).toBe(false);
});

test("groups stay whole, the test rows may take part, and their dependence is kept in the test", async () => {
  const spec = training({ validation: { method: "GROUP_K_FOLD", groupColumn: "AGE", folds: 2 }, architecture: "mlp" });
  const runId = await fixture.submitComparison(spec, [], { useTestRows: true, metric: "log_loss" });
  const run = await fixture.ended(runId, LIMIT_MS);
  expect(run.error).toBeNull();
  expect(run.result).toMatchObject({ nRows: 400, metric: "log_loss", better: "lower", pairs: [{ test: "GROUP_BOOTSTRAP" }] });
});

test("a candidate that diverges is told beside the others; what ails all of them ends the comparison", async () => {
  const wild = { architecture: "mlp", name: "wild", params: { units: [8] }, training: { optimizer: "SGD" as const, learningRate: 10 } };
  const regression = { task: "REGRESSION" as const, target: "BILL_AMT1", baselines: ["LINEAR" as const] };
  const features = { features: ["BILL_AMT2", "PAY_AMT1"], drop: [] };
  const mixed = await fixture.ended(
    await fixture.submitComparison(training({ ...regression, ...features, validation: { method: "HOLD_OUT" } }), [wild]),
    LIMIT_MS,
  );
  expect(mixed.error).toBeNull();
  const result = mixed.result as ComparisonResult;
  expect(result.candidates[1]).toMatchObject({ name: "wild", mean: null, folds: [], error: { code: "DIVERGED" } });
  expect(result).toMatchObject({ metric: "rmse", method: "HOLD_OUT", nRows: 80, pairs: [{ test: "PAIRED_BOOTSTRAP", pFolds: null }] });

  const hopeless = await fixture.submitComparison(training({ validation: { method: "GROUP_K_FOLD", groupColumn: "SEX", folds: 4 } }), []);
  const failed = await fixture.ended(hopeless, LIMIT_MS);
  expect(failed).toMatchObject({ status: "FAILED", error: { code: "INVALID_INPUT" } });
  expect(failed.error?.message).toMatch(/Of 2 candidates 0 came to an end\. 'SEX' has 2 groups, fewer than 4 folds/);
});
