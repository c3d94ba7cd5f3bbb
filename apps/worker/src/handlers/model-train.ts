import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import { TrainingSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { registerVersion } from "./register-version.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Dataset -> one model version with file, metrics, baselines, lineage and signature, registered in one transaction. */
export const trainHandler: Handler = async (context, claim, folders) => {
  const { database, storage, engine, codeVersion } = context;
  const { run } = claim;
  const spec = parseInput(TrainingSpec, claim);
  const dataset = await readyDataset(database, run.workspaceId, spec.datasetId);
  const outputPath = join(folders.staging, "model.safetensors");
  const task = {
    kind: "train" as const,
    spec,
    engine: engine.name,
    datasetPath: await storage.localPath(dataset.sha256),
    datasetSha256: dataset.sha256,
    columns: dataset.columns,
    expectations: await attachedPlan(context, run.workspaceId, dataset),
    codeVersion,
    outputPath,
    checkpointDir: folders.checkpoints,
    attempt: claim.attempt,
    resumePath: await resumePath(folders.checkpoints, claim.checkpoint?.file),
  };
  return plan<"train">(task, async (result, { tx, adopt }) => {
    const { sha256 } = await adopt({
      path: outputPath,
      kind: "MODEL",
      contentType: "application/octet-stream",
      fileName: downloadName(spec.modelName, ".safetensors"),
    });
    const id = await registerVersion(tx, run, {
      kind: "NETWORK",
      modelName: spec.modelName,
      artifactSha256: sha256,
      engine: result.engine.name,
      metrics: result.metrics,
      baselines: result.baselines,
      lineage: {
        datasetId: spec.datasetId,
        datasetSha256: dataset.sha256,
        featureSetVersionId: spec.featureSetVersionId ?? dataset.featureSetVersionId,
        codeVersion,
        engine: result.engine.name,
        engineVersion: result.engine.version,
        seed: spec.training.seed,
        architecture: spec.architecture,
        params: result.params,
        trainRows: result.rows.train,
        validationRows: result.rows.validation,
        testRows: result.rows.test,
        weightHash: result.weightHash,
      },
      signature: result.signature,
      pipeline: result.pipeline,
    });
    const { metrics, baselines, report, crossValidation } = result;
    return { metrics, baselines, report, result: crossValidation && { crossValidation }, modelVersionId: id };
  });
};

/** Where the last checkpoint lies; null where there is none, or it is gone. */
export async function resumePath(folder: string, file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  const path = join(folder, basename(file));
  return access(path).then(
    () => path,
    () => null,
  );
}
