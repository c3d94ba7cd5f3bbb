import { join } from "node:path";
import { FeatureBuildSpec } from "@plimsoll/schema";
import { registerDataset } from "./dataset-ingest.ts";
import { featureTables, storedDefinition } from "./feature-tables.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput } from "./run-input.ts";

/** Feature set and data sets -> a data set of the spine's rows with every stage's columns. */
export const featureBuildHandler: Handler = async (context, claim, folders) => {
  const { workspaceId } = claim.run;
  const { datasetId, featureSetVersionId, sources } = parseInput(FeatureBuildSpec, claim);
  const definition = await storedDefinition(context, workspaceId, featureSetVersionId);
  const outputPath = join(folders.staging, "table.parquet");
  const tables = await featureTables(context, workspaceId, definition, sources);
  const task = { kind: "feature-build" as const, ...tables, stagingDir: folders.staging, outputPath };
  return plan<"feature-build">(task, async (profile, registration) => {
    const file = { path: outputPath, fileName: downloadName(`features-${datasetId}`, ".parquet") };
    await registerDataset(registration, { workspaceId, datasetId }, profile, file);
    return {};
  });
};
