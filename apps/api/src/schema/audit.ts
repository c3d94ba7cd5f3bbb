import { appendAudit, type Caller, type Transaction } from "@plimsoll/schema/db";

/** Notes a change in the workspace's audit chain, in the transaction of the change. @returns its position there. */
export function auditOf(
  tx: Transaction,
  caller: Caller,
  action: string,
  subject: string,
  data: Record<string, unknown> = {},
): Promise<number> {
  return appendAudit(tx, { workspaceId: caller.workspaceId, actor: caller.apiKeyId, action, subject, data });
}
