import { DataCheckSpec } from "@plimsoll/schema";
import { expectationPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput, readyDataset } from "./run-input.ts";

/** Data set and suite -> the outcome of each expectation, kept with the run. */
export const checkHandler: Handler = async ({ database, storage }, claim) => {
  const { workspaceId } = claim.run;
  const { datasetId, suite } = parseInput(DataCheckSpec, claim);
  const dataset = await readyDataset(database, workspaceId, datasetId);
  const task = {
    kind: "check" as const,
    datasetPath: await storage.localPath(dataset.sha256),
    plan: await expectationPlan({ database, storage }, workspaceId, dataset, suite),
  };
  return plan<"check">(task, async (result) => ({ result }));
};
