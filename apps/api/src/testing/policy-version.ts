import { newId, type PolicyDetails } from "@plimsoll/schema";
import { type Database, models, modelVersions } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { keyIdOf, trainedVersion } from "./harness.ts";

export const POLICY_DETAILS: PolicyDetails = {
  agent: "dr-learner",
  kind: "discrete",
  source: {
    kind: "LOG",
    datasetId: newId("dataset"),
    columns: {
      action: "action",
      reward: "reward",
      propensity: "propensity",
      rewardDueAt: null,
      decidedAt: null,
      mask: null,
      policyVersion: null,
      segment: "segment",
      episode: null,
      ended: null,
    },
    actions: null,
    lastIsEnd: false,
    features: ["score"],
    gamma: 0.98,
  },
  observationNames: ["score"],
  actionNames: ["decline", "lend"],
  inputs: [{ name: "score", type: "FLOAT" }],
  axes: [{ name: "score", low: 300, high: 800, levels: [] }],
  constraints: { fallbackAction: "decline" },
  reasonCodes: [{ feature: "score", code: "R01" }],
  segmentColumn: null,
  seeds: 1,
};

/** A version of a policy, as a worker would have registered it. */
export async function registeredPolicy(
  database: Database,
  workspaceId: string,
  modelName: string,
  key: string,
  details: Partial<PolicyDetails> = {},
): Promise<{ versionId: string; modelId: string }> {
  const { versionId, modelId } = await trainedVersion(database, workspaceId, modelName, await keyIdOf(database, key));
  await database.db.update(models).set({ kind: "POLICY" }).where(eq(models.id, modelId));
  await database.db
    .update(modelVersions)
    .set({ signature: null, pipeline: null, details: { ...POLICY_DETAILS, ...details } })
    .where(eq(modelVersions.id, versionId));
  return { versionId, modelId };
}
