import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import { newId, TrainingSpec } from "@plimsoll/schema";
import { models, modelVersions, type Transaction } from "@plimsoll/schema/db";
import { and, eq, max } from "drizzle-orm";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Dataset -> one model version with file, metrics, baselines, lineage and signature, registered in one transaction. */
export const trainHandler: Handler = async ({ database, storage, engine, codeVersion }, claim, folders) => {
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
    const { modelId, version } = await nextVersion(tx, run.workspaceId, spec.modelName);
    const id = newId("modelVersion");
    await tx.db.insert(modelVersions).values({
      id,
      workspaceId: run.workspaceId,
      modelId,
      version,
      runId: run.id,
      artifactSha256: sha256,
      engine: result.engine.name,
      metrics: result.metrics,
      baselines: result.baselines,
      lineage: {
        datasetId: spec.datasetId,
        datasetSha256: dataset.sha256,
        codeVersion,
        engine: result.engine.name,
        engineVersion: result.engine.version,
        seed: spec.training.seed,
        architecture: spec.architecture,
        params: result.params,
        trainRows: result.rows.train,
        validationRows: result.rows.validation,
        testRows: result.rows.test,
      },
      signature: result.signature,
      createdBy: run.createdBy,
    });
    return { metrics: result.metrics, baselines: result.baselines, report: result.report, modelVersionId: id };
  });
};

async function resumePath(folder: string, file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  const path = join(folder, basename(file));
  return access(path).then(
    () => path,
    () => null,
  );
}

/** The model of that name, made if it is new, and its next version; others who register under the name wait for our commit. */
async function nextVersion({ db }: Transaction, workspaceId: string, name: string): Promise<{ modelId: string; version: number }> {
  await db
    .insert(models)
    .values({ id: newId("model"), workspaceId, name })
    .onConflictDoNothing();
  const [model] = await db
    .select({ id: models.id })
    .from(models)
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)))
    .for("update");
  if (!model) throw new Error("A model that was just made cannot be missing.");
  const [last] = await db
    .select({ version: max(modelVersions.version) })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, model.id));
  return { modelId: model.id, version: (last?.version ?? 0) + 1 };
}
