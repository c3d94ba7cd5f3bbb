import { FeatureAuditSpec } from "@plimsoll/schema";
import { featureTables, storedDefinition } from "./feature-tables.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";

/** Feature set and data sets -> whether any feature knows the future, kept with the run. */
export const featureAuditHandler: Handler = async (context, claim) => {
  const { workspaceId } = claim.run;
  const { featureSetVersionId, sources, nSampled, seed } = parseInput(FeatureAuditSpec, claim);
  const definition = await storedDefinition(context, workspaceId, featureSetVersionId);
  const tables = await featureTables(context, workspaceId, definition, sources);
  return plan<"feature-audit">({ kind: "feature-audit" as const, ...tables, nSampled, seed }, async (result) => ({ result }));
};
