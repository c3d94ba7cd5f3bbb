import { and, count, desc, eq, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import { GovernancePolicy, type ModelEventType } from "../governance.ts";
import { newId } from "../ids.ts";
import { apiKeys, modelEvents, modelVersions, users, workspaces } from "../tables/index.ts";
import type { Db, Transaction } from "./client.ts";

export interface NewModelEvent {
  workspaceId: string;
  modelId: string;
  modelVersionId: string | null;
  type: ModelEventType;
  alias?: string;
  data: Record<string, unknown>;
  /** Id of the key that acted. */
  actor: string;
}

/** Notes what happened to a model, in the transaction of the change. */
export async function recordModelEvent({ db }: Transaction, event: NewModelEvent): Promise<void> {
  // The clock after the locks were taken, not the transaction's beginning: events of one alias stand in the order of its moves.
  await db.insert(modelEvents).values({ id: newId("modelEvent"), ...event, createdAt: sql`clock_timestamp()` });
}

/** The version that an alias of a model named at a moment, by the database's clock; null where it named none. */
export async function aliasAsOf(db: Db, modelId: string, alias: string, at: Date): Promise<string | null> {
  const [last] = await db
    .select({ type: modelEvents.type, modelVersionId: modelEvents.modelVersionId })
    .from(modelEvents)
    .where(
      and(
        eq(modelEvents.modelId, modelId),
        inArray(modelEvents.type, ["ALIAS_MOVED", "ALIAS_REMOVED"]),
        eq(modelEvents.alias, alias),
        // Moments are told to the millisecond: at the one of a move, the alias names what it was moved to.
        lt(modelEvents.createdAt, new Date(at.getTime() + 1)),
      ),
    )
    .orderBy(desc(modelEvents.createdAt), desc(modelEvents.id))
    .limit(1);
  return last?.type === "ALIAS_MOVED" ? last.modelVersionId : null;
}

export interface WorkspaceGovernance extends GovernancePolicy {
  fourEyes: boolean;
  /** Members who are not gone. */
  members: number;
  /** Four eyes are asked for and there is somebody to be the second pair. */
  fourEyesInForce: boolean;
}

export async function governanceOf(db: Db, workspaceId: string): Promise<WorkspaceGovernance> {
  const [row] = await db
    .select({ fourEyes: workspaces.fourEyes, governance: workspaces.governance, members: count(users.id) })
    .from(workspaces)
    .leftJoin(users, and(eq(users.workspaceId, workspaces.id), isNull(users.removedAt)))
    .where(eq(workspaces.id, workspaceId))
    .groupBy(workspaces.id);
  if (!row) throw new Error("A caller without a workspace cannot exist.");
  const { fourEyes, members } = row;
  return { ...GovernancePolicy.parse(row.governance), fourEyes, members, fourEyesInForce: fourEyes && members > 1 };
}

/** The member behind a key, also of a revoked one; null for a key that is not the workspace's. */
export async function memberOfKey(db: Db, workspaceId: string, apiKeyId: string): Promise<string | null> {
  const [row] = await db
    .select({ userId: apiKeys.userId })
    .from(apiKeys)
    .where(and(eq(apiKeys.id, apiKeyId), eq(apiKeys.workspaceId, workspaceId)));
  return row?.userId ?? null;
}

/** Whether the member developed a version that may still be promoted: such a member has a stake in the rules of promotion. */
export async function hasVersionAtStake(db: Db, workspaceId: string, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .innerJoin(apiKeys, eq(apiKeys.id, modelVersions.createdBy))
    .where(and(eq(modelVersions.workspaceId, workspaceId), eq(apiKeys.userId, userId), ne(modelVersions.status, "RETIRED")))
    .limit(1);
  return row !== undefined;
}
