import { TrustSpec } from "@plimsoll/schema";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";
import { dataOfVersion, versionOf } from "./version-input.ts";

/** A version and the data it was trained on -> what a validator asks of it, kept with the run. */
export const trustHandler: Handler = async ({ database, storage, engine }, claim, folders) => {
  const spec = parseInput(TrustSpec, claim);
  const version = await versionOf(database, claim.run.workspaceId, spec.modelVersionId);
  const dataset = await dataOfVersion(database, version);
  const task = {
    kind: "trust" as const,
    spec,
    engine: engine.name,
    bundlePath: await storage.localPath(version.artifactSha256),
    datasetPath: await storage.localPath(dataset.sha256),
    columns: dataset.columns,
    checkpointDir: folders.checkpoints,
  };
  return plan<"trust">(task, async (result) => ({ result }));
};
