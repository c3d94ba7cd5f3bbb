import { and, asc, desc, eq, isNotNull, sql } from "drizzle-orm";
import { type EngineName, isTerminal } from "../enums.ts";
import { AppError } from "../errors.ts";
import { canonicalJson, sha256Hex } from "../hash.ts";
import { newId } from "../ids.ts";
import { type JobName, jobs } from "../jobs/catalog.ts";
import { enqueue } from "../queue.ts";
import { type CheckpointValue, type RunErrorValue, type RunEventType, runAttempts, runEvents, runs } from "../tables/index.ts";
import type { Database, Db, Transaction } from "./client.ts";
import { type Claim, closeAttempt, held, lockHeld, notify, type RunRow, settle, writeEvent } from "./run-transitions.ts";

export { type Claim, FencedError, RUN_CHANNEL, type RunRow } from "./run-transitions.ts";

export interface Submission {
  workspaceId: string;
  /** What carries the run out; the job's own kind is the run's. */
  job: JobName;
  /** The parsed specification with defaults filled in. */
  input: Record<string, unknown>;
  datasetId: string | null;
  /** The version a SCORING run works with; a TRAINING run gets its own when it succeeds. */
  modelVersionId?: string | null;
  mutation: string;
  idempotencyKey: string | null;
  /** What the client sent, for the idempotency comparison. */
  requested: unknown;
  actor: string;
  retryOf?: string;
  /** The run this one is a part of. */
  parentRunId?: string;
}

/**
 * Writes the run and its job in the caller's transaction. Under a used idempotency key the same request gives the run that exists.
 * @throws AppError IDEMPOTENCY_CONFLICT when the key was used for another request.
 */
export async function submitRun(tx: Transaction, submission: Submission): Promise<{ run: RunRow; created: boolean }> {
  const { workspaceId, mutation, idempotencyKey } = submission;
  const inputHash = sha256Hex(canonicalJson(submission.requested));
  const id = newId("run");
  const [run] = await tx.db
    .insert(runs)
    .values({
      id,
      workspaceId,
      kind: jobs[submission.job].kind,
      job: submission.job,
      input: submission.input,
      datasetId: submission.datasetId,
      modelVersionId: submission.modelVersionId ?? null,
      mutation,
      idempotencyKey,
      inputHash,
      retryOf: submission.retryOf ?? null,
      parentRunId: submission.parentRunId ?? null,
      createdBy: submission.actor,
    })
    .onConflictDoNothing()
    .returning();
  if (!run) {
    const [existing] = await tx.db
      .select()
      .from(runs)
      .where(and(eq(runs.workspaceId, workspaceId), eq(runs.mutation, mutation), eq(runs.idempotencyKey, idempotencyKey ?? "")));
    if (existing?.inputHash === inputHash) return { run: existing, created: false };
    throw new AppError(
      "IDEMPOTENCY_CONFLICT",
      "conflict",
      `The idempotency key '${idempotencyKey}' was used for another ${mutation}; send a new key with a new input.`,
      { path: ["idempotencyKey"] },
    );
  }
  await writeEvent(tx.db, run, 0, "STATUS", { status: "QUEUED" });
  await enqueue(tx, submission.job, { runId: id });
  return { run, created: true };
}

/**
 * Takes a run for one attempt. A run that is RUNNING already belongs to a worker that the queue holds for lost: it is taken over, and the
 * former attempt is fenced from then on. @returns null when there is nothing left to do (the run has ended or is paused, or its attempts are used up).
 */
export async function claimRun(database: Database, runId: string, worker: { id: string; engine: EngineName }): Promise<Claim | null> {
  return database.transaction(async (tx) => {
    const [row] = await tx.db.select().from(runs).where(eq(runs.id, runId)).for("update");
    // A paused part waits for its parent: whatever delivered it was late.
    if (!row || isTerminal(row.status) || row.paused) return null;
    const attempts = await tx.db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(desc(runAttempts.number));
    if (row.status === "RUNNING") await closeAttempt(tx.db, runId, "LOST", { code: "TRAINER_KILLED", message: "The worker was lost." });
    const limit = attemptLimit(row.job);
    if (row.attempts >= limit) {
      const message = `The run was given up after ${row.attempts} attempts whose process or worker was lost. Look at memory and at the worker's log, then retry.`;
      await settle(tx, row, { status: "FAILED", error: { code: "TRAINER_KILLED", message } });
      return null;
    }
    const token = newId("attempt");
    const number = (attempts[0]?.number ?? 0) + 1;
    const attemptId = newId("attempt");
    await tx.db.insert(runAttempts).values({ id: attemptId, workspaceId: row.workspaceId, runId, number, workerId: worker.id });
    const [run] = await tx.db
      .update(runs)
      .set({
        status: "RUNNING",
        phase: "Starting",
        attempts: row.attempts + 1,
        attemptToken: token,
        workerId: worker.id,
        engine: worker.engine,
        etaSeconds: null,
        startedAt: sql`coalesce(${runs.startedAt}, now())`,
        heartbeatAt: sql`now()`,
      })
      .where(eq(runs.id, runId))
      .returning();
    if (!run) return null;
    await writeEvent(tx.db, run, number, "STATUS", { status: "RUNNING", attempt: number });
    const checkpoint = attempts.find((attempt) => attempt.checkpoint)?.checkpoint ?? null;
    return { run, attemptId, attempt: number, token, checkpoint };
  });
}

/** Attempts a run of a job may use. */
export const attemptLimit = (job: JobName): number => jobs[job].attempts;

export interface Progress {
  phase: string;
  /** 0..1 over the whole run. */
  progress: number;
  etaSeconds: number | null;
}

