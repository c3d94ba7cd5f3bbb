import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { isTerminal } from "../enums.ts";
import { type JobName, jobs } from "../jobs/catalog.ts";
import { nextDue } from "../schedules.ts";
import { datasets, runs, schedules } from "../tables/index.ts";
import { appendAudit } from "./audit.ts";
import type { Database, Transaction } from "./client.ts";
import { submitRun } from "./runs.ts";

export type ScheduleRow = typeof schedules.$inferSelect;

/** Rows claimed in one transaction. */
const CLAIM_ROWS = 20;

/** Jobs whose runs carry all they need in their input, so that it can be submitted again. */
export const isRepeatable = (job: JobName): boolean => jobs[job].repeatable;
const repeatableJobs = (Object.keys(jobs) as JobName[]).filter(isRepeatable);

/**
 * Submits the run of every schedule that is due, by the database's clock. Each row is claimed for the transaction and skipped by other
 * workers, and the run's idempotency key is schedule and moment: no moment gives two runs. Moments that were missed give one run
 * together; a moment whose predecessor's run is still under way gives none. @returns the ids of the new runs.
 */
export async function submitDueRuns(database: Database): Promise<string[]> {
  const submitted: string[] = [];
  for (;;) {
    const { claimed, made } = await database.transaction(submitSome);
    submitted.push(...made);
    if (claimed < CLAIM_ROWS) return submitted;
  }
}

async function submitSome(tx: Transaction): Promise<{ claimed: number; made: string[] }> {
  const { rows } = await tx.db.execute<{ now: string }>(sql`SELECT (extract(epoch from now()) * 1000)::bigint::text AS now`);
  const now = Number(rows[0]?.now);
  const due = await tx.db
    .select()
    .from(schedules)
    // A job of a later release waits for a worker that knows it.
    .where(and(lte(schedules.nextAt, new Date(now)), inArray(schedules.job, repeatableJobs)))
    .orderBy(asc(schedules.nextAt))
    .limit(CLAIM_ROWS)
    .for("update", { skipLocked: true });
  const made: string[] = [];
  for (const schedule of due) {
    const runId = (await isUnderWay(tx, schedule.lastRunId)) ? null : await submitOne(tx, schedule);
    if (runId) made.push(runId);
    const nextAt = new Date(nextDue(schedule.cadence, schedule.startsAt.getTime(), now));
    const moved = { nextAt, ...(runId ? { lastRunId: runId, lastAt: schedule.nextAt } : {}) };
    await tx.db.update(schedules).set(moved).where(eq(schedules.id, schedule.id));
  }
  return { claimed: due.length, made };
}

async function isUnderWay({ db }: Transaction, runId: string | null): Promise<boolean> {
  if (runId === null) return false;
  const [run] = await db.select({ status: runs.status }).from(runs).where(eq(runs.id, runId));
  return run !== undefined && !isTerminal(run.status);
}

async function submitOne(tx: Transaction, schedule: ScheduleRow): Promise<string> {
  const { id, workspaceId, job, createdBy: actor, modelVersionId } = schedule;
  const datasetId = await datasetOf(tx, schedule);
  const input = withDataset(schedule.input, schedule.datasetId, datasetId) as ScheduleRow["input"];
  const { run } = await submitRun(tx, {
    workspaceId,
    job,
    input,
    datasetId,
    modelVersionId,
    mutation: "schedule",
    idempotencyKey: `${id}/${schedule.nextAt.toISOString()}`,
    requested: input,
    actor,
  });
  await appendAudit(tx, {
    workspaceId,
    actor,
    action: "run.submit",
    subject: run.id,
    data: { kind: run.kind, job, datasetId, scheduleId: id },
  });
  return run.id;
}

/** The newest READY data set of the followed one's name, where the schedule follows a name. */
async function datasetOf({ db }: Transaction, { workspaceId, datasetId, followDataset }: ScheduleRow): Promise<string | null> {
  if (!followDataset || datasetId === null) return datasetId;
  const named = db.select({ name: datasets.name }).from(datasets).where(eq(datasets.id, datasetId));
  const [newest] = await db
    .select({ id: datasets.id })
    .from(datasets)
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.status, "READY"), inArray(datasets.name, named)))
    .orderBy(desc(datasets.createdAt), desc(datasets.id))
    .limit(1);
  return newest?.id ?? datasetId;
}

/** A specification that reads another data set, wherever in it the first one is named. */
function withDataset(value: unknown, from: string | null, to: string | null): unknown {
  if (from === to) return value;
  if (Array.isArray(value)) return value.map((item) => withDataset(item, from, to));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === "datasetId" && item === from ? to : withDataset(item, from, to)]),
  );
}
