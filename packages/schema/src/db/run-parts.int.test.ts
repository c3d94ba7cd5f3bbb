import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedServer, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { lostRuns } from "../queue.ts";
import { type Database, openDatabase } from "./client.ts";
import { runAttempts, runEvents, runs, workspaces } from "./index.ts";
import { createOwner } from "./keys.ts";
import { migrateDatabase } from "./migrate.ts";
import { concludePart, partsOf, pauseRun, resumePart, submitPart } from "./run-parts.ts";
import { type Claim, cancelRun, claimRun, FencedError, failRun, requeueRun, submitRun, succeedRun } from "./runs.ts";

let folder: string;
let server: EmbeddedServer;
let database: Database;
let workspaceId: string;
const worker = { id: "wrk_test", engine: "CPU" as const };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-parts-"));
  server = await startEmbeddedPostgres(folder);
  await migrateDatabase(server.url);
  database = openDatabase(server.url);
  await database.transaction((tx) => createOwner(tx));
  const [workspace] = await database.db.select().from(workspaces);
  workspaceId = workspace?.id ?? "";
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function claimed(runId: string): Promise<Claim> {
  const claim = await claimRun(database, runId, worker);
  if (!claim) throw new Error("The run could not be claimed.");
  return claim;
}
async function parentClaim(): Promise<Claim> {
  const submission = {
    workspaceId,
    job: "model.tune" as const,
    input: {},
    datasetId: null,
    mutation: "submitTuning",
    idempotencyKey: null,
  };
  const { run } = await database.transaction((tx) => submitRun(tx, { ...submission, requested: {}, actor: "key_test" }));
  return claimed(run.id);
}
const part = (parent: Claim, name: string) =>
  database.transaction((tx) => submitPart(tx, parent, { name, job: "model.trial", input: { name } }));
const row = async (id: string) => (await database.db.select().from(runs).where(eq(runs.id, id)))[0];
const jobGone = (id: string) => database.pool.query("DELETE FROM bullmq.job WHERE id = $1", [id]);
const hasJob = async (id: string) => (await database.pool.query("SELECT 1 FROM bullmq.job WHERE id = $1", [id])).rowCount === 1;

test("asking twice for a part gives one run with one job", async () => {
  const parent = await parentClaim();
  const made = await Promise.all([part(parent, "a"), part(parent, "a"), part(parent, "b")]);
  expect(new Set(made.map(({ id }) => id)).size).toBe(2);
  expect((await partsOf(database.db, parent.run.id)).map(({ input }) => input.name).sort()).toEqual(["a", "b"]);
  expect(made[0]).toMatchObject({ parentRunId: parent.run.id, kind: "TRAINING", createdBy: "key_test" });
});

test("a paused part keeps what it has, costs no attempt, is not delivered, and goes on only once its last job is gone", async () => {
  const parent = await parentClaim();
  const { id } = await part(parent, "a");
  const claim = await claimed(id);
  await database.transaction((tx) => pauseRun(tx, claim, "Compared", { value: 1 }));
  expect(await row(id)).toMatchObject({
    status: "QUEUED",
    phase: "Compared",
    paused: true,
    attempts: 0,
    attemptToken: null,
    result: { value: 1 },
  });
  expect(await claimRun(database, id, worker)).toBeNull();
  // The queue still has the delivery that led to the pause: a new one under the same name would be dropped.
  expect(await database.transaction((tx) => resumePart(tx, parent, id))).toBe(false);
  await jobGone(id);
  expect((await lostRuns(database.db, 0)).map((run) => run.id)).not.toContain(id);
  expect(await database.transaction((tx) => resumePart(tx, parent, id))).toBe(true);
  expect(await hasJob(id)).toBe(true);
  const again = await claimed(id);
  expect(again.run).toMatchObject({ attempts: 1, paused: false, result: { value: 1 } });
  await database.transaction((tx) => succeedRun(tx, again, { result: { value: 2 } }));
  expect(await row(id)).toMatchObject({ status: "SUCCEEDED", result: { value: 2 } });
});

test("a paused part can be ended well where it stands; one that is not paused cannot", async () => {
  const parent = await parentClaim();
  const [paused, queued] = [await part(parent, "a"), await part(parent, "b")];
  const claim = await claimed(paused.id);
  await database.transaction((tx) => pauseRun(tx, claim, "Compared", {}));
  for (const { id } of [paused, queued])
    await database.transaction((tx) => concludePart(tx, parent, id, { result: { outcome: "STOPPED" } }));
  expect(await row(paused.id)).toMatchObject({
    status: "SUCCEEDED",
    phase: "Done",
    progress: 1,
    paused: false,
    result: { outcome: "STOPPED" },
  });
  expect(await row(queued.id)).toMatchObject({ status: "QUEUED", result: null });
});

test.each(["cancelled", "failed", "succeeded"] as const)(
  "when a run is %s its parts that still go are cancelled, and those that ended stay as they are",
  async (how) => {
    const parent = await parentClaim();
    const [running, paused, queued, done] = [
      await part(parent, "a"),
      await part(parent, "b"),
      await part(parent, "c"),
      await part(parent, "d"),
    ];
    await claimed(running.id);
    const [pausing, ending] = [await claimed(paused.id), await claimed(done.id)];
    await database.transaction((tx) => pauseRun(tx, pausing, "Compared", {}));
    await database.transaction((tx) => succeedRun(tx, ending, {}));
    await database.transaction(async (tx) => {
      if (how === "cancelled") await cancelRun(tx, workspaceId, parent.run.id);
      if (how === "failed") await failRun(tx, parent, { code: "DIVERGED", message: "" });
      if (how === "succeeded") await succeedRun(tx, parent, {});
    });
    for (const { id } of [running, paused, queued]) {
      expect(await row(id)).toMatchObject({ status: "CANCELLED", attemptToken: null, paused: false, finishedAt: expect.any(Date) });
      const events = await database.db.select().from(runEvents).where(eq(runEvents.runId, id)).orderBy(asc(runEvents.seq));
      expect(events.at(-1)).toMatchObject({ type: "STATUS", data: { status: "CANCELLED", reason: "PARENT_ENDED" } });
      const attempts = await database.db.select().from(runAttempts).where(eq(runAttempts.runId, id));
      expect(attempts.some(({ outcome }) => outcome === "RUNNING")).toBe(false);
    }
    expect(await row(done.id)).toMatchObject({ status: "SUCCEEDED" });
  },
);

test("an attempt that lost its run makes, resumes and ends no part of it", async () => {
  const lost = await parentClaim();
  const { id } = await part(lost, "a");
  const claim = await claimed(id);
  await database.transaction((tx) => pauseRun(tx, claim, "Compared", {}));
  await jobGone(id);
  await database.transaction((tx) => requeueRun(tx, lost, { counts: false, error: null }));
  await expect(part(lost, "b")).rejects.toThrow(FencedError);
  await expect(database.transaction((tx) => resumePart(tx, lost, id))).rejects.toThrow(FencedError);
  await expect(database.transaction((tx) => concludePart(tx, lost, id, {}))).rejects.toThrow(FencedError);
  expect(await partsOf(database.db, lost.run.id)).toMatchObject([{ id, status: "QUEUED", paused: true }]);
});
