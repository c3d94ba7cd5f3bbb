import type { Database } from "@plimsoll/schema/db";
import { enqueue, lostRuns } from "@plimsoll/schema/queue";
import type { Logger } from "pino";

const EVERY_MS = 15_000;
/** Longer than a live attempt is ever silent. */
const IDLE_SECONDS = 20;

/**
 * Offers runs to the queue again whose job it has lost: the row is the truth. A job that is still there is not doubled, since its id is
 * the run's. @returns how many were offered.
 */
export async function reconcile(database: Database, log: Logger, idleSeconds = IDLE_SECONDS): Promise<number> {
  const lost = await lostRuns(database.db, idleSeconds);
  for (const { id, job } of lost) {
    await database.transaction((tx) => enqueue(tx, job, { runId: id }));
    log.warn({ runId: id, job }, "the run's job was lost and is queued again");
  }
  return lost.length;
}

export function startReconciler(database: Database, log: Logger): { stop(): void } {
  const run = (): void => {
    reconcile(database, log).catch(() => log.warn("reconciliation put off: the database is away"));
  };
  run();
  const timer = setInterval(run, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
