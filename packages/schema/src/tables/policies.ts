import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, jsonb, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ClosedAction, DeclineReasonValue } from "../policy/decision.ts";
import { count, createdAt, moment, plimsoll, workspaceId } from "./columns.ts";
import { models, modelVersions } from "./registry.ts";

/**
 * What is switched for a policy's model as a whole, whichever version decides. The row is locked for each decision, so that what limits
 * count is counted one decision after another. Made by the first decision or the first use of the switch.
 */
export const policyStates = plimsoll.table("policy_states", {
  modelId: text("model_id")
    .primaryKey()
    .references(() => models.id),
  workspaceId: workspaceId(),
  killSwitch: boolean("kill_switch").notNull().default(false),
  /** Who decides while the switch is on; the constraint set's fallback action where null. */
  fallbackVersionId: text("fallback_version_id").references(() => modelVersions.id),
  /** Share of the decisions asked of the champion that the version under the alias `canary` takes. */
  canaryShare: doublePrecision("canary_share").notNull().default(0),
  reason: text("reason"),
  updatedBy: text("updated_by"),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export type UsageScope = "OBLIGOR" | "SEGMENT" | "PORTFOLIO" | "GROUP";

/** What decisions have used up of a policy's limits, one row for each obligor, segment and group, and one for all. Written with the decision. */
export const policyUsage = plimsoll.table(
  "policy_usage",
  {
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    scope: text("scope").$type<UsageScope>().notNull(),
    /** The obligor's, segment's or group's name; empty for all. */
    key: text("key").notNull(),
    workspaceId: workspaceId(),
    exposure: doublePrecision("exposure").notNull().default(0),
    expectedLoss: doublePrecision("expected_loss").notNull().default(0),
    decided: count("decided").notNull().default(0),
    approved: count("approved").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.scope, table.key] })],
);

/**
 * Decisions that policies have taken, one row each, written before the answer leaves: the next training data. The reward is empty until
 * somebody reports it. Indexes: the log of a policy, newest first; the caller's own reference, which is never decided on twice.
 */
export const policyDecisions = plimsoll.table(
  "policy_decisions",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => models.id),
    /** The version that was asked; `fallback` says whether its own choice was taken. */
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersions.id),
    reference: text("reference"),
    inputHash: text("input_hash").notNull(),
    record: jsonb("record").$type<Record<string, unknown>>().notNull(),
    action: text("action").notNull(),
    propensity: doublePrecision("propensity").notNull(),
    /** Names of the actions that were open, in the policy's order. */
    mask: jsonb("mask").$type<string[]>().notNull(),
    /** What constraints closed. */
    closed: jsonb("closed").$type<ClosedAction[]>().notNull(),
    declineReasons: jsonb("decline_reasons").$type<DeclineReasonValue[]>().notNull(),
    fallback: boolean("fallback").notNull(),
    /** Of a policy that gives a number, in the desk's unit: what holds, what the network said, what the benchmark says. */
    quantity: doublePrecision("quantity"),
    proposed: doublePrecision("proposed"),
    benchmark: doublePrecision("benchmark"),
    /** Of the draw: with record and usage the decision can be made again. */
    seed: count("seed").notNull(),
    obligor: text("obligor"),
    segment: text("segment"),
    amount: doublePrecision("amount"),
    risk: doublePrecision("risk"),
    lossRate: doublePrecision("loss_rate"),
    group: text("group"),
    episode: text("episode"),
    rewardDueAt: moment("reward_due_at"),
    reward: doublePrecision("reward"),
    /** Whether the case ended with this decision; null until somebody says. */
    ended: boolean("ended"),
    rewardedAt: moment("rewarded_at"),
    rewardedBy: text("rewarded_by"),
    actor: text("actor").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("policy_decisions_model").on(table.workspaceId, table.modelId, table.createdAt, table.id),
    uniqueIndex("policy_decisions_reference").on(table.modelId, table.reference).where(sql`${table.reference} is not null`),
  ],
);
