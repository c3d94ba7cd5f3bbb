import { join } from "node:path";
import { LossImportSpec, newId } from "@plimsoll/schema";
import { appendAudit, lossRegisters } from "@plimsoll/schema/db";
import { and, eq, max, sql } from "drizzle-orm";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** Data set and mapping -> the next version of a loss register, its issues, and the register as a file. */
export const importLossesHandler: Handler = async (context, claim, folders) => {
  const { run } = claim;
  const { workspaceId, createdBy } = run;
  const { name, datasetId, mapping, now } = parseInput(LossImportSpec, claim);
  const dataset = await readyDataset(context.database, workspaceId, datasetId);
  const outputPath = join(folders.staging, "register.csv");
  const task = {
    kind: "loss-import" as const,
    datasetPath: await context.storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
    mapping,
    now,
    outputPath,
  };
  return plan<"loss-import">(task, async ({ summary, issues, counts, nRows, nRefused, rowCount }, { tx, adopt }) => {
    // Two imports under one name wait for each other, so that each gets a version of its own.
    await tx.db.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${`${workspaceId} ${name}`}))`);
    const [last] = await tx.db
      .select({ version: max(lossRegisters.version) })
      .from(lossRegisters)
      .where(and(eq(lossRegisters.workspaceId, workspaceId), eq(lossRegisters.name, name)));
    const [id, version] = [newId("lossRegister"), (last?.version ?? 0) + 1];
    await tx.db
      .insert(lossRegisters)
      .values({ id, workspaceId, name, version, datasetId, runId: run.id, nRows, nRefused, summary, createdBy });
    const facts = { name, version, nLosses: summary.nLosses, nRefused };
    await appendAudit(tx, { workspaceId, actor: createdBy, action: "loss_register.import", subject: id, data: facts });
    const fileName = downloadName(name, `-v${version}.csv`);
    const stored = await adopt({ path: outputPath, kind: "SERIES", contentType: "text/csv; charset=utf-8", fileName });
    return { result: { registerId: id, nRows, nRefused, issues, counts }, output: { ...stored, rowCount, fileName } };
  });
};
