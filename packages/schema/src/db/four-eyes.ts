import { and, desc, eq } from "drizzle-orm";
import { AppError } from "../errors.ts";
import { modelEvents, type modelVersions } from "../tables/index.ts";
import type { Transaction } from "./client.ts";
import { governanceOf, memberOfKey } from "./governance.ts";
import type { Caller } from "./keys.ts";

export type ModelVersionRow = typeof modelVersions.$inferSelect;
/** Who acts on a version: the member and the key. */
export type Promoter = Pick<Caller, "workspaceId" | "userId" | "apiKeyId">;

/** Whether the caller developed the version and four eyes are in force. */
export async function isOwnDevelopment({ db }: Pick<Transaction, "db">, caller: Promoter, version: ModelVersionRow): Promise<boolean> {
  const { fourEyesInForce } = await governanceOf(db, caller.workspaceId);
  return fourEyesInForce && (await memberOfKey(db, caller.workspaceId, version.createdBy)) === caller.userId;
}

/** @param what another member does instead, e.g. "promotes it". @throws AppError FORBIDDEN_TRANSITION. */
export async function refuseDeveloper(
  tx: Pick<Transaction, "db">,
  caller: Promoter,
  version: ModelVersionRow,
  what: string,
): Promise<void> {
  if (!(await isOwnDevelopment(tx, caller, version))) return;
  throw new AppError(
    "FORBIDDEN_TRANSITION",
    "conflict",
    `You developed this version, and the workspace asks for four eyes: another member ${what}.`,
    { path: ["modelVersionId"] },
  );
}

/**
 * A version that was retired under four eyes is not brought back by its developer, even where four eyes rest now: retiring it, loosening the rules
 * and bringing it back would otherwise go around them. @throws AppError FORBIDDEN_TRANSITION.
 */
export async function refuseRevival(tx: Pick<Transaction, "db">, caller: Promoter, version: ModelVersionRow): Promise<void> {
  await refuseDeveloper(tx, caller, version, "brings it back");
  const [last] = await tx.db
    .select({ data: modelEvents.data })
    .from(modelEvents)
    .where(and(eq(modelEvents.modelVersionId, version.id), eq(modelEvents.type, "STATUS_CHANGED")))
    .orderBy(desc(modelEvents.createdAt), desc(modelEvents.id))
    .limit(1);
  if (!last?.data.fourEyes || (await memberOfKey(tx.db, caller.workspaceId, version.createdBy)) !== caller.userId) return;
  throw new AppError(
    "FORBIDDEN_TRANSITION",
    "conflict",
    "You developed this version, and it was retired under four eyes: another member brings it back, or train a new one.",
    { path: ["modelVersionId"] },
  );
}