/** Notes progress and a sign of life. Progress never goes back within a run. @returns false when the attempt is fenced. */
export async function recordProgress(db: Db, claim: Claim, { phase, progress, etaSeconds }: Progress): Promise<boolean> {
  const changed = await db
    .update(runs)
    .set({
      phase,
      progress: sql`greatest(${runs.progress}, ${Math.min(1, Math.max(0, progress))}::real)`,
      etaSeconds,
      heartbeatAt: sql`now()`,
    })
    .where(held(claim))
    .returning({ id: runs.id });
  if (changed.length === 0) return false;
  await notify(db, claim.run.id);
  return true;
}

/** Appends an event of the attempt (the numbers of an epoch, a log line). @returns false when the attempt is fenced. */
export async function recordEvent(
  db: Db,
  claim: Claim,
  type: Exclude<RunEventType, "STATUS">,
  data: Record<string, unknown>,
  epoch: number | null = null,
): Promise<boolean> {
  const inserted = await db.execute(sql`
    INSERT INTO ${runEvents} (workspace_id, run_id, attempt, type, epoch, data)
    SELECT ${claim.run.workspaceId}, ${claim.run.id}, ${claim.attempt}::int, ${type}, ${epoch}::int, ${JSON.stringify(data)}::jsonb
    FROM ${runs} WHERE ${held(claim)}`);
  if (inserted.rowCount === 0) return false;
  await notify(db, claim.run.id);
  return true;
}

/** Notes where a later attempt can go on. @returns false when the attempt is fenced. */
export async function recordCheckpoint(db: Db, claim: Claim, checkpoint: CheckpointValue): Promise<boolean> {
  const changed = await db
    .update(runAttempts)
    .set({ checkpoint })
    .where(and(eq(runAttempts.id, claim.attemptId), eq(runAttempts.outcome, "RUNNING")))
    .returning({ id: runAttempts.id });
  return changed.length > 0;
}

export type Settlement = Partial<Pick<RunRow, "metrics" | "baselines" | "report" | "result" | "output" | "modelVersionId">>;

/** Ends a run well, in the transaction that makes its results visible. @throws FencedError when the attempt lost the run. */
export async function succeedRun(tx: Transaction, claim: Claim, result: Settlement): Promise<void> {
  await lockHeld(tx, claim);
  await closeAttempt(tx.db, claim.run.id, "SUCCEEDED", null);
  await settle(tx, claim.run, { status: "SUCCEEDED", progress: 1, ...result });
}

/** Ends a run badly; a dataset in the making fails with it. @throws FencedError when the attempt lost the run. */
export async function failRun(tx: Transaction, claim: Claim, error: RunErrorValue): Promise<void> {
  await lockHeld(tx, claim);
  await closeAttempt(tx.db, claim.run.id, "FAILED", error);
  await settle(tx, claim.run, { status: "FAILED", error });
}

/**
 * Puts a run back in the queue's hands. `counts` is false for a drain: stopping a worker costs the run nothing.
 * @throws FencedError when the attempt lost the run.
 */
export async function requeueRun(
  tx: Transaction,
  claim: Claim,
  { counts, error }: { counts: boolean; error: RunErrorValue | null },
): Promise<void> {
  await lockHeld(tx, claim);
  await closeAttempt(tx.db, claim.run.id, "REQUEUED", error);
  await tx.db
    .update(runs)
    .set({
      status: "QUEUED",
      phase: "Queued",
      attemptToken: null,
      workerId: null,
      etaSeconds: null,
      attempts: counts ? sql`${runs.attempts}` : sql`${runs.attempts} - 1`,
    })
    .where(eq(runs.id, claim.run.id));
  await writeEvent(tx.db, claim.run, claim.attempt, "STATUS", { status: "QUEUED", reason: error?.code ?? "DRAINED" });
}

/**
 * Cancels at once, with its parts, whoever holds the run: its token is cleared, so nothing the attempt still does can be committed, and the NOTIFY lets the
 * worker end the process. Cancelling a cancelled run changes nothing. @throws AppError NOT_FOUND, or FORBIDDEN_TRANSITION after another end.
 */
export async function cancelRun(tx: Transaction, workspaceId: string, runId: string): Promise<RunRow> {
  const [row] = await tx.db
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId)))
    .for("update");
  if (!row) throw new AppError("NOT_FOUND", "not_found", "No such run.", { path: ["runId"] });
  if (row.status === "CANCELLED") return row;
  if (isTerminal(row.status)) {
    throw new AppError(
      "FORBIDDEN_TRANSITION",
      "conflict",
      `The run has already ended ${row.status}; only a queued or running one can be cancelled.`,
      { path: ["runId"] },
    );
  }
  if (row.status === "RUNNING") await closeAttempt(tx.db, runId, "CANCELLED", null);
  return settle(tx, row, { status: "CANCELLED" });
}

/** Whether the attempt still holds its run. */
export async function isHeld(db: Db, claim: Claim): Promise<boolean> {
  const rows = await db.select({ id: runs.id }).from(runs).where(held(claim));
  return rows.length > 0;
}

/** The numbers of each epoch, oldest first; where attempts repeated an epoch, the last one counts. */
export async function runHistory(db: Db, runId: string): Promise<{ epoch: number; name: string; value: number }[]> {
  const rows = await db
    .select({ epoch: runEvents.epoch, data: runEvents.data })
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), eq(runEvents.type, "EPOCH"), isNotNull(runEvents.epoch)))
    .orderBy(asc(runEvents.seq));
  const byEpoch = new Map(rows.map(({ epoch, data }) => [epoch ?? 0, data]));
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .flatMap(([epoch, data]) => Object.entries(data).map(([name, value]) => ({ epoch, name, value: Number(value) })));
}
