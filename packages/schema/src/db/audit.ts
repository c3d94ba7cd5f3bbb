import { asc, desc, eq, sql } from "drizzle-orm";
import { canonicalJson, sha256Hex } from "../hash.ts";
import { newId } from "../ids.ts";
import { auditLog } from "../tables/index.ts";
import type { Database, Transaction } from "./client.ts";

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

const GENESIS = "0".repeat(64);

function chainHash(previousHash: string, entry: Required<AuditEntry> & { position: number }): string {
  return sha256Hex(previousHash + canonicalJson(entry));
}

/** Appends to the workspace's chain inside the transaction of the change itself; other writers of the workspace wait for its commit. */
export async function appendAudit({ db }: Transaction, entry: AuditEntry): Promise<void> {
  await db.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${entry.workspaceId}`}, 0))`);
  const [last] = await db
    .select({ position: auditLog.position, hash: auditLog.hash })
    .from(auditLog)
    .where(eq(auditLog.workspaceId, entry.workspaceId))
    .orderBy(desc(auditLog.position))
    .limit(1);
  const row = { ...entry, data: entry.data ?? {}, position: (last?.position ?? 0) + 1 };
  const previousHash = last?.hash ?? GENESIS;
  await db
    .insert(auditLog)
    .values({ id: newId("audit"), ...row, data: canonicalJson(row.data), previousHash, hash: chainHash(previousHash, row) });
}

/** Walks the chain. @returns the position of the first row that does not fit, or null when all fit. */
export async function verifyAuditChain({ db }: Pick<Database, "db">, workspaceId: string): Promise<number | null> {
  const rows = await db.select().from(auditLog).where(eq(auditLog.workspaceId, workspaceId)).orderBy(asc(auditLog.position));
  let previousHash = GENESIS;
  for (const [index, row] of rows.entries()) {
    const { actor, action, subject, position } = row;
    const expected = chainHash(previousHash, {
      workspaceId,
      actor,
      action,
      subject,
      position,
      data: JSON.parse(row.data) as Record<string, unknown>,
    });
    if (position !== index + 1 || row.previousHash !== previousHash || row.hash !== expected) return position;
    previousHash = row.hash;
  }
  return null;
}
