import { overrideGate } from "@plimsoll/ml";
import {
  AppError,
  type GateResult,
  type PolicyEvaluationResult,
  type PolicyPromotionResult,
  PolicyPromotionSpec,
  type PolicySimulationResult,
} from "@plimsoll/schema";
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
import { sha256Hex } from "@plimsoll/schema/hash";
import { and, eq } from "drizzle-orm";
import { type Handler, plan } from "./handler.ts";
import { evaluationTask } from "./policy-evaluate.ts";
import { policyVersion } from "./policy-files.ts";
import { simulationTask } from "./policy-simulate.ts";
import { parseInput } from "./run-input.ts";

type Outcome = Pick<PolicyPromotionResult, "outcome" | "message">;

/**
 * Evaluates a candidate anew against the version that holds the alias now, and gives it the alias where the gate and the workspace's own
 * checks hold, or where somebody has overridden exactly what the gate refused. A refusal is a result: the run succeeds and says why.
 */
export const policyPromoteHandler: Handler = async (context, claim) => {
  const spec = parseInput(PolicyPromotionSpec, claim);
  const { run } = claim;
  const { evaluation: onLog, simulation } = spec;
  const modelVersionId = (onLog ?? simulation)?.modelVersionId ?? "";
  const { modelId } = await policyVersion(context, run.workspaceId, modelVersionId);
  const present = await holderOf(context.database, modelId, spec.alias);
  // A candidate that holds the alias already is compared with the log, or with the delta hedge.
  const championVersionId = present === modelVersionId ? null : present;
  const end = async (judged: Judged, tx: Transaction) => {
    const outcome = judge(judged.gate, spec, run);
    const ended =
      outcome.outcome === "REFUSED" ? outcome : await promote(tx, run, { spec, modelId, modelVersionId, present, judged, outcome });
    const { evaluation, simulation: simulated } = judged;
    const result: PolicyPromotionResult = { ...ended, alias: spec.alias, championVersionId, evaluation, simulation: simulated };
    return { result, modelVersionId };
  };
  if (onLog) {
    const task = await evaluationTask(context, claim, { ...onLog, championVersionId });
    return plan<"policy-evaluate">(task, (evaluation, { tx }) => end({ gate: evaluation.gate, evaluation, simulation: null }, tx));
  }
  if (!simulation) throw new AppError("INVALID_INPUT", "input", "A promotion rests on an evaluation or on a simulation. Submit it again.");
  // Paths of its own: nobody has chosen the seed under which the candidate looks best.
  const seed = Number.parseInt(sha256Hex(run.id).slice(0, 8), 16);
  const task = await simulationTask(context, claim, { ...simulation, championVersionId, seed });
  return plan<"policy-simulate">(task, (simulated, { tx }) => {
    if (!simulated.gate)
      throw new AppError("INVALID_INPUT", "input", "A policy over listed actions is promoted by an evaluation on a log.");
    return end({ gate: simulated.gate, evaluation: null, simulation: simulated }, tx);
  });
};

/** What the gate judged by, and its word. */
interface Judged {
  gate: GateResult;
  evaluation: PolicyEvaluationResult | null;
  simulation: PolicySimulationResult | null;
}

async function holderOf({ db }: Pick<Transaction, "db">, modelId: string, alias: string): Promise<string | null> {
  const [row] = await db
    .select({ modelVersionId: aliases.modelVersionId })
    .from(aliases)
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, alias)));
  return row?.modelVersionId ?? null;
}

/** What the gate comes to with the override, if there is one. */
function judge(gate: GateResult, { override }: PolicyPromotionSpec, { createdBy, createdAt }: RunRow): Outcome {
  const refusals = gate.checks.filter(({ status }) => status === "REFUSED");
  const why = refusals.map(({ id, reason }) => `${id}: ${reason}`).join(" ");
  if (!override) return gate.passed ? { outcome: "PROMOTED", message: "The gate holds." } : { outcome: "REFUSED", message: why };
  try {
    overrideGate(gate, { checks: override.checks, reason: override.reason, by: createdBy, at: createdAt.getTime() });
  } catch (error) {
    if (error instanceof AppError && error.kind === "input") return { outcome: "REFUSED", message: `${error.message} ${why}`.trim() };
    throw error;
  }
  return { outcome: "OVERRIDDEN", message: `Overridden: ${refusals.map(({ id }) => id).join(", ")}. ${override.reason}` };
}

interface Promotion {
  spec: PolicyPromotionSpec;
  modelId: string;
  modelVersionId: string;
  /** The holder of the alias that the candidate was compared with. */
  present: string | null;
  judged: Judged;
  outcome: Outcome;
}

async function promote(
  tx: Transaction,
  run: RunRow,
  { spec, modelId, modelVersionId, present, judged, outcome }: Promotion,
): Promise<Outcome> {
  const { workspaceId, createdBy } = run;
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
    gate: judged.gate.checks.map(({ id, status }) => `${id}: ${status}`),
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
  return outcome;
}
