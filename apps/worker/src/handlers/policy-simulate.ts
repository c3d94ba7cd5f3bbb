import { PolicySimulationSpec } from "@plimsoll/schema";
import { type Handler, plan } from "./handler.ts";
import { policyVersion } from "./policy-files.ts";
import { parseInput } from "./run-input.ts";

/** Policy and environment -> what it earns there beside what is known, kept with the run. */
export const policySimulateHandler: Handler = async (context, claim) => {
  const spec = parseInput(PolicySimulationSpec, claim);
  const { path } = await policyVersion(context, claim.run.workspaceId, spec.modelVersionId);
  const task = { kind: "policy-simulate" as const, spec, engine: context.engine.name, policyPath: path };
  return plan<"policy-simulate">(task, async (result) => ({ result }));
};
