import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { newId } from "@plimsoll/schema";
import { cancelRun, modelVersions, runAttempts } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { asc, eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcile } from "./reconciler.ts";
import { sweepOrphans } from "./sweep.ts";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually, isAlive, runProcessesOf, startWorkerProcess, type WorkerProcess } from "./testing/processes.ts";
import { TARGET, writeTaiwan } from "./testing/taiwan.ts";

let fixture: Fixture;
let datasetId: string;
const workers: WorkerProcess[] = [];
const log = pino({ level: "silent" });
/** Short locks: a lost worker is found out within seconds. */
const queue = { lockDurationMs: 2_000, lockRenewMs: 500, stalledCheckMs: 500 };

const spec = () => ({
  datasetId,
  modelName: "Frozen",
  target: TARGET,
  architecture: "lstm",
  params: { units: [8] },
  split: { method: "COLUMN" as const, testColumn: "IS_TEST" },
});

async function startOne(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "CPU",
    logLevel: "info",
    codeVersion: "test",
    graceMs: 1_000,
    queue,
  });
  workers.push(worker);
  return worker;
}

beforeAll(async () => {
  fixture = await startFixture();
});

afterAll(async () => {
  for (const { process, exited } of workers) {
    process.kill("SIGCONT");
    process.kill("SIGTERM");
    await exited;
  }
  await fixture?.close();
});

test("a worker that was frozen past its lock commits nothing: one version, and the loser says FENCED", async () => {
  const first = await startOne();
  const file = join(fixture.folder, "taiwan.csv");
  await writeTaiwan(file, 500);
  const ingest = await fixture.submitIngest(file);
  await fixture.ended(ingest.runId);
  datasetId = ingest.datasetId;
  const runId = await fixture.submitTraining({ ...spec(), training: { epochs: 12, batchSize: 16 } });
  await fixture.until(runId, ({ phase }) => phase === "Training");
  // The worker alone: its child goes on to the end, so the frozen one wakes up with a finished result in its hands.
  first.process.kill("SIGSTOP");
  await startOne();
  expect(await fixture.ended(runId)).toMatchObject({ status: "SUCCEEDED", workerId: expect.stringMatching(/^wrk_/), attempts: 2 });
  first.process.kill("SIGCONT");
  await eventually(() => first.log().includes("FENCED"), 15_000, "FENCED in the frozen worker's log");
  await eventually(() => runProcessesOf(first.processId).length === 0, 5_000, "no child of the frozen worker");
  expect(await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.runId, runId))).toHaveLength(1);
  const attempts = await fixture.database.db
    .select()
    .from(runAttempts)
    .where(eq(runAttempts.runId, runId))
    .orderBy(asc(runAttempts.number));
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["LOST", "SUCCEEDED"]);
});

test("a run's process ends with its worker, even one that is killed outright", async () => {
  const worker = workers[1];
  const runId = await fixture.submitTraining({ ...spec(), training: { epochs: 10_000, batchSize: 16 } });
  await fixture.until(runId, ({ phase }) => phase === "Training");
  const children = workers.flatMap(({ processId }) => runProcessesOf(processId));
  expect(children).toHaveLength(1);
  for (const { process, exited } of workers) {
    process.kill("SIGKILL");
    await exited;
  }
  workers.length = 0;
  expect(worker?.process.signalCode).toBe("SIGKILL");
  await eventually(() => !children.some(isAlive), 5_000, "no orphan");
  await fixture.database.transaction((tx) => cancelRun(tx, fixture.workspaceId, runId));
});

test("a run whose job the queue has lost is queued again, once, and a job that is there is not doubled", async () => {
  const kept = await fixture.submitRaw("score.batch", {});
  const lost = await fixture.submitRaw("score.batch", {});
  await fixture.database.pool.query("DELETE FROM bullmq.job WHERE id = $1", [lost]);
  expect(await reconcile(fixture.database, log, 0)).toBe(1);
  expect(await reconcile(fixture.database, log, 0)).toBe(0);
  const { rows } = await fixture.database.pool.query("SELECT id FROM bullmq.job WHERE id = ANY($1)", [[kept, lost]]);
  expect(rows).toHaveLength(2);
});

test("the sweep removes what dead processes left and nothing else", async () => {
  const home = homeFolders(fixture.home);
  const storage = openLocalStorage(home.artifacts);
  const old = new Date(Date.now() - 2 * 3_600_000);
  const orphanStaging = join(home.staging, newId("run"));
  await mkdir(orphanStaging, { recursive: true });
  await utimes(orphanStaging, old, old);
  const live = join(home.checkpoints, await fixture.submitRaw("score.batch", {}));
  await mkdir(live, { recursive: true });
  await utimes(live, old, old);
  const place = async (text: string, age: Date): Promise<string> => {
    const path = join(fixture.folder, "orphan");
    await writeFile(path, text);
    await utimes(path, age, age);
    return (await storage.adopt(path)).sha256;
  };
  const oldFile = await place("old", old);
  const newFile = await place("new", new Date());
  const cutOff = join(dirname(await storage.localPath(oldFile)), `${oldFile}.part`);
  await writeFile(cutOff, "half");
  await utimes(cutOff, old, old);
  expect(await sweepOrphans(fixture.database, storage, home, log)).toBe(3);
  await expect(storage.localPath(oldFile)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await storage.localPath(newFile)).toContain(newFile);
  expect(await sweepOrphans(fixture.database, storage, home, log)).toBe(0);
});
