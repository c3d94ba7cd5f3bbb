import { join } from "node:path";
import { AppError, PolicyMonitoringSpec } from "@plimsoll/schema";
import { aliases, modelVersions, policyStates } from "@plimsoll/schema/db";
import { and, desc, eq } from "drizzle-orm";
import { writeDecisions } from "../policies/decision-rows.ts";
import { type Handler, plan } from "./handler.ts";
import { policyVersion } from "./policy-files.ts";
import { parseInput } from "./run-input.ts";

const DAY_MS = 86_400_000;

/** A policy's decisions of the last days -> drift, limits, rewards and alerts, kept with the run. Its end is the moment of submission. */
export const policyMonitorHandler: Handler = async (context, claim, folders) => {
  const { run } = claim;
  const { workspaceId } = run;
  const { db } = context.database;
  const { modelId, windowDays, psiAlert, fallbackAlert, overdueAlert } = parseInput(PolicyMonitoringSpec, claim);
  const [newest] = await db
    .select({ id: modelVersions.id, champion: aliases.modelVersionId })
    .from(modelVersions)
    .leftJoin(aliases, and(eq(aliases.modelId, modelVersions.modelId), eq(aliases.alias, "champion")))
    .where(and(eq(modelVersions.modelId, modelId), eq(modelVersions.workspaceId, workspaceId)))
    .orderBy(desc(modelVersions.version))
    .limit(1);
  if (!newest) throw new AppError("INVALID_INPUT", "input", `Model ${modelId} has no version. Choose a policy of this workspace.`);
  const { path } = await policyVersion(context, workspaceId, newest.champion ?? newest.id);
  const [state] = await db.select({ killSwitch: policyStates.killSwitch }).from(policyStates).where(eq(policyStates.modelId, modelId));
  const to = run.createdAt;
  const from = new Date(to.getTime() - windowDays * DAY_MS);
  const decisionsPath = join(folders.staging, "decisions.jsonl");
  await writeDecisions(context.database, { workspaceId, modelId, from, to }, decisionsPath);
  const task = {
    kind: "policy-monitor" as const,
    policyPath: path,
    decisionsPath,
    from: from.getTime(),
    to: to.getTime(),
    killSwitch: state?.killSwitch ?? false,
    psiAlert,
    fallbackAlert,
    overdueAlert,
  };
  return plan<"policy-monitor">(task, async (result) => ({ result }));
};
