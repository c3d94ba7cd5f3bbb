import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmbeddedServer, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { newId } from "../ids.ts";
import { appendAudit, verifyAuditChain } from "./audit.ts";
import { type Database, openDatabase } from "./client.ts";
import { auditLog, workspaces } from "./index.ts";
import { migrateDatabase } from "./migrate.ts";

let folder: string;
let server: EmbeddedServer;
let database: Database;
let workspaceId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-audit-"));
  server = await startEmbeddedPostgres(folder);
  await migrateDatabase(server.url);
  database = openDatabase(server.url);
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  workspaceId = newId("workspace");
  await database.db.insert(workspaces).values({ id: workspaceId, name: "Audited" });
});

const append = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      database.transaction((tx) => appendAudit(tx, { workspaceId, actor: "key_a", action: "thing.do", subject: "x", data: { at } })),
    ),
  );

/** Runs statements as whoever owns the server and switches the guards off could. */
async function tamper(...statements: string[]): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query("SET session_replication_role = replica");
    for (const statement of statements) await client.query(statement, [workspaceId]);
  } finally {
    await client.query("SET session_replication_role = origin");
    client.release();
  }
}

test("two hundred concurrent writers leave no gap", async () => {
  await append(200);
  expect(await verifyAuditChain(database, workspaceId)).toMatchObject({ ok: true, rows: 200, firstBad: null, head: { position: 200 } });
}, 60_000);

test("writers in a burst wait for each other, longer than a connection may take to open", async () => {
  const narrow = openDatabase(server.url, { max: 1 });
  try {
    const slow = Array.from({ length: 5 }, () =>
      narrow.transaction(async (tx) => {
        await tx.db.execute(sql`SELECT pg_sleep(0.9)`);
        return appendAudit(tx, { workspaceId, actor: "key_a", action: "thing.do", subject: "x" });
      }),
    );
    expect((await Promise.all(slow)).toSorted()).toEqual([1, 2, 3, 4, 5]);
  } finally {
    await narrow.close();
  }
}, 30_000);

test("a written row can be neither changed nor removed", async () => {
  await append(1);
  await expect(database.db.update(auditLog).set({ actor: "key_b" }).where(eq(auditLog.workspaceId, workspaceId))).rejects.toThrow();
  await expect(database.db.delete(auditLog).where(eq(auditLog.workspaceId, workspaceId))).rejects.toThrow();
  await expect(database.pool.query("TRUNCATE plimsoll.audit_log")).rejects.toThrow(/append-only/);
  expect(await verifyAuditChain(database, workspaceId)).toMatchObject({ ok: true, rows: 1 });
});

describe("tampering past the guards names the first bad row", () => {
  const where = "WHERE workspace_id = $1 AND position";
  const log = "plimsoll.audit_log";
  test.each<[string, string[], number]>([
    ["an edited actor", [`UPDATE ${log} SET actor = 'key_b' ${where} = 4`], 4],
    ["edited data", [`UPDATE ${log} SET data = '{"at":99}' ${where} = 4`], 4],
    ["data that is no JSON any more", [`UPDATE ${log} SET data = 'x' ${where} = 4`], 4],
    ["an edited time", [`UPDATE ${log} SET created_at = created_at - interval '1 day' ${where} = 4`], 4],
    ["an older way of hashing claimed", [`UPDATE ${log} SET hash_version = 1 ${where} = 4`], 4],
    ["a removed row", [`DELETE FROM ${log} ${where} = 4`], 5],
    ["a removed first row", [`DELETE FROM ${log} ${where} = 1`], 2],
    [
      "two rows changed round",
      [
        `UPDATE ${log} SET position = 100 ${where} = 4`,
        `UPDATE ${log} SET position = 4 ${where} = 5`,
        `UPDATE ${log} SET position = 5 ${where} = 100`,
      ],
      4,
    ],
    [
      "an inserted row",
      [
        `UPDATE ${log} SET position = position + 1000 ${where} >= 4`,
        `INSERT INTO ${log} (id, workspace_id, position, actor, action, subject, data, previous_hash, hash, hash_version)
         SELECT 'aud_' || substr(md5(id), 1, 26), workspace_id, 4, actor, action, subject, data, hash, hash, 2 FROM ${log} ${where} = 3`,
        `UPDATE ${log} SET position = position - 999 ${where} >= 1000`,
      ],
      4,
    ],
    ["a cut tail", [`DELETE FROM ${log} ${where} > 7`], 8],
    ["a cut whole", [`DELETE FROM ${log} ${where} > 0`], 1],
    [
      "an appended row",
      [
        `INSERT INTO ${log} SELECT 'aud_x', workspace_id, actor, action, subject, data, created_at, hash, hash, 11, 2 FROM ${log} ${where} = 10`.replace(
          "SELECT",
          "(id, workspace_id, actor, action, subject, data, created_at, previous_hash, hash, position, hash_version) SELECT",
        ),
      ],
      11,
    ],
  ])("%s", async (_what, statements, position) => {
    await append(10);
    await tamper(...statements);
    expect(await verifyAuditChain(database, workspaceId)).toMatchObject({ ok: false, firstBad: { position } });
  });
});
