import { join } from "node:path";
import { CreditPortfolioSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Loan tape -> capital and allowances, kept with the run; every loan as a file. */
export const creditPortfolioHandler: Handler = async (context, claim, folders) => {
  const { workspaceId } = claim.run;
  const spec = parseInput(CreditPortfolioSpec, claim);
  const dataset = await readyDataset(context.database, workspaceId, spec.datasetId);
  const outputPath = join(folders.staging, "loans.csv");
  const task = {
    kind: "credit-portfolio" as const,
    spec,
    datasetPath: await context.storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
    outputPath,
  };
  return plan<"credit-portfolio">(task, async ({ result, rowCount }, { adopt }) => {
    const fileName = downloadName(dataset.name, "-credit-portfolio.csv");
    const stored = await adopt({ path: outputPath, kind: "SERIES", contentType: "text/csv; charset=utf-8", fileName });
    return { result, output: { ...stored, rowCount, fileName } };
  });
};
