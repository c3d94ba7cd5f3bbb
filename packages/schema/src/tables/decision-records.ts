import { index, jsonb, text } from "drizzle-orm/pg-core";
import type { ScoreResult } from "../scoring.ts";
import { count, createdAt, plimsoll, workspaceId } from "./columns.ts";
import { modelVersions } from "./registry.ts";

/**
 * Scores that somebody was decided on, append-only: whom about, what was known, which version said what and why. The audit entry at
 * `auditPosition` holds the hash of each record of its request, so that a record changed behind the platform's back shows.
 */
export const decisionRecords = plimsoll.table(
  "decision_records",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    /** The caller's own name of whom or what was decided on, e.g. an application's number. */
    subject: text("subject").notNull(),
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    requestId: text("request_id").notNull(),
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    inputHash: text("input_hash").notNull(),
    result: jsonb("result").$type<ScoreResult>().notNull(),
    actor: text("actor").notNull(),
    auditPosition: count("audit_position").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("decision_records_subject").on(table.workspaceId, table.subject, table.createdAt),
    index("decision_records_workspace").on(table.workspaceId, table.createdAt, table.id),
    index("decision_records_version").on(table.workspaceId, table.modelVersionId, table.createdAt),
  ],
);

/** What people decided instead, append-only; the newest of a record is in force. */
export const decisionOverrides = plimsoll.table(
  "decision_overrides",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    decisionRecordId: text("decision_record_id")
      .notNull()
      .references(() => decisionRecords.id),
    outcome: text("outcome").notNull(),
    reason: text("reason").notNull(),
    actor: text("actor").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("decision_overrides_record").on(table.decisionRecordId, table.createdAt)],
);
