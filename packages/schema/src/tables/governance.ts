import { index, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import type { FairnessPolicy } from "../fairness.ts";
import type { FindingStatus, ModelEventType, Severity } from "../governance.ts";
import { count, createdAt, moment, plimsoll, workspaceId } from "./columns.ts";
import { models, modelVersions } from "./registry.ts";

/**
 * What happened to a model, append-only: registration, status, aliases, inventory, findings, waivers. Written in the transaction of the change.
 * `championAsOf` reads the last alias event before a moment, hence the index by model, type and time.
 */
export const modelEvents = plimsoll.table(
  "model_events",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    modelVersionId: text("model_version_id").references(() => modelVersions.id),
    type: text("type").$type<ModelEventType>().notNull(),
    /** ALIAS_MOVED and ALIAS_REMOVED only. */
    alias: text("alias"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    actor: text("actor").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("model_events_model").on(table.modelId, table.type, table.createdAt, table.id)],
);

/** What a validator found wrong with a version. Open ones block promotion by severity, overdue ones always. */
export const findings = plimsoll.table(
  "findings",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    title: text("title").notNull(),
    description: text("description").notNull(),
    severity: text("severity").$type<Severity>().notNull(),
    /** Who mends it: a member's id. */
    ownerId: text("owner_id").notNull(),
    dueAt: moment("due_at").notNull(),
    status: text("status").$type<FindingStatus>().notNull().default("OPEN"),
    resolution: text("resolution"),
    openedBy: text("opened_by").notNull(),
    closedBy: text("closed_by"),
    createdAt: createdAt(),
    closedAt: moment("closed_at"),
  },
  (table) => [
    index("findings_version").on(table.modelVersionId, table.status),
    index("findings_workspace").on(table.workspaceId, table.createdAt, table.id),
  ],
);

/** A signed exception to the honesty gate for one version, with its end. */
export const waivers = plimsoll.table(
  "waivers",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    reason: text("reason").notNull(),
    signedBy: text("signed_by").notNull(),
    createdAt: createdAt(),
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("waivers_version").on(table.modelVersionId, table.expiresAt)],
);

/** A workspace's own fairness policies, beside those that every workspace has. Read as a whole, hence the key's order. */
export const fairnessPolicies = plimsoll.table(
  "fairness_policies",
  {
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    policy: jsonb("policy").$type<FairnessPolicy>().notNull(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.name] })],
);

/**
 * The last link of each workspace's audit chain, moved with every append: rows cut off the end of the log leave it pointing beyond them.
 */
export const auditHeads = plimsoll.table("audit_heads", {
  workspaceId: workspaceId().primaryKey(),
  position: count("position").notNull(),
  hash: text("hash").notNull(),
});
