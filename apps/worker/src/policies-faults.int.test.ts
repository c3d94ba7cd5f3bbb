import { readdir } from "node:fs/promises";
import { type PolicyTrainingResult, PolicyTrainingSpec } from "@plimsoll/schema";
import { cancelRun, models, modelVersions, type RunRow, runAttempts, runEvents } from "@plimsoll/schema/db";
import { homeFolders } from "@plimsoll/schema/storage";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually, isAlive, runProcessesOf, startWorkerProcess, type WorkerProcess } from "./testing/processes.ts";

let fixture: Fixture;
let worker: WorkerProcess;

/** A worker in a process of its own: killed outright, it cannot put its run back, and short locks let the next one find out soon. */
const start = () =>
  startWorkerProcess({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "CPU",
    logLevel: "silent",
    codeVersion: "test",
    graceMs: 5_000,
    queue: { lockDurationMs: 2_000, lockRenewMs: 500, stalledCheckMs: 500 },
  });

beforeAll(async () => {
  fixture = await startFixture();
  worker = await start();
});
afterAll(async () => {
  worker?.process.kill("SIGTERM");
  await worker?.exited;
  await fixture?.close();
});

/** A few seconds for each seed on a machine that many share: long enough to be met in the middle. */
const SEEDS = 3;
const control = (more: Record<string, unknown> = {}): Record<string, unknown> =>
  PolicyTrainingSpec.parse({
    modelName: "balance",
    agent: "dqn",
    params: { steps: 2_500, units: [16], learningStarts: 200, batchSize: 32, bufferSize: 2_000, evaluateEvery: 500, evaluationEpisodes: 2 },
    source: { kind: "ENVIRONMENT", environment: "cartpole", params: { maxSteps: 200 } },
    seed: 11,
    seeds: SEEDS,
    ...more,
  });
const submit = (spec: Record<string, unknown>) => fixture.submitRaw("policy.train", spec);
const ended = (runId: string) => fixture.ended(runId, 240_000);
const inSeed = (k: number) => (run: RunRow) => run.phase === `Training, seed ${k} of ${SEEDS}`;
const resultOf = (run: RunRow) => run.result as PolicyTrainingResult;
const versionsOf = (runId: string) => fixture.database.db.select().from(modelVersions).where(eq(modelVersions.runId, runId));
const outcomesOf = async (runId: string) =>
  (await fixture.database.db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(asc(runAttempts.number))).map(
    ({ outcome }) => outcome,
  );
const logsOf = async (runId: string) =>
  (await fixture.database.db.select().from(runEvents).where(eq(runEvents.runId, runId)))
    .filter(({ type }) => type === "LOG")
    .map(({ data }) => String(data.message));
const nothingLeft = () => {
  const { staging, checkpoints } = homeFolders(fixture.home);
  return eventually(
    async () => [...(await readdir(staging)), ...(await readdir(checkpoints))].length === 0,
    3_000,
    "no staging and no checkpoint",
  );
};

test("a policy training that is cancelled ends within two seconds, registers nothing and leaves no file", async () => {
  const runId = await submit(control({ modelName: "cancelled", params: { steps: 50_000_000, bufferSize: 10_000, evaluateEvery: 5_000 } }));
  await fixture.until(runId, inSeed(1));
  const cancelledAt = performance.now();
  await fixture.database.transaction((tx) => cancelRun(tx, fixture.workspaceId, runId));
  await eventually(() => runProcessesOf(worker.processId).length === 0, 5_000, "no child");
  await nothingLeft();
  expect(performance.now() - cancelledAt).toBeLessThan(2_000);
  expect(await fixture.row(runId)).toMatchObject({ status: "CANCELLED", modelVersionId: null, result: null });
  expect(await versionsOf(runId)).toEqual([]);
  expect(await fixture.database.db.select().from(models).where(eq(models.name, "cancelled"))).toEqual([]);
});

let unbroken: RunRow;

test("a killed child goes on after the last finished seed, and curves and weights are those of an unbroken run", async () => {
  unbroken = await ended(await submit(control()));
  expect(unbroken.error).toBeNull();
  const runId = await submit(control());
  await fixture.until(runId, inSeed(2));
  const [child] = runProcessesOf(worker.processId);
  process.kill(child ?? Number.NaN, "SIGKILL");
  const run = await ended(runId);
  expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
  expect(await outcomesOf(runId)).toEqual(["REQUEUED", "SUCCEEDED"]);
  expect(await logsOf(runId)).toEqual(["Training goes on after seed 1."]);
  expect(resultOf(run)).toEqual(resultOf(unbroken));
  const [version, ...others] = await versionsOf(runId);
  expect(others).toEqual([]);
  expect(version?.artifactSha256).toBe((await versionsOf(unbroken.id))[0]?.artifactSha256);
});

test("a killed worker's training is taken over by the next worker, which trains no finished seed again", async () => {
  const runId = await submit(control());
  await fixture.until(runId, inSeed(3));
  const children = runProcessesOf(worker.processId);
  worker.process.kill("SIGKILL");
  await worker.exited;
  worker = await start();
  const run = await ended(runId);
  expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
  expect(children.some(isAlive)).toBe(false);
  expect(await outcomesOf(runId)).toEqual(["LOST", "SUCCEEDED"]);
  expect(await logsOf(runId)).toEqual(["Training goes on after seed 2."]);
  expect(resultOf(run)).toEqual(resultOf(unbroken));
  expect(await versionsOf(runId)).toHaveLength(1);
});

test("a training that is stopped inside its first seed begins that seed again, and comes to the same policy", async () => {
  const runId = await submit(control());
  await fixture.until(runId, (run) => inSeed(1)(run) && run.progress > 0.15);
  worker.process.kill("SIGTERM");
  await worker.exited;
  expect(await fixture.row(runId)).toMatchObject({ status: "QUEUED", attempts: 0, attemptToken: null });
  worker = await start();
  const run = await ended(runId);
  expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
  expect(await logsOf(runId)).toEqual([]);
  expect(resultOf(run)).toEqual(resultOf(unbroken));
  await nothingLeft();
});
