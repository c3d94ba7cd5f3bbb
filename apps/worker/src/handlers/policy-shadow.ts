import { join } from "node:path";
import { AppError, PolicyShadowSpec } from "@plimsoll/schema";
import { aliases } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { writeDecisions } from "../policies/decision-rows.ts";
import { type Handler, plan } from "./handler.ts";
import { policyVersion } from "./policy-files.ts";
import { parseInput } from "./run-input.ts";

const DAY_MS = 86_400_000;

/** A policy's decisions of the last days -> what the version in its shadow would have done, kept with the run. Its end is the moment of submission. */
export const policyShadowHandler: Handler = async (context, claim, folders) => {
  const { run } = claim;
  const { workspaceId } = run;
  const spec = parseInput(PolicyShadowSpec, claim);
  const modelVersionId = spec.modelVersionId ?? (await inShadow(context.database, spec.modelId));
  const { path, modelId } = await policyVersion(context, workspaceId, modelVersionId);
  if (modelId !== spec.modelId) throw new AppError("INVALID_INPUT", "input", "The version in the shadow is one of another policy.");
  const to = run.createdAt;
  const from = new Date(to.getTime() - spec.windowDays * DAY_MS);
  const decisionsPath = join(folders.staging, "decisions.jsonl");
  await writeDecisions(context.database, { workspaceId, modelId, from, to }, decisionsPath);
  const task = {
    kind: "policy-shadow" as const,
    engine: context.engine.name,
    modelVersionId,
    policyPath: path,
    decisionsPath,
    from: from.getTime(),
    to: to.getTime(),
    now: to.getTime(),
  };
  return plan<"policy-shadow">(task, async (result) => ({ result, modelVersionId }));
};

async function inShadow({ db }: Parameters<typeof writeDecisions>[0], modelId: string): Promise<string> {
  const [row] = await db
    .select({ modelVersionId: aliases.modelVersionId })
    .from(aliases)
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, "shadow")));
  if (row) return row.modelVersionId;
  throw new AppError("NOT_READY", "input", "No version of this policy is in the shadow. Put one there (setPolicyStage), or name it.");
}
