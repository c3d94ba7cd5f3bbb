import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type EmbeddedServer, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { newId } from "../ids.ts";
import { type Database, openDatabase } from "./client.ts";
import { auditLog, datasets, runs, schedules, workspaces } from "./index.ts";
import { createOwner } from "./keys.ts";
import { migrateDatabase } from "./migrate.ts";
import { cancelRun } from "./runs.ts";
import { type ScheduleRow, submitDueRuns } from "./schedules.ts";

let folder: string;
let server: EmbeddedServer;
let database: Database;
let workspaceId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-schedules-"));
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
beforeEach(() => database.db.delete(schedules).then(() => {}));

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);

async function scheduled(values: Partial<ScheduleRow> = {}): Promise<string> {
  const id = newId("schedule");
  await database.db.insert(schedules).values({
    id,
    workspaceId,
    name: id,
    job: "dataset.check",
    input: { datasetId: "ds_a", suite: { items: [] } },
    datasetId: "ds_a",
    cadence: "DAILY",
    startsAt: hoursAgo(1),
    nextAt: hoursAgo(1),
    createdBy: "key_test",
    ...values,
  });
  return id;
}
const rowOf = async (id: string) => (await database.db.select().from(schedules).where(eq(schedules.id, id)))[0];

test("workers that look at the same time submit each due run once, in the job's queue and in the audit log", async () => {
  const ids = await Promise.all(Array.from({ length: 45 }, () => scheduled()));
  await scheduled({ nextAt: new Date(Date.now() + HOUR_MS) });
  const others = [openDatabase(server.url), openDatabase(server.url)];
  const made = (await Promise.all([database, ...others, database].map(submitDueRuns))).flat();
  await Promise.all(others.map((other) => other.close()));
  expect(new Set(made).size).toBe(45);
  expect(made).toHaveLength(45);
  for (const id of ids) {
    const row = await rowOf(id);
    expect(made).toContain(row?.lastRunId);
    expect(row?.nextAt.getTime()).toBe((row?.startsAt.getTime() ?? 0) + 24 * HOUR_MS);
  }
  const [run] = await database.db
    .select()
    .from(runs)
    .where(eq(runs.id, made[0] ?? ""));
  expect(run).toMatchObject({ job: "dataset.check", kind: "MONITORING", status: "QUEUED", mutation: "schedule", createdBy: "key_test" });
  const { rows } = await database.db.execute("SELECT id FROM bullmq.job");
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
  const audited = await database.db.select().from(auditLog).where(eq(auditLog.action, "run.submit"));
  expect(audited.map(({ subject }) => subject).sort()).toEqual([...made].sort());
  expect(await submitDueRuns(database)).toEqual([]);
});

test("moments that were missed give one run together, and none while the last run is still under way", async () => {
  const id = await scheduled({ cadence: "HOURLY", startsAt: hoursAgo(48.5), nextAt: hoursAgo(10.5) });
  const [first = ""] = await submitDueRuns(database);
  const after = await rowOf(id);
  expect(after?.lastRunId).toBe(first);
  expect((after?.nextAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(HOUR_MS / 2);
  await database.db
    .update(schedules)
    .set({ nextAt: hoursAgo(0.5) })
    .where(eq(schedules.id, id));
  expect(await submitDueRuns(database)).toEqual([]);
  expect(await rowOf(id)).toMatchObject({ lastRunId: first, nextAt: after?.nextAt });
  await database.transaction((tx) => cancelRun(tx, workspaceId, first));
  await database.db
    .update(schedules)
    .set({ nextAt: hoursAgo(0.5) })
    .where(eq(schedules.id, id));
  expect(await submitDueRuns(database)).toHaveLength(1);
});

test("a schedule that follows a name reads the newest READY data set of it, wherever the input names the first", async () => {
  const named = (id: string, status: "READY" | "FAILED", at: Date, name = "prices") => ({
    id,
    workspaceId,
    name,
    status,
    options: { types: {}, missing: [] },
    runId: "run_x",
    createdBy: "key_test",
    createdAt: at,
  });
  await database.db
    .insert(datasets)
    .values([
      named("ds_1", "READY", hoursAgo(5)),
      named("ds_2", "READY", hoursAgo(3)),
      named("ds_3", "FAILED", hoursAgo(2)),
      named("ds_4", "READY", hoursAgo(1), "other"),
    ]);
  const input = { training: { datasetId: "ds_1", target: "ds_1" }, datasetId: "ds_1" };
  await scheduled({ input, datasetId: "ds_1", followDataset: true, job: "model.tune" });
  const [runId = ""] = await submitDueRuns(database);
  const [run] = await database.db.select().from(runs).where(eq(runs.id, runId));
  expect(run?.datasetId).toBe("ds_2");
  expect(run?.input).toEqual({ training: { datasetId: "ds_2", target: "ds_1" }, datasetId: "ds_2" });
});
