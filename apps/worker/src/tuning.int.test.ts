import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type TrialResult, TrialSpec } from "@plimsoll/schema";
import { cancelRun, modelVersions, partsOf, type RunRow, runHistory } from "@plimsoll/schema/db";
import { homeFolders } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually, runProcessesOf } from "./testing/processes.ts";
import { TARGET, writeTaiwan } from "./testing/taiwan.ts";
import { type RunningWorker, startWorker, type WorkerOptions } from "./worker.ts";

/** A search starts a dozen processes; a busy machine takes its time. */
const LIMIT_MS = 300_000;
vi.setConfig({ testTimeout: LIMIT_MS, hookTimeout: LIMIT_MS });

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
    concurrency: { training: 2 },
    ...overrides,
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
  modelName: "Searched",
  target: TARGET,
  drop: ["ID"],
  architecture: "mlp",
  params: { units: [8] },
  split: { method: "COLUMN" as const, testColumn: "IS_TEST", validationFraction: 0.25 },
  training: { epochs: 2, batchSize: 32, seed: 7 },
  baselines: [],
  ...overrides,
});
const space = {
  params: { units: { values: [[4], [8], [16], [8, 4]] } },
  training: { learningRate: { min: 0.0005, max: 0.05, log: true } },
};
const search = { trials: 4, eta: 2, minEpochs: 1, seed: 3, parallel: 3, derive: false, space };

interface TrialState {
  number: number;
  status: RunRow["status"];
  result: TrialResult | null;
  id: string;
}
async function trialsOf(runId: string): Promise<TrialState[]> {
  const parts = await partsOf(fixture.database.db, runId);
  return parts
    .filter(({ job }) => job === "model.trial")
    .map(({ id, status, input, result }) => ({ number: TrialSpec.parse(input).number, status, result: result as TrialResult | null, id }))
    .sort((a, b) => a.number - b.number);
}
/** What a search came to, without times. */
const outcomeOf = async (runId: string) => (await trialsOf(runId)).map(({ number, result }) => [number, result?.rungs, result?.outcome]);

let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;

test("a search halves its trials rung by rung and trains, judges and registers the best alone", async () => {
  const runId = await fixture.submitTuning(training(), search);
  const run = await fixture.ended(runId, LIMIT_MS);
  expect(run.error).toBeNull();
  expect(run).toMatchObject({ status: "SUCCEEDED", kind: "TUNING", result: { nTrials: 4, nStopped: 2, nFailed: 0 } });
  const trials = await trialsOf(runId);
  expect(trials.map(({ result }) => result?.rungs.at(-1)?.epochs).sort()).toEqual([1, 1, 2, 2]);
  expect(trials.every(({ status }) => status === "SUCCEEDED")).toBe(true);
  const first = trials.map(({ result }) => ({ value: result?.rungs[0]?.value ?? 0, wentOn: result?.rungs.length === 2 }));
  const worstOfThose = Math.min(...first.filter(({ wentOn }) => wentOn).map(({ value }) => value));
  expect(first.some(({ wentOn, value }) => !wentOn && value > worstOfThose)).toBe(false);
  const finished = trials.filter(({ result }) => result?.outcome === "FINISHED");
  const [winner] = finished.sort((a, b) => (b.result?.best ?? 0) - (a.result?.best ?? 0));
  expect(run.result).toMatchObject({ bestTrial: winner?.number });
  expect(new Set((await runHistory(fixture.database.db, winner?.id ?? "")).map(({ epoch }) => epoch))).toEqual(new Set([1, 2]));
  // The final training saw what the winner saw, and its best epoch's weights are those that were judged.
  const { finalRunId } = run.result as { finalRunId: string };
  const history = await runHistory(fixture.database.db, finalRunId);
  expect(history.find(({ name, epoch }) => name === "val_auc" && epoch === winner?.result?.rungs.at(-1)?.bestEpoch)?.value).toBe(
    winner?.result?.best,
  );
  const versions = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.runId, finalRunId));
  expect(versions.map(({ id }) => id)).toEqual([run.modelVersionId]);
  expect(await fixture.database.db.select().from(modelVersions)).toHaveLength(1);
  expect(run.metrics.some(({ name, split }) => name === "auc" && split === "TEST")).toBe(true);
  expect(run.metrics).toEqual((await fixture.row(finalRunId)).metrics);
  for (const { id } of trials) expect((await fixture.row(id)).metrics).toEqual([]);
  undisturbed = await outcomeOf(runId);
});

