import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import { workers } from "../tables/index.ts";
import type { Db } from "./client.ts";

/** How often a worker or scorer writes its row, and after how long a silent one counts as gone. */
export const HEARTBEAT = { everyMs: 3_000, freshForSeconds: 12, forgetAfterSeconds: 3_600 } as const;

export type WorkerRow = typeof workers.$inferSelect;
export type WorkerIdentity = Omit<WorkerRow, "startedAt" | "heartbeatAt">;

/** Writes the process's row; rows of processes long gone are removed on the way. */
export async function beat(db: Db, identity: WorkerIdentity): Promise<void> {
  await db
    .insert(workers)
    .values(identity)
    .onConflictDoUpdate({ target: workers.id, set: { heartbeatAt: sql`now()` } });
  await db.delete(workers).where(lt(workers.heartbeatAt, sql`now() - make_interval(secs => ${HEARTBEAT.forgetAfterSeconds})`));
}

/** Takes the row away at a clean end, so that readiness changes at once. */
export async function leave(db: Db, id: string): Promise<void> {
  await db.delete(workers).where(eq(workers.id, id));
}

export async function liveWorkers(db: Db, role?: WorkerRow["role"]): Promise<WorkerRow[]> {
  const fresh = gt(workers.heartbeatAt, sql`now() - make_interval(secs => ${HEARTBEAT.freshForSeconds})`);
  return db
    .select()
    .from(workers)
    .where(role ? and(fresh, eq(workers.role, role)) : fresh)
    .orderBy(desc(workers.startedAt), workers.id);
}
