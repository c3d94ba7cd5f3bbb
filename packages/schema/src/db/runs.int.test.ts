import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedServer, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { AppError } from "../errors.ts";
import { newId } from "../ids.ts";
import { openQueueWorker } from "../queue.ts";
import { type Database, openDatabase } from "./client.ts";
import { runAttempts, runs, users, workspaces } from "./index.ts";
import { callerOfKey, callerOfSession, closeSession, createOwner, openSession } from "./keys.ts";
import { isMigrated, migrateDatabase } from "./migrate.ts";
import {
  cancelRun,
  claimRun,
  FencedError,
  failRun,
  recordEvent,
  recordProgress,
  requeueRun,
  runHistory,
  type Submission,
  submitRun,
  succeedRun,
} from "./runs.ts";

let folder: string;
let server: EmbeddedServer;
let database: Database;
let workspaceId: string;
let ownerKey: string;

const worker = { id: "wrk_test", engine: "CPU" as const };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-schema-"));
  server = await startEmbeddedPostgres(folder);
  await Promise.all([migrateDatabase(server.url), migrateDatabase(server.url)]);
  database = openDatabase(server.url);
  ownerKey = (await database.transaction((tx) => createOwner(tx))) ?? "";
  const [workspace] = await database.db.select().from(workspaces);
  workspaceId = workspace?.id ?? "";
});

afterAll(async () => {
  await database?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

function submission(overrides: Partial<Submission> = {}): Submission {
  return {
    workspaceId,
    job: "model.train",
    input: { epochs: 10 },
    datasetId: null,
    mutation: "submitTraining",
    idempotencyKey: null,
    requested: { epochs: 10 },
    actor: "key_test",
    ...overrides,
  };
}

async function submitted(overrides: Partial<Submission> = {}): Promise<string> {
  const { run } = await database.transaction((tx) => submitRun(tx, submission(overrides)));
  return run.id;
}

async function claimed(runId: string) {
  const claim = await claimRun(database, runId, worker);
  if (!claim) throw new Error("The run could not be claimed.");
  return claim;
}

const jobsOf = async (runId: string) => (await database.pool.query("SELECT 1 FROM bullmq.job WHERE id = $1", [runId])).rowCount;

describe("migrations", () => {
  test("two starters at once leave one migrated database, and another start changes nothing", async () => {
    expect(await isMigrated(database.pool)).toBe(true);
    await migrateDatabase(server.url);
    expect(await isMigrated(database.pool)).toBe(true);
  });

  test("every table that holds a customer's data carries workspace_id", async () => {
    const missing = await database.db.execute<{ table_name: string }>(sql`
      SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = 'plimsoll' AND NOT EXISTS (
        SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'plimsoll' AND c.table_name = t.table_name AND c.column_name = 'workspace_id')
      ORDER BY 1`);
    expect(missing.rows.map((row) => row.table_name)).toEqual(["workers", "workspaces"]);
  });
});

describe("submission", () => {
  test("a run and its job commit together", async () => {
    const runId = await submitted();
    expect(await jobsOf(runId)).toBe(1);
  });

  test("a rolled-back submission leaves neither run nor job", async () => {
    let runId = "";
    const attempt = database.transaction(async (tx) => {
      runId = (await submitRun(tx, submission())).run.id;
      throw new Error("later trouble");
    });
    await expect(attempt).rejects.toThrow("later trouble");
    expect(await jobsOf(runId)).toBe(0);
    expect(await database.db.select().from(runs).where(eq(runs.id, runId))).toEqual([]);
  });

  test("fifty submissions under one idempotency key give one run", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => submitted({ idempotencyKey: "same" })));
    expect(new Set(ids).size).toBe(1);
  });

  test("another input under a used key is a conflict", async () => {
    await submitted({ idempotencyKey: "used" });
    await expect(submitted({ idempotencyKey: "used", requested: { epochs: 11 } })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });
});

