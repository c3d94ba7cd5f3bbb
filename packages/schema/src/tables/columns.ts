import { bigint, boolean, jsonb, pgSchema, text, timestamp } from "drizzle-orm/pg-core";
import type { GovernancePolicy } from "../governance.ts";

/** Our tables live in a schema of their own, so that no name can clash with the queue's tables on the same server. */
export const plimsoll = pgSchema("plimsoll");

export const createdAt = () => timestamp("created_at", { withTimezone: true, mode: "date" }).notNull().defaultNow();
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
/** Counts of bytes and rows: beyond 2^31, within 2^53. */
export const count = (name: string) => bigint(name, { mode: "number" });
/** Every table that holds a customer's data names the workspace it belongs to, and every query filters by it. */
export const workspaceId = () =>
  text("workspace_id")
    .notNull()
    .references(() => workspaces.id);

/** The tenant: everything a customer owns hangs on one workspace. Written once, at first boot or by an invitation. */
export const workspaces = plimsoll.table("workspaces", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Whoever developed a version may not promote it. Takes effect once the workspace has a second member. */
  fourEyes: boolean("four_eyes").notNull().default(true),
  /** What else is asked before a promotion; absent fields take their defaults. */
  governance: jsonb("governance").$type<Partial<GovernancePolicy>>().notNull().default({}),
  createdAt: createdAt(),
});
