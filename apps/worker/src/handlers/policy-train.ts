import { join } from "node:path";
import { PolicyTrainingSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { resumePath } from "./model-train.ts";
import { knownAtOf } from "./policy-files.ts";
import { registerVersion } from "./register-version.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Log or environment -> one version of a policy with its file, curves and record, registered in one transaction. */
export const policyTrainHandler: Handler = async (context, claim, folders) => {
  const { database, storage, engine, codeVersion } = context;
  const { run } = claim;
  const spec = parseInput(PolicyTrainingSpec, claim);
  const { source } = spec;
  const dataset = source.kind === "LOG" ? await readyDataset(database, run.workspaceId, source.datasetId) : null;
  const outputPath = join(folders.staging, "policy.safetensors");
  const task = {
    kind: "policy-train" as const,
    spec,
    engine: engine.name,
    datasetPath: dataset ? await storage.localPath(dataset.sha256) : null,
    columns: dataset?.columns ?? [],
    expectations: dataset && (await attachedPlan(context, run.workspaceId, dataset)),
    now: knownAtOf(spec.knownAt, run),
    outputPath,
    checkpointDir: folders.checkpoints,
    attempt: claim.attempt,
    resumePath: await resumePath(folders.checkpoints, claim.checkpoint?.file),
  };
  return plan<"policy-train">(task, async ({ result, details, engine: used, params }, { tx, adopt }) => {
    const { sha256 } = await adopt({
      path: outputPath,
      kind: "MODEL",
      contentType: "application/octet-stream",
      fileName: downloadName(spec.modelName, "-policy.safetensors"),
    });
    const id = await registerVersion(tx, run, {
      kind: "POLICY",
      modelName: spec.modelName,
      artifactSha256: sha256,
      engine: used.name,
      metrics: [],
      baselines: [],
      lineage: {
        datasetId: source.kind === "LOG" ? source.datasetId : null,
        datasetSha256: dataset?.sha256 ?? null,
        codeVersion,
        engine: used.name,
        engineVersion: used.version,
        seed: spec.seed,
        architecture: spec.agent,
        params,
        trainRows: result.rows?.used ?? 0,
        validationRows: 0,
        testRows: 0,
        weightHash: result.weightHash,
      },
      details,
    });
    return { result, modelVersionId: id };
  });
};
