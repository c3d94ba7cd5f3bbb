import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Role } from "../enums.ts";
import { sha256Hex } from "../hash.ts";
import { newId } from "../ids.ts";
import { apiKeys, sessions, users, workspaces } from "../tables/index.ts";
import type { Db, Transaction } from "./client.ts";

/** Who calls: a key, directly or through a portal session. */
export interface Caller {
  workspaceId: string;
  userId: string;
  apiKeyId: string;
  role: Role;
  /** Present when the caller came with the portal's cookie. */
  sessionId: string | null;
}

const SESSION_DAYS = 14;
const secret = (bytes: number): string => randomBytes(bytes).toString("base64url");

/** Makes a key. @returns the row's id and the key itself, which is stored nowhere and shown once. */
export async function createApiKey(
  { db }: Pick<Transaction, "db">,
  owner: { workspaceId: string; userId: string; name: string; role: Role },
): Promise<{ id: string; key: string; prefix: string }> {
  const prefix = `plk_${randomBytes(4).toString("hex")}`;
  const key = `${prefix}_${secret(32)}`;
  const id = newId("apiKey");
  await db.insert(apiKeys).values({ id, ...owner, prefix, secretHash: sha256Hex(key) });
  return { id, key, prefix };
}

/** The caller behind a bearer key, or null. A use is noted once a minute at most, so that reads do not become writes. */
export async function callerOfKey(db: Db, key: string): Promise<Caller | null> {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.secretHash, sha256Hex(key)), isNull(apiKeys.revokedAt)));
  if (!row) return null;
  if (!row.lastUsedAt || Date.now() - row.lastUsedAt.getTime() > 60_000) {
    await db.update(apiKeys).set({ lastUsedAt: sql`now()` }).where(eq(apiKeys.id, row.id));
  }
  return { workspaceId: row.workspaceId, userId: row.userId, apiKeyId: row.id, role: row.role, sessionId: null };
}

/** Opens a portal session for a caller. @returns the cookie's value and its end. */
export async function openSession(db: Db, caller: Caller): Promise<{ token: string; expiresAt: Date }> {
  const token = secret(32);
  const expiresAt = new Date(Date.now() + SESSION_DAYS * 86_400_000);
  await db.insert(sessions).values({
    id: newId("session"),
    workspaceId: caller.workspaceId,
    apiKeyId: caller.apiKeyId,
    tokenHash: sha256Hex(token),
    expiresAt,
  });
  return { token, expiresAt };
}

/** The caller behind a session cookie, or null once the session or its key has ended. */
export async function callerOfSession(db: Db, token: string): Promise<Caller | null> {
  const [row] = await db
    .select({ session: sessions, key: apiKeys })
    .from(sessions)
    .innerJoin(apiKeys, eq(apiKeys.id, sessions.apiKeyId))
    .where(
      and(
        eq(sessions.tokenHash, sha256Hex(token)),
        isNull(sessions.revokedAt),
        isNull(apiKeys.revokedAt),
        gt(sessions.expiresAt, sql`now()`),
      ),
    );
  if (!row) return null;
  const { session, key } = row;
  return { workspaceId: key.workspaceId, userId: key.userId, apiKeyId: key.id, role: key.role, sessionId: session.id };
}

export async function closeSession(db: Db, sessionId: string): Promise<void> {
  await db.update(sessions).set({ revokedAt: sql`now()` }).where(eq(sessions.id, sessionId));
}

/** Makes workspace, owner and the owner's key in a new database. @returns the key, or null where an owner exists already. */
export async function createOwner(tx: Transaction): Promise<string | null> {
  await tx.db.execute(sql`LOCK TABLE ${workspaces} IN EXCLUSIVE MODE`);
  const [existing] = await tx.db.select({ id: workspaces.id }).from(workspaces).limit(1);
  if (existing) return null;
  const workspaceId = newId("workspace");
  const userId = newId("user");
  await tx.db.insert(workspaces).values({ id: workspaceId, name: "Default" });
  await tx.db.insert(users).values({ id: userId, workspaceId, name: "Owner", role: "OWNER" });
  const { key } = await createApiKey(tx, { workspaceId, userId, name: "Owner's key", role: "OWNER" });
  return key;
}

/** A new key for the existing owner, for a home whose key file was lost. */
export async function replaceOwnerKey(tx: Transaction): Promise<string> {
  const [owner] = await tx.db.select().from(users).where(eq(users.role, "OWNER")).limit(1);
  if (!owner) throw new Error("A workspace without an owner cannot exist.");
  const { key } = await createApiKey(tx, {
    workspaceId: owner.workspaceId,
    userId: owner.id,
    name: "Owner's key (renewed)",
    role: "OWNER",
  });
  return key;
}
