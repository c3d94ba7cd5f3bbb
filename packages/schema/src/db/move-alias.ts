import { and, eq, sql } from "drizzle-orm";
import { aliases, modelVersions } from "../tables/index.ts";
import { appendAudit } from "./audit.ts";
import type { Transaction } from "./client.ts";
import type { ModelVersionRow, Promoter } from "./four-eyes.ts";
import { governanceOf, recordModelEvent } from "./governance.ts";
import type { PromotionCheck } from "./promotion-checks.ts";

/** An alias that is to name a version, and why. */
export interface AliasMove {
  version: ModelVersionRow;
  alias: string;
  reason: string;
  action: "model_version.promote" | "model_version.rollback";
  checks: PromotionCheck[];
  /** What else is to be noted: the report of a gate, who overrode it. */
  facts?: Record<string, unknown>;
}

/** Points the alias at the version, with everything that has to be noted of it. */
export async function moveAlias(
  tx: Transaction,
  caller: Promoter,
  { version, alias, reason, action, checks, facts: more }: AliasMove,
): Promise<ModelVersionRow> {
  const { workspaceId, apiKeyId: actor } = caller;
  const { id: modelVersionId, modelId } = version;
  const [before] = await tx.db
    .select()
    .from(aliases)
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, alias)))
    .for("update");
  const change = { modelVersionId, reason, updatedBy: actor, updatedAt: sql`now()` };
  await tx.db
    .insert(aliases)
    .values({ modelId, alias, workspaceId, ...change })
    .onConflictDoUpdate({ target: [aliases.modelId, aliases.alias], set: change });
  const status = alias === "champion" ? "VALIDATED" : version.status;
  if (status !== version.status) await setVersionStatus(tx, caller, version, status, reason);
  const facts = {
    alias,
    reason,
    previous: before?.modelVersionId ?? null,
    ...more,
    checks: checks.map(({ name, message }) => `${name}: ${message}`),
  };
  await recordModelEvent(tx, { workspaceId, modelId, modelVersionId, type: "ALIAS_MOVED", alias, data: { ...facts, action }, actor });
  await appendAudit(tx, { workspaceId, actor, action, subject: modelVersionId, data: { modelId, ...facts } });
  return { ...version, status };
}

/** Changes what a version may be used for, with everything that has to be noted of it. */
export async function setVersionStatus(
  tx: Transaction,
  caller: Promoter,
  version: ModelVersionRow,
  status: ModelVersionRow["status"],
  reason: string,
): Promise<ModelVersionRow> {
  const { workspaceId, apiKeyId: actor } = caller;
  await tx.db.update(modelVersions).set({ status }).where(eq(modelVersions.id, version.id));
  const { fourEyesInForce: fourEyes } = await governanceOf(tx.db, workspaceId);
  const facts = { from: version.status, to: status, reason, fourEyes };
  const event = { workspaceId, modelId: version.modelId, modelVersionId: version.id, type: "STATUS_CHANGED" as const, actor };
  await recordModelEvent(tx, { ...event, data: facts });
  await appendAudit(tx, { workspaceId, actor, action: "model_version.status", subject: version.id, data: facts });
  return { ...version, status };
}
