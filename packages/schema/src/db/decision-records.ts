import { and, eq } from "drizzle-orm";
import { canonicalJson, sha256Hex } from "../hash.ts";
import { newId } from "../ids.ts";
import type { ScoreResult } from "../scoring.ts";
import { auditLog, decisionRecords } from "../tables/index.ts";
import { appendAudit } from "./audit.ts";
import type { Db, Transaction } from "./client.ts";

export type DecisionRecord = typeof decisionRecords.$inferSelect;

export interface DecisionsToRecord {
  workspaceId: string;
  modelVersionId: string;
  requestId: string;
  actor: string;
  decisions: { subject: string; input: Record<string, unknown>; result: ScoreResult }[];
}

/** What the audit entry remembers of a record. */
const hashOf = ({
  id,
  subject,
  modelVersionId,
  inputHash,
  result,
}: Pick<DecisionRecord, "id" | "subject" | "modelVersionId" | "inputHash" | "result">): string =>
  sha256Hex(canonicalJson({ id, subject, modelVersionId, inputHash, result }));

export const inputHashOf = (input: Record<string, unknown>): string => sha256Hex(canonicalJson(input));

/** Writes the records of one request and the audit entry that holds their hashes. @returns them in the order given. */
export async function recordDecisions(tx: Transaction, request: DecisionsToRecord): Promise<DecisionRecord[]> {
  const { workspaceId, modelVersionId, requestId, actor, decisions } = request;
  const records = decisions.map(({ subject, input, result }) => ({
    id: newId("decisionRecord"),
    workspaceId,
    subject,
    modelVersionId,
    requestId,
    input,
    inputHash: inputHashOf(input),
    result,
    actor,
  }));
  const auditPosition = await appendAudit(tx, {
    workspaceId,
    actor,
    action: "decision.record",
    subject: modelVersionId,
    data: { requestId, records: Object.fromEntries(records.map((record) => [record.id, hashOf(record)])) },
  });
  const stored = await tx.db
    .insert(decisionRecords)
    .values(records.map((record) => ({ ...record, auditPosition })))
    .returning();
  const byId = new Map(stored.map((record) => [record.id, record]));
  return records.flatMap(({ id }) => byId.get(id) ?? []);
}

/** Whether a record still says what the audit log holds of it. `verifyAuditChain` tells whether the log itself does. */
export async function isDecisionIntact(db: Db, record: DecisionRecord): Promise<boolean> {
  const [entry] = await db
    .select({ action: auditLog.action, data: auditLog.data })
    .from(auditLog)
    .where(and(eq(auditLog.workspaceId, record.workspaceId), eq(auditLog.position, record.auditPosition)));
  if (entry?.action !== "decision.record") return false;
  const { records } = JSON.parse(entry.data) as { records?: Record<string, string> };
  return records?.[record.id] === hashOf(record) && inputHashOf(record.input) === record.inputHash;
}