test("a search whose worker stops and whose children are killed comes to the very same trials and winner", async () => {
  const runId = await fixture.submitTuning(training(), { ...search, parallel: 2 });
  await eventually(async () => (await trialsOf(runId)).some(({ result }) => result?.rungs.length), LIMIT_MS, "a trial at its first rung");
  for (const id of runProcessesOf(process.pid)) process.kill(id, "SIGKILL");
  await worker?.close();
  expect(await fixture.row(runId)).toMatchObject({ status: "QUEUED", attempts: 0 });
  worker = await start({ concurrency: { training: 1 } });
  expect(await fixture.ended(runId, LIMIT_MS)).toMatchObject({ status: "SUCCEEDED" });
  expect(await outcomeOf(runId)).toEqual(undisturbed);
});

test("cancelling a search cancels its parts within two seconds and leaves nothing running and no file", async () => {
  const runId = await fixture.submitTuning(training({ training: { epochs: 400, batchSize: 4 } }), { ...search, minEpochs: 1, trials: 8 });
  await eventually(
    async () => (await trialsOf(runId)).filter(({ result }) => result?.rungs.length).length >= 2,
    60_000,
    "two paused trials",
  );
  const cancelledAt = performance.now();
  await fixture.database.transaction((tx) => cancelRun(tx, fixture.workspaceId, runId));
  await eventually(() => runProcessesOf(process.pid).length === 0, 5_000, "no child");
  expect(performance.now() - cancelledAt).toBeLessThan(2_000);
  const parts = await partsOf(fixture.database.db, runId);
  expect(new Set(parts.map(({ status }) => status))).toEqual(new Set(["CANCELLED"]));
  const { checkpoints, staging } = homeFolders(fixture.home);
  await eventually(async () => [...(await readdir(checkpoints)), ...(await readdir(staging))].length === 0, 3_000, "no file left");
  expect(await fixture.row(runId)).toMatchObject({ status: "CANCELLED" });
});

test("trials that diverge drop out and the search goes on; when every one does, it fails with the reason", async () => {
  const sgd = (learningRates: number[]) => ({
    trials: learningRates.length + 1,
    method: "RANDOM" as const,
    derive: false,
    space: { training: { learningRate: { values: learningRates } } },
  });
  const blowsUp = { epochs: 3, batchSize: 16, optimizer: "SGD" as const, learningRate: 10, gradientClipNorm: null };
  const regression = { task: "REGRESSION" as const, target: "BILL_AMT1", features: ["BILL_AMT2", "BILL_AMT3"] };
  const mixed = await fixture.submitTuning(training({ ...regression, training: blowsUp }), sgd([0.001, 0.002]));
  const run = await fixture.ended(mixed, LIMIT_MS);
  expect(run).toMatchObject({ status: "SUCCEEDED", result: { nTrials: 3, nFailed: 1 } });
  expect((await trialsOf(mixed)).map(({ status }) => status)).toEqual(["FAILED", "SUCCEEDED", "SUCCEEDED"]);
  const all = await fixture.submitTuning(training({ ...regression, training: blowsUp }), sgd([9, 8]));
  const failed = await fixture.ended(all, LIMIT_MS);
  expect(failed).toMatchObject({ status: "FAILED", error: { code: "DIVERGED" } });
  expect(failed.error?.message).toMatch(/No trial of 3 came to a result. Trial 1: Training diverged/);
});

test("an error that every trial would meet ends the search at once with its own code", async () => {
  const runId = await fixture.submitTuning(
    training({ split: { method: "RANDOM" }, validation: { method: "GROUP_K_FOLD", groupColumn: "SEX", folds: 4 } }),
    search,
  );
  const run = await fixture.ended(runId, LIMIT_MS);
  expect(run).toMatchObject({ status: "FAILED", error: { code: "INVALID_INPUT" } });
  expect(run.error?.message).toMatch(/Trial \d: 'SEX' has 2 groups, fewer than 4 folds/);
  expect((await trialsOf(runId)).every(({ status }) => status === "FAILED" || status === "CANCELLED")).toBe(true);
});

test("trials judged on folds take the mean over them, resumed or not", async () => {
  const spec = training({ validation: { method: "K_FOLD", folds: 3 }, split: { method: "RANDOM", validationFraction: 0 } });
  const runId = await fixture.submitTuning(spec, { ...search, trials: 3, eta: 2, metric: "val_loss" });
  const run = await fixture.ended(runId, LIMIT_MS);
  expect(run.error).toBeNull();
  const trials = await trialsOf(runId);
  expect(trials.map(({ result }) => result?.rungs.map(({ epochs }) => epochs))).toEqual(expect.arrayContaining([[1], [1], [1, 2]]));
  for (const { id, result } of trials) {
    const curve = (await runHistory(fixture.database.db, id)).filter(({ name }) => name === "val_loss").map(({ value }) => value);
    expect(curve).toHaveLength(result?.rungs.at(-1)?.epochs ?? 0);
    expect(Math.min(...curve)).toBe(result?.best);
    expect(curve.at(-1)).toBe(result?.last);
  }
  expect(run.metrics.some(({ split }) => split === "VALIDATION")).toBe(false);
});
