import { sql } from "drizzle-orm";
import { index, integer, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Role } from "../enums.ts";
import { count, createdAt, moment, plimsoll, workspaceId } from "./columns.ts";

export { plimsoll, workspaces } from "./columns.ts";

/** People of a workspace. The owner is made at first boot; others come with a key of their own. */
export const users = plimsoll.table(
  "users",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    createdAt: createdAt(),
    /** Gone, with every key; kept because old records name them. */
    removedAt: moment("removed_at"),
  },
  (table) => [index("users_workspace").on(table.workspaceId)],
);

/**
 * Keys of the API. Only the SHA-256 of a key is stored (a key is 256 random bits, so no slow hash is needed); the prefix is shown in lists.
 * A lookup is by hash, hence the unique index.
 */
export const apiKeys = plimsoll.table(
  "api_keys",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    prefix: text("prefix").notNull(),
    secretHash: text("secret_hash").notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [uniqueIndex("api_keys_secret_hash").on(table.secretHash), index("api_keys_workspace").on(table.workspaceId)],
);

/** Portal sessions, opened from a key. The cookie holds the token, the row its SHA-256; revoking the key ends them. */
export const sessions = plimsoll.table(
  "sessions",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    apiKeyId: text("api_key_id")
      .notNull()
      .references(() => apiKeys.id),
    tokenHash: text("token_hash").notNull(),
    createdAt: createdAt(),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [uniqueIndex("sessions_token_hash").on(table.tokenHash), index("sessions_api_key").on(table.apiKeyId)],
);

/**
 * Who did what, append-only, one hash chain a workspace: `hash = sha256(prev_hash + canonical row)`. Written in the transaction of the change
 * itself, under an advisory lock of the workspace, so that the chain has no gap; a trigger refuses every change of a written row. The index serves the walk in order.
 */
export const auditLog = plimsoll.table(
  "audit_log",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    /** Position in the workspace's chain, from 1. */
    position: count("position").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    /** Canonical JSON of the facts of the change. */
    data: text("data").notNull().default("{}"),
    createdAt: createdAt(),
    /** What the hash covers: 1 all but id and time (rows of the first release), 2 everything. */
    hashVersion: integer("hash_version").notNull().default(1),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [uniqueIndex("audit_log_chain").on(table.workspaceId, table.position)],
);

/**
 * Live processes that compute: one row each, written every few seconds by the process itself. `engines`, the system page and readiness read
 * the rows whose heartbeat is fresh. Not a customer's data, hence no workspace.
 */
export const workers = plimsoll.table(
  "workers",
  {
    id: text("id").primaryKey(),
    role: text("role").$type<"WORKER" | "SCORER">().notNull(),
    host: text("host").notNull(),
    processId: integer("process_id").notNull(),
    codeVersion: text("code_version").notNull(),
    engine: text("engine").$type<"NATIVE" | "WASM" | "CPU">().notNull(),
    engineVersion: text("engine_version").notNull(),
    threads: integer("threads").notNull(),
    startedAt: moment("started_at").notNull().default(sql`now()`),
    heartbeatAt: moment("heartbeat_at").notNull().default(sql`now()`),
  },
  (table) => [index("workers_heartbeat").on(table.heartbeatAt)],
);
