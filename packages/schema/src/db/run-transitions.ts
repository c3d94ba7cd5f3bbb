import { and, eq, inArray, sql } from "drizzle-orm";
import type { RunStatus } from "../enums.ts";
import { type CheckpointValue, datasets, type RunErrorValue, type RunEventType, runAttempts, runEvents, runs } from "../tables/index.ts";
import type { Db, Transaction } from "./client.ts";

/**
 * The state machine of a run. QUEUED -> RUNNING -> SUCCEEDED | FAILED | CANCELLED; QUEUED -> CANCELLED; RUNNING -> QUEUED on a requeue.
 * Whoever claims a run gets an attempt token, and every later write is a compare-and-set on it: a worker that lost its run writes nothing.
 * A part of another run may also wait for its parent's word (RUNNING -> QUEUED, paused) and end well without going on (QUEUED -> SUCCEEDED);
 * when a run ends, its parts that have not ended are cancelled with it.
 */
export type RunRow = typeof runs.$inferSelect;

/** Channel of NOTIFY; the payload is the run's id. Listeners re-read the row. */
export const RUN_CHANNEL = "plimsoll_run";

export interface Claim {
  run: RunRow;
  attemptId: string;
  attempt: number;
  token: string;
  /** The newest checkpoint any attempt left, to go on from. */
  checkpoint: CheckpointValue | null;
}

/** Thrown by a write whose attempt no longer holds the run: it was cancelled, taken over or finished. */
export class FencedError extends Error {
  override readonly name = "FencedError";
  constructor(runId: string) {
    super(`Run ${runId} is no longer held by this attempt.`);
  }
}

export const held = (claim: Claim) => and(eq(runs.id, claim.run.id), eq(runs.status, "RUNNING"), eq(runs.attemptToken, claim.token));

/** Locks the run's row for the transaction. @throws FencedError when the attempt lost the run. */
export async function lockHeld(tx: Transaction, claim: Claim): Promise<void> {
  const rows = await tx.db.select({ id: runs.id }).from(runs).where(held(claim)).for("update");
  if (rows.length === 0) throw new FencedError(claim.run.id);
}

export async function closeAttempt(
  db: Db,
  runId: string,
  outcome: "SUCCEEDED" | "FAILED" | "CANCELLED" | "REQUEUED" | "LOST",
  error: RunErrorValue | null,
): Promise<void> {
  await db
    .update(runAttempts)
    .set({ outcome, error, endedAt: sql`now()` })
    .where(and(eq(runAttempts.runId, runId), eq(runAttempts.outcome, "RUNNING")));
}

const PHASES = { SUCCEEDED: "Done", FAILED: "Failed", CANCELLED: "Cancelled", QUEUED: "Queued", RUNNING: "Running" } as const;

/** Ends a run for good, with the parts of it that are still going, and tells its parent. */
export async function settle(tx: Transaction, row: RunRow, values: Partial<RunRow> & { status: RunStatus }): Promise<RunRow> {
  const [settled] = await tx.db
    .update(runs)
    .set({ ...values, phase: PHASES[values.status], etaSeconds: null, attemptToken: null, paused: false, finishedAt: sql`now()` })
    .where(eq(runs.id, row.id))
    .returning();
  if (!settled) throw new FencedError(row.id);
  if (row.kind === "INGEST" && values.status !== "SUCCEEDED") {
    await tx.db.update(datasets).set({ status: "FAILED" }).where(eq(datasets.runId, row.id));
  }
  await cancelParts(tx, row.id);
  await writeEvent(tx.db, row, row.attempts, "STATUS", { status: values.status, ...(values.error ? { error: values.error } : {}) });
  if (row.parentRunId) await notify(tx.db, row.parentRunId);
  return settled;
}

/** In four statements for any number of parts, so that a large search stops as fast as a small one. */
async function cancelParts({ db }: Transaction, parentRunId: string): Promise<void> {
  const parts = await db
    .update(runs)
    .set({ status: "CANCELLED", phase: PHASES.CANCELLED, etaSeconds: null, attemptToken: null, paused: false, finishedAt: sql`now()` })
    .where(and(eq(runs.parentRunId, parentRunId), inArray(runs.status, ["QUEUED", "RUNNING"])))
    .returning({ id: runs.id, workspaceId: runs.workspaceId, attempts: runs.attempts });
  if (parts.length === 0) return;
  const ids = parts.map(({ id }) => id);
  await db
    .update(runAttempts)
    .set({ outcome: "CANCELLED", endedAt: sql`now()` })
    .where(and(inArray(runAttempts.runId, ids), eq(runAttempts.outcome, "RUNNING")));
  await db.insert(runEvents).values(
    parts.map(({ id, workspaceId, attempts }) => ({
      workspaceId,
      runId: id,
      attempt: attempts,
      type: "STATUS" as const,
      data: { status: "CANCELLED", reason: "PARENT_ENDED" },
    })),
  );
  await db.execute(sql`SELECT pg_notify(${RUN_CHANNEL}, id) FROM ${runs} WHERE ${inArray(runs.id, ids)}`);
}

export async function writeEvent(
  db: Db,
  run: Pick<RunRow, "id" | "workspaceId">,
  attempt: number,
  type: RunEventType,
  data: Record<string, unknown>,
): Promise<void> {
  await db.insert(runEvents).values({ workspaceId: run.workspaceId, runId: run.id, attempt, type, data });
  await notify(db, run.id);
}

export async function notify(db: Db, runId: string): Promise<void> {
  await db.execute(sql`SELECT pg_notify(${RUN_CHANNEL}, ${runId})`);
}
