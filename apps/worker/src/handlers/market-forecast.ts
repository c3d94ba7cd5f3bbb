import { AppError, type MarketDetails, MarketForecastSpec } from "@plimsoll/schema";
import { models } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput, readyDataset } from "./run-input.ts";
import { versionOf } from "./version-input.ts";

/** A market version and the newest rows -> its forecasts, kept with the run. */
export const marketForecastHandler: Handler = async ({ database, storage, engine }, claim) => {
  const { workspaceId } = claim.run;
  const { modelVersionId, datasetId } = parseInput(MarketForecastSpec, claim);
  const version = await versionOf(database, workspaceId, modelVersionId);
  const [model] = await database.db.select({ kind: models.kind }).from(models).where(eq(models.id, version.modelId));
  if (model?.kind !== "MARKET")
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Version ${modelVersionId} is of kind ${model?.kind}; a market forecast needs one of kind MARKET.`,
    );
  const details = version.details as MarketDetails;
  const dataset = await readyDataset(database, workspaceId, datasetId);
  const task = {
    kind: "market-forecast" as const,
    model: details.model,
    modelPath: await storage.localPath(version.artifactSha256),
    datasetPath: await storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan({ database, storage }, workspaceId, dataset),
    engine: engine.name,
  };
  return plan<"market-forecast">(task, async (answer) => ({ result: { type: details.model.type, modelVersionId, ...answer } }));
};
