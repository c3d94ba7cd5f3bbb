import { AppError } from "@plimsoll/schema";
import { type Caller, governanceOf, memberOfKey, type Transaction } from "@plimsoll/schema/db";
import type { ModelVersionRecord } from "../loaders.ts";

/** Whether the caller developed the version and four eyes are in force. */
export async function isOwnDevelopment({ db }: Pick<Transaction, "db">, caller: Caller, version: ModelVersionRecord): Promise<boolean> {
  const { fourEyesInForce } = await governanceOf(db, caller.workspaceId);
  return fourEyesInForce && (await memberOfKey(db, caller.workspaceId, version.createdBy)) === caller.userId;
}

/** @param what another member does instead, e.g. "promotes it". @throws AppError FORBIDDEN_TRANSITION. */
export async function refuseDeveloper(
  tx: Pick<Transaction, "db">,
  caller: Caller,
  version: ModelVersionRecord,
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
