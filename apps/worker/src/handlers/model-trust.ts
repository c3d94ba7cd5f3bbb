import { AlternativesSpec, FairnessSpec, TrustSpec } from "@plimsoll/schema";
import type { Claim } from "@plimsoll/schema/db";
import type { WorkerContext } from "../context.ts";
import type { AttemptFolders } from "../run-files.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";
import { dataOfVersion, versionOf } from "./version-input.ts";

/** The files of a version and of the data it was trained on. */
async function versionFiles({ database, storage, engine }: WorkerContext, claim: Claim, folders: AttemptFolders, modelVersionId: string) {
  const version = await versionOf(database, claim.run.workspaceId, modelVersionId);
  const dataset = await dataOfVersion(database, version);
  return {
    engine: engine.name,
    bundlePath: await storage.localPath(version.artifactSha256),
    datasetPath: await storage.localPath(dataset.sha256),
    columns: dataset.columns,
    checkpointDir: folders.checkpoints,
  };
}

/** A version -> what a validator asks of it, kept with the run. */
export const trustHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(TrustSpec, claim);
  const files = await versionFiles(context, claim, folders, spec.modelVersionId);
  return plan<"trust">({ kind: "trust", spec, ...files }, async (result) => ({ result }));
};

/** A version -> how it treats groups, kept with the run. */
export const fairnessHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(FairnessSpec, claim);
  const files = await versionFiles(context, claim, folders, spec.modelVersionId);
  return plan<"fairness">({ kind: "fairness", spec, ...files }, async (result) => ({ result }));
};

/** A version -> fairer variants of it and what each costs, kept with the run. */
export const alternativesHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(AlternativesSpec, claim);
  const files = await versionFiles(context, claim, folders, spec.modelVersionId);
  return plan<"alternatives">({ kind: "alternatives", spec, ...files }, async (result) => ({ result }));
};
