import { AppError } from "../errors.ts";
import type { modelVersions } from "../tables/index.ts";
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
