import { FeaturePreviewSpec } from "@plimsoll/schema";
import { featureTables, parseDefinition } from "./feature-tables.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";

/** A definition that need not be stored yet -> the first rows after every stage and step, kept with the run. */
export const featurePreviewHandler: Handler = async (context, claim) => {
  const { definition, sources, ...spec } = parseInput(FeaturePreviewSpec, claim);
  const tables = await featureTables(context, claim.run.workspaceId, parseDefinition(definition, "of the preview"), sources);
  return plan<"feature-preview">({ kind: "feature-preview" as const, ...tables, ...spec }, async (result) => ({ result }));
};
