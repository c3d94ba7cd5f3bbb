import { PolicyEvaluationSpec } from "@plimsoll/schema";
import type { Claim } from "@plimsoll/schema/db";
import type { WorkerContext } from "../context.ts";
import type { PolicyEvaluateTask } from "../messages/policy.ts";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { knownAtOf, policyVersion } from "./policy-files.ts";
import { parseInput, readyDataset } from "./run-input.ts";

/** Policy and log -> its value with what that rests on, and the gate's word, kept with the run. */
export const policyEvaluateHandler: Handler = async (context, claim) => {
  const task = await evaluationTask(context, claim, parseInput(PolicyEvaluationSpec, claim));
  return plan<"policy-evaluate">(task, async (result) => ({ result }));
};

export async function evaluationTask(context: WorkerContext, { run }: Claim, spec: PolicyEvaluationSpec): Promise<PolicyEvaluateTask> {
  const { database, storage, engine } = context;
  const { workspaceId } = run;
  const dataset = await readyDataset(database, workspaceId, spec.log.datasetId);
  const candidate = await policyVersion(context, workspaceId, spec.modelVersionId);
  const champion = spec.championVersionId === null ? null : await policyVersion(context, workspaceId, spec.championVersionId);
  return {
    kind: "policy-evaluate",
    spec,
    engine: engine.name,
    candidatePath: candidate.path,
    championPath: champion?.path ?? null,
    datasetPath: await storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
    now: knownAtOf(spec.knownAt, run),
  };
}
