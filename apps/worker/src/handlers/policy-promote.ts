import { overrideGate } from "@plimsoll/ml";
import { AppError, type PolicyEvaluationResult, type PolicyPromotionResult, PolicyPromotionSpec } from "@plimsoll/schema";
import {
  aliases,
  memberOfKey,
  modelVersions,
  moveAlias,
  promotionChecks,
  type RunRow,
  setVersionStatus,
  type Transaction,
} from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type Handler, plan } from "./handler.ts";
import { evaluationTask } from "./policy-evaluate.ts";
import { policyVersion } from "./policy-files.ts";
import { parseInput } from "./run-input.ts";

type Outcome = Pick<PolicyPromotionResult, "outcome" | "message">;

/**
 * Evaluates a candidate anew against the version that holds the alias now, and gives it the alias where the gate and the workspace's own
 * checks hold, or where somebody has overridden exactly what the gate refused. A refusal is a result: the run succeeds and says why.
 */
export const policyPromoteHandler: Handler = async (context, claim) => {
  const spec = parseInput(PolicyPromotionSpec, claim);
  const { run } = claim;
  const { modelVersionId } = spec.evaluation;
  const { modelId } = await policyVersion(context, run.workspaceId, modelVersionId);
  const present = await holderOf(context.database, modelId, spec.alias);
  // A candidate that holds the alias already is compared with the log.
  const championVersionId = present === modelVersionId ? null : present;
  const task = await evaluationTask(context, claim, { ...spec.evaluation, championVersionId });
  return plan<"policy-evaluate">(task, async (evaluation, { tx }) => {
    const judged = judge(evaluation, spec, run);
    const outcome = judged.outcome === "REFUSED" ? judged : await promote(tx, run, { spec, modelId, present, evaluation, judged });
    const result: PolicyPromotionResult = { ...outcome, alias: spec.alias, championVersionId, evaluation };
    return { result, modelVersionId };
  });
};

async function holderOf({ db }: Pick<Transaction, "db">, modelId: string, alias: string): Promise<string | null> {
  const [row] = await db
    .select({ modelVersionId: aliases.modelVersionId })
    .from(aliases)
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, alias)));
  return row?.modelVersionId ?? null;
}

/** What the gate comes to with the override, if there is one. */
function judge({ gate }: PolicyEvaluationResult, { override }: PolicyPromotionSpec, { createdBy, createdAt }: RunRow): Outcome {
  const refusals = gate.checks.filter(({ status }) => status === "REFUSED");
  const why = refusals.map(({ id, reason }) => `${id}: ${reason}`).join(" ");
  if (!override) return gate.passed ? { outcome: "PROMOTED", message: "The gate holds." } : { outcome: "REFUSED", message: why };
  try {
    const report = gate as Parameters<typeof overrideGate>[0];
    const checks = override.checks as Parameters<typeof overrideGate>[1]["checks"];
    overrideGate(report, { checks, reason: override.reason, by: createdBy, at: createdAt.getTime() });
  } catch (error) {
    if (error instanceof AppError && error.kind === "input") return { outcome: "REFUSED", message: `${error.message} ${why}`.trim() };
    throw error;
  }
  return { outcome: "OVERRIDDEN", message: `Overridden: ${refusals.map(({ id }) => id).join(", ")}. ${override.reason}` };
}

interface Promotion {
  spec: PolicyPromotionSpec;
  modelId: string;
  /** The holder of the alias that the candidate was compared with. */
  present: string | null;
  evaluation: PolicyEvaluationResult;
  judged: Outcome;
}

async function promote(tx: Transaction, run: RunRow, { spec, modelId, present, evaluation, judged }: Promotion): Promise<Outcome> {
  const { workspaceId, createdBy } = run;
  const { modelVersionId } = spec.evaluation;
  const [version] = await tx.db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)))
    .for("update");
  if (!version) throw new AppError("INVALID_INPUT", "input", `Model version ${modelVersionId} is gone.`);
  if ((await holderOf(tx, modelId, spec.alias)) !== present)
    return {
      outcome: "REFUSED",
      message: `'${spec.alias}' was given to another version while the gate judged. Promote again, against that one.`,
    };
  const promoter = { workspaceId, apiKeyId: createdBy, userId: (await memberOfKey(tx.db, workspaceId, createdBy)) ?? "" };
  const checks = await promotionChecks(tx, promoter, version, spec.alias);
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0) return { outcome: "REFUSED", message: failed.map(({ name, message }) => `${name}: ${message}`).join(" ") };
  const facts = {
    runId: run.id,
    evaluationRunId: spec.evaluationRunId,
    gate: evaluation.gate.checks.map(({ id, status }) => `${id}: ${status}`),
    override: spec.override,
  };
  const moved = await moveAlias(tx, promoter, {
    version,
    alias: spec.alias,
    reason: spec.reason,
    action: "model_version.promote",
    checks,
    facts,
  });
  // Whatever the alias: only what has passed the gate may decide.
  if (moved.status !== "VALIDATED") await setVersionStatus(tx, promoter, moved, "VALIDATED", spec.reason);
  return judged;
}
