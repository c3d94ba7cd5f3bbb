import { and, asc, eq, sql } from "drizzle-orm";
import type { JobName } from "../jobs/catalog.ts";
import { enqueue } from "../queue.ts";
import { runs } from "../tables/index.ts";
import type { Db, Transaction } from "./client.ts";
import { type Claim, closeAttempt, lockHeld, notify, type RunRow, settle, writeEvent } from "./run-transitions.ts";
import { type Settlement, submitRun } from "./runs.ts";

/**
 * Runs that are parts of another: the trials of a search, the candidates of a comparison. The parent's attempt makes them, holds them back
 * and ends them; its token fences all of that, so two workers that both take themselves for the coordinator do no harm.
 */
export interface Part {
  /** Distinct among the parts of a run: asking twice for one of the same name gives the one that exists. */
  name: string;
  job: JobName;
  input: Record<string, unknown>;
}

/** Writes a part and its job. @throws FencedError when the attempt lost the parent. */
export async function submitPart(tx: Transaction, parent: Claim, { name, job, input }: Part): Promise<RunRow> {
  await lockHeld(tx, parent);
  const { id, workspaceId, datasetId, createdBy } = parent.run;
  const { run } = await submitRun(tx, {
    workspaceId,
    job,
    input,
    datasetId,
    mutation: "part",
    idempotencyKey: `${id}/${name}`,
    requested: { name },
    actor: createdBy,
    parentRunId: id,
  });
  return run;
}

/** The parts of a run, oldest first, without what is large. */
export async function partsOf(db: Db, parentRunId: string) {
  return db
    .select({
      id: runs.id,
      job: runs.job,
      status: runs.status,
      progress: runs.progress,
      paused: runs.paused,
      input: runs.input,
      result: runs.result,
      error: runs.error,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
    })
    .from(runs)
    .where(eq(runs.parentRunId, parentRunId))
    .orderBy(asc(runs.createdAt), asc(runs.id));
}
export type PartRow = Awaited<ReturnType<typeof partsOf>>[number];

/**
 * Puts a part aside with what it has so far, until its parent resumes or concludes it. It has no job meanwhile and costs no attempt.
 * @throws FencedError when the attempt lost the part.
 */
export async function pauseRun(tx: Transaction, claim: Claim, phase: string, result: object): Promise<void> {
  await lockHeld(tx, claim);
  await closeAttempt(tx.db, claim.run.id, "REQUEUED", null);
  await tx.db
    .update(runs)
    .set({
      status: "QUEUED",
      phase,
      paused: true,
      result,
      attemptToken: null,
      workerId: null,
      etaSeconds: null,
      attempts: sql`${runs.attempts} - 1`,
    })
    .where(eq(runs.id, claim.run.id));
  await writeEvent(tx.db, claim.run, claim.attempt, "STATUS", { status: "QUEUED", reason: "PAUSED" });
  if (claim.run.parentRunId) await notify(tx.db, claim.run.parentRunId);
}

/**
 * Lets a paused part go on. @returns false while the queue still holds the job of its last attempt: ask again in a moment.
 * @throws FencedError when the attempt lost the parent.
 */
export async function resumePart(tx: Transaction, parent: Claim, partId: string): Promise<boolean> {
  await lockHeld(tx, parent);
  const { rows } = await tx.db.execute(sql`SELECT 1 FROM bullmq.job WHERE id = ${partId}`);
  if (rows.length > 0) return false;
  const [part] = await tx.db
    .update(runs)
    .set({ paused: false, phase: "Queued" })
    .where(pausedPart(parent, partId))
    .returning({ id: runs.id, job: runs.job });
  if (!part) return true;
  await enqueue(tx, part.job, { runId: part.id });
  await notify(tx.db, part.id);
  return true;
}

/** Ends a paused part well where it stands. @throws FencedError when the attempt lost the parent. */
export async function concludePart(tx: Transaction, parent: Claim, partId: string, settlement: Settlement): Promise<void> {
  await lockHeld(tx, parent);
  const [part] = await tx.db.select().from(runs).where(pausedPart(parent, partId)).for("update");
  if (part) await settle(tx, part, { status: "SUCCEEDED", progress: 1, ...settlement });
}

const pausedPart = (parent: Claim, partId: string) =>
  and(eq(runs.id, partId), eq(runs.parentRunId, parent.run.id), eq(runs.status, "QUEUED"), eq(runs.paused, true));
