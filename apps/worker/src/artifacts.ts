import type { Claim, Transaction } from "@plimsoll/schema/db";
import { artifacts, FencedError, isHeld } from "@plimsoll/schema/db";
import type { Storage, StoredFile } from "@plimsoll/schema/storage";
import { eq, sql } from "drizzle-orm";

/** Any constant: writers of artifacts share this lock, whoever removes files takes it alone. */
const LOCK = 7_204_116;

export interface MadeFile {
  path: string;
  kind: (typeof artifacts.$inferInsert)["kind"];
  contentType: string;
  fileName: string;
}

/** Takes a run's files into the store within the transaction that makes them visible. */
export interface FileTaker {
  adopt(tx: Transaction, file: MadeFile): Promise<StoredFile>;
  /** What was taken, for the sweep after a commit that was refused. */
  taken(): readonly StoredFile[];
}

/** A repeated transaction finds its files in the store already. */
export function createFileTaker(storage: Storage, claim: Claim): FileTaker {
  const stored = new Map<string, StoredFile>();
  return {
    taken: () => [...stored.values()],
    async adopt(tx, { path, kind, contentType, fileName }) {
      await tx.db.execute(sql`SELECT pg_advisory_xact_lock_shared(${LOCK})`);
      if (!(await isHeld(tx.db, claim))) throw new FencedError(claim.run.id);
      const file = stored.get(path) ?? (await storage.adopt(path));
      stored.set(path, file);
      await storage.localPath(file.sha256);
      await tx.db
        .insert(artifacts)
        .values({ workspaceId: claim.run.workspaceId, ...file, kind, contentType, fileName, runId: claim.run.id })
        .onConflictDoNothing();
      return file;
    },
  };
}

/**
 * Removes a file that no row names. The lock keeps out whoever is about to write such a row; while somebody is, nothing is removed and the
 * sweep at the next start comes back to it.
 */
export async function removeUnreferenced({ db }: Transaction, storage: Storage, sha256: string): Promise<boolean> {
  const [lock] = (await db.execute<{ held: boolean }>(sql`SELECT pg_try_advisory_xact_lock(${LOCK}) AS held`)).rows;
  if (!lock?.held) return false;
  const named = await db.select({ sha256: artifacts.sha256 }).from(artifacts).where(eq(artifacts.sha256, sha256)).limit(1);
  if (named.length > 0) return false;
  await storage.remove(sha256);
  return true;
}
