import { join } from "node:path";
import { AppError, ScoringSpec } from "@plimsoll/schema";
import { modelVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { loadWording } from "../scoring/wording.ts";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

const FORMATS = {
  CSV: { suffix: ".csv", contentType: "text/csv; charset=utf-8" },
  PARQUET: { suffix: ".parquet", contentType: "application/vnd.apache.parquet" },
} as const;

/** Dataset and model version -> a downloadable file of the dataset's rows with their scores. */
export const scoreHandler: Handler = async (context, claim, folders) => {
  const { database, storage, engine } = context;
  const { run } = claim;
  const spec = parseInput(ScoringSpec, claim);
  const dataset = await readyDataset(database, run.workspaceId, spec.datasetId);
  const [version] = await database.db
    .select({ sha256: modelVersions.artifactSha256 })
    .from(modelVersions)
    .where(and(eq(modelVersions.id, spec.modelVersionId), eq(modelVersions.workspaceId, run.workspaceId)));
  if (!version)
    throw new AppError("INVALID_INPUT", "input", `Model version ${spec.modelVersionId} does not exist. Choose one of this workspace.`);
  const { suffix, contentType } = FORMATS[spec.format];
  const outputPath = join(folders.staging, `scores${suffix}`);
  const task = {
    kind: "score" as const,
    engine: engine.name,
    bundlePath: await storage.localPath(version.sha256),
    datasetPath: await storage.localPath(dataset.sha256),
    rowCount: dataset.rowCount,
    expectations: await attachedPlan(context, run.workspaceId, dataset),
    format: spec.format,
    explain: spec.explain,
    wording: spec.wording && (await loadWording(database, run.workspaceId, spec.wording)),
    stagingDir: folders.staging,
    outputPath,
  };
  return plan<"score">(task, async ({ rowCount }, { adopt }) => {
    const fileName = downloadName(dataset.name, `-scores${suffix}`);
    const stored = await adopt({ path: outputPath, kind: "SCORES", contentType, fileName });
    return { output: { ...stored, rowCount, fileName } };
  });
};
