import { join } from "node:path";
import { PortfolioSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Prices or returns -> portfolios, their comparison over time and the risk of positions, kept with the run; net returns as a file. */
export const portfolioHandler: Handler = async (context, claim, folders) => {
  const { workspaceId } = claim.run;
  const spec = parseInput(PortfolioSpec, claim);
  const dataset = await readyDataset(context.database, workspaceId, spec.datasetId);
  const outputPath = join(folders.staging, "returns.csv");
  const task = {
    kind: "portfolio" as const,
    spec,
    datasetPath: await context.storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
    outputPath,
  };
  return plan<"portfolio">(task, async ({ result, rowCount }, { adopt }) => {
    if (rowCount === null) return { result };
    const fileName = downloadName(dataset.name, "-portfolio-returns.csv");
    const stored = await adopt({ path: outputPath, kind: "SERIES", contentType: "text/csv; charset=utf-8", fileName });
    return { result, output: { ...stored, rowCount, fileName } };
  });
};
