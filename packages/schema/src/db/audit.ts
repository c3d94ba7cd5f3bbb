import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import { canonicalJson, sha256Hex } from "../hash.ts";
import { newId } from "../ids.ts";
import { auditHeads, auditLog } from "../tables/index.ts";
import type { Database, Db, Transaction } from "./client.ts";

export interface AuditEntry {
  workspaceId: string;
  /** Id of the key or process that acted. */
  actor: string;
  /** `noun.verb`, e.g. `model_version.promote`. */
  action: string;
  /** Id of what was acted on. */
  subject: string;
  data?: Record<string, unknown>;
}

type AuditRow = typeof auditLog.$inferSelect;

const GENESIS = "0".repeat(64);
const HASH_VERSION = 2;

/** The link of a row: sha256(previous hash + canonical JSON of all that the row says). */
function chainHash(row: Omit<AuditRow, "hash">): string {
  const { workspaceId, actor, action, subject, position, previousHash, hashVersion } = row;
  const data = JSON.parse(row.data) as Record<string, unknown>;
  const covered = { workspaceId, actor, action, subject, position, data };
  const whole = { ...covered, id: row.id, createdAt: row.createdAt.toISOString(), hashVersion };
  return sha256Hex(previousHash + canonicalJson(hashVersion === 1 ? covered : whole));
}

/**
 * Appends to the workspace's chain inside the transaction of the change itself; other writers of the workspace wait for its commit.
 * @returns the link's position in the chain.
 */
export async function appendAudit({ db }: Transaction, { workspaceId, data, ...entry }: AuditEntry): Promise<number> {
  await db.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${workspaceId}`}, 0))`);
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
  const { rows } = await db.execute<{ now: string }>(sql`SELECT (extract(epoch from clock_timestamp()) * 1000)::bigint::text AS now`);
  const row = {
    id: newId("audit"),
    workspaceId,
    ...entry,
    data: canonicalJson(data ?? {}),
    position: (head?.position ?? 0) + 1,
    previousHash: head?.hash ?? GENESIS,
    createdAt: new Date(Number(rows[0]?.now)),
    hashVersion: HASH_VERSION,
  };
  const hash = chainHash(row);
  await db.insert(auditLog).values({ ...row, hash });
  const moved = { position: row.position, hash };
  await db
    .insert(auditHeads)
    .values({ workspaceId, ...moved })
    .onConflictDoUpdate({ target: auditHeads.workspaceId, set: moved });
  return row.position;
}

export interface AuditVerification {
  ok: boolean;
  rows: number;
  /** The chain's last link; whoever notes it down can later tell that the whole chain was not written anew. */
  head: { position: number; hash: string };
  /** The first place that does not fit. */
  firstBad: { position: number; id: string | null; reason: string } | null;
}

/** Rows read at a time: memory does not grow with the log. */
const PAGE_ROWS = 5_000;

/** Walks the chain from its beginning to its noted end: edits, gaps, insertions, changes of order and a cut tail all show. */
export async function verifyAuditChain(database: Pick<Database, "transaction">, workspaceId: string): Promise<AuditVerification> {
  return database.transaction(async ({ db }) => {
    // Chain and head as of one moment, while others go on appending.
    await db.execute(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`);
    return walk(db, workspaceId);
  });
}

async function walk(db: Db, workspaceId: string): Promise<AuditVerification> {
  const [noted] = await db.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
  const head = { position: noted?.position ?? 0, hash: noted?.hash ?? GENESIS };
  let previous: AuditRow | null = null;
  let rows = 0;
  const bad = (position: number, id: string | null, reason: string): AuditVerification => ({
    ok: false,
    rows,
    head,
    firstBad: { position, id, reason },
  });
  for (;;) {
    const after: SQL | undefined = previous ? gt(auditLog.position, previous.position) : undefined;
    const page: AuditRow[] = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.workspaceId, workspaceId), after))
      .orderBy(asc(auditLog.position))
      .limit(PAGE_ROWS);
    for (const row of page) {
      if (row.position !== rows + 1)
        return bad(row.position, row.id, `Position ${rows + 1} was expected: rows were removed, inserted or moved.`);
      if (row.previousHash !== (previous?.hash ?? GENESIS)) return bad(row.position, row.id, "It does not follow the row before it.");
      if (row.hash !== hashOf(row)) return bad(row.position, row.id, "Its content is not what was written.");
      previous = row;
      rows += 1;
    }
    if (page.length < PAGE_ROWS) break;
  }
  if (rows < head.position) return bad(rows + 1, null, `The log ends at position ${rows}, but ${head.position} rows were written.`);
  if (rows > head.position) return bad(head.position + 1, null, `The log has ${rows} rows, but ${head.position} were written.`);
  if (previous && previous.hash !== head.hash) return bad(rows, previous.id, "The last row is not the one that was written.");
  return { ok: true, rows, head, firstBad: null };
}

/** The hash a row should have; a row whose data is no JSON any more has none. */
function hashOf(row: AuditRow): string | null {
  try {
    return chainHash(row);
  } catch {
    return null;
  }
}