describe("attempts", () => {
  test("a worker that lost its run writes nothing any more", async () => {
    const runId = await submitted();
    const frozen = await claimed(runId);
    const second = await claimed(runId);
    expect(second.attempt).toBe(2);
    expect(await recordProgress(database.db, frozen, { phase: "Training", progress: 0.9, etaSeconds: 1 })).toBe(false);
    expect(await recordEvent(database.db, frozen, "EPOCH", { loss: 1 }, 1)).toBe(false);
    await expect(database.transaction((tx) => succeedRun(tx, frozen, {}))).rejects.toThrow(FencedError);
    await database.transaction((tx) => succeedRun(tx, second, { metrics: [] }));
    const [run] = await database.db.select().from(runs).where(eq(runs.id, runId));
    expect(run).toMatchObject({ status: "SUCCEEDED", attempts: 2, progress: 1 });
    const attempts = await database.db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(runAttempts.number);
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(["LOST", "SUCCEEDED"]);
  });

  test("a drained attempt does not count, a failed one does, and the third loss ends the run", async () => {
    const runId = await submitted();
    await database.transaction(async (tx) => requeueRun(tx, await claimed(runId), { counts: false, error: null }));
    const lost = { code: "TRAINER_KILLED", message: "The trainer was killed." };
    for (let attempt = 1; attempt <= 3; attempt++) {
      const claim = await claimed(runId);
      expect(claim.run.attempts).toBe(attempt);
      await database.transaction((tx) => requeueRun(tx, claim, { counts: true, error: lost }));
    }
    expect(await claimRun(database, runId, worker)).toBeNull();
    const [run] = await database.db.select().from(runs).where(eq(runs.id, runId));
    expect(run).toMatchObject({ status: "FAILED", error: { code: "TRAINER_KILLED" } });
  });

  test("cancelling is immediate and final, and repeating it changes nothing", async () => {
    const runId = await submitted();
    const claim = await claimed(runId);
    await database.transaction((tx) => cancelRun(tx, workspaceId, runId));
    expect((await database.transaction((tx) => cancelRun(tx, workspaceId, runId))).status).toBe("CANCELLED");
    await expect(database.transaction((tx) => failRun(tx, claim, { code: "DIVERGED", message: "late" }))).rejects.toThrow(FencedError);
    expect(await claimRun(database, runId, worker)).toBeNull();
  });

  test("a run of another workspace is not found", async () => {
    const runId = await submitted();
    const attempt = database.transaction((tx) => cancelRun(tx, newId("workspace"), runId));
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(attempt).rejects.toBeInstanceOf(AppError);
  });

  test("an epoch that two attempts reported counts once, with the later numbers", async () => {
    const runId = await submitted();
    const first = await claimed(runId);
    await recordEvent(database.db, first, "EPOCH", { loss: 0.7 }, 1);
    await recordEvent(database.db, first, "EPOCH", { loss: 0.6 }, 2);
    const second = await claimed(runId);
    await recordEvent(database.db, second, "EPOCH", { loss: 0.5 }, 2);
    expect(await runHistory(database.db, runId)).toEqual([
      { epoch: 1, name: "loss", value: 0.7 },
      { epoch: 2, name: "loss", value: 0.5 },
    ]);
  });
});

test("the queue delivers a committed job, and a redelivered one comes again", async () => {
  const deliveries: string[] = [];
  let done = () => {};
  const twice = new Promise<void>((resolve) => {
    done = resolve;
  });
  const runId = await submitted({ job: "score.batch", mutation: "submitScoring" });
  const queueWorker = openQueueWorker(
    server.url,
    "scoring",
    1,
    async (job) => {
      deliveries.push(job.input.runId);
      if (deliveries.length === 1) await job.redeliver(10);
      done();
    },
    () => {},
  );
  await twice;
  await queueWorker.close();
  expect(deliveries).toEqual([runId, runId]);
});

describe("keys", () => {
  test("the owner is made once; a key and its session lead to the same caller until they end", async () => {
    expect(await database.transaction((tx) => createOwner(tx))).toBeNull();
    expect(await database.db.select().from(users)).toHaveLength(1);
    const caller = await callerOfKey(database.db, ownerKey);
    expect(caller).toMatchObject({ role: "OWNER", workspaceId });
    expect(await callerOfKey(database.db, `${ownerKey}x`)).toBeNull();
    if (!caller) throw new Error("no caller");
    const { token } = await openSession(database.db, caller);
    const session = await callerOfSession(database.db, token);
    expect(session).toMatchObject({ apiKeyId: caller.apiKeyId });
    await closeSession(database.db, session?.sessionId ?? "");
    expect(await callerOfSession(database.db, token)).toBeNull();
  });
});
