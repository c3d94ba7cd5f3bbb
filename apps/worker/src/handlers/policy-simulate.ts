import { PolicySimulationSpec } from "@plimsoll/schema";
import type { Claim } from "@plimsoll/schema/db";
import type { WorkerContext } from "../context.ts";
import type { PolicySimulateTask } from "../messages/policy.ts";
import { type Handler, plan } from "./handler.ts";
import { policyVersion } from "./policy-files.ts";
import { parseInput } from "./run-input.ts";

/** Policy and environment -> what it earns there beside what is known, kept with the run. */
export const policySimulateHandler: Handler = async (context, claim) => {
  const task = await simulationTask(context, claim, parseInput(PolicySimulationSpec, claim));
  return plan<"policy-simulate">(task, async (result) => ({ result }));
};

export async function simulationTask(context: WorkerContext, { run }: Claim, spec: PolicySimulationSpec): Promise<PolicySimulateTask> {
  const { path } = await policyVersion(context, run.workspaceId, spec.modelVersionId);
  const champion = spec.championVersionId === null ? null : await policyVersion(context, run.workspaceId, spec.championVersionId);
  return { kind: "policy-simulate", spec, engine: context.engine.name, policyPath: path, championPath: champion?.path ?? null };
}
