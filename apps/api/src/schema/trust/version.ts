import { AppError } from "@plimsoll/schema";
import { datasets, type ModelSignature, modelVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import type { DatasetRecord, ModelVersionRecord } from "../../loaders.ts";

export type ScoringVersion = ModelVersionRecord & { signature: ModelSignature };

/** @throws AppError NOT_FOUND; INVALID_INPUT for a version that does not score rows. */
export async function scoringVersion(context: ApiContext, modelVersionId: string): Promise<ScoringVersion> {
  const [version] = await context.services.database.db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, callerIn(context).workspaceId)));
  if (!version) throw notFound(["modelVersionId"]);
  const { signature } = version;
  if (signature) return { ...version, signature };
  throw invalidInput("This version does not score rows: it is a policy or a risk model. Choose a network.", ["modelVersionId"]);
}

/** The data set that a version was trained on, with the very same data. @throws AppError NOT_READY. */
export async function trainingData(context: ApiContext, { lineage }: ModelVersionRecord): Promise<DatasetRecord> {
  const [dataset] = await context.services.database.db
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, lineage.datasetId ?? ""), eq(datasets.workspaceId, callerIn(context).workspaceId)));
  if (dataset?.status === "READY" && dataset.artifactSha256 === lineage.datasetSha256) return dataset;
  throw new AppError("NOT_READY", "conflict", "The data that the version was trained on are gone or have changed.", {
    path: ["modelVersionId"],
  });
}
