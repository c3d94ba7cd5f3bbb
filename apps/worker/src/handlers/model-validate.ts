import { join } from "node:path";
import { AppError, CandidateRunSpec, ComparisonSpec, type ResolvedCandidate, type TrainingSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parentInput, parseInput, readyDataset } from "./run-input.ts";

/** One candidate of a comparison -> its scores on every fold, and its answers on the judged rows as a downloadable file. */
export const validateHandler: Handler = async (context, claim, folders) => {
  const { database, storage, engine, codeVersion } = context;
  const { workspaceId } = claim.run;
  const { index } = parseInput(CandidateRunSpec, claim);
  const { training, candidates, useTestRows } = await parentInput(database, claim, ComparisonSpec);
  const candidate = candidates[index];
  if (!candidate) throw new AppError("INVALID_INPUT", "input", `The comparison has no candidate ${index}. Submit it again.`);
  const dataset = await readyDataset(database, workspaceId, training.datasetId);
  const outputPath = join(folders.staging, "answers.parquet");
  const task = {
    kind: "validate" as const,
    spec: specOf(training, candidate),
    baseline: candidate.baseline,
    useTestRows,
    engine: engine.name,
    datasetPath: await storage.localPath(dataset.sha256),
    datasetSha256: dataset.sha256,
    codeVersion,
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
    checkpointDir: folders.checkpoints,
    stagingDir: folders.staging,
    outputPath,
  };
  return plan<"validate">(task, async ({ rowCount, folds }, { adopt }) => {
    const contentType = "application/vnd.apache.parquet";
    const fileName = downloadName(`${training.modelName}-${candidate.name}`, "-out-of-fold.parquet");
    const stored = await adopt({ path: outputPath, kind: "PREDICTIONS", contentType, fileName });
    return { result: { folds }, output: { ...stored, rowCount, fileName } };
  });
};

const specOf = (base: TrainingSpec, { architecture, params, training }: ResolvedCandidate): TrainingSpec => ({
  ...base,
  architecture: architecture ?? base.architecture,
  params: architecture ? params : base.params,
  training,
});
