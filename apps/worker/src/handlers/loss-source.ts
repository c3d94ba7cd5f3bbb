import { AppError, LossImportSpec } from "@plimsoll/schema";
import { lossRegisters, runs } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import type { WorkerContext } from "../context.ts";
import type { LossSource } from "../messages/risk.ts";
import { type ReadyDataset, readyDataset } from "./run-input.ts";

export interface FoundRegister {
  name: string;
  datasetId: string;
  dataset: ReadyDataset;
  source: LossSource;
}

/** What it takes to read a register as its import did. @throws AppError INVALID_INPUT or NOT_READY when register or data are gone. */
export async function registerSource(
  { database, storage }: Pick<WorkerContext, "database" | "storage">,
  workspaceId: string,
  registerId: string,
): Promise<FoundRegister> {
  const [row] = await database.db
    .select({ name: lossRegisters.name, datasetId: lossRegisters.datasetId, input: runs.input })
    .from(lossRegisters)
    .innerJoin(runs, eq(runs.id, lossRegisters.runId))
    .where(and(eq(lossRegisters.id, registerId), eq(lossRegisters.workspaceId, workspaceId)));
  const parsed = LossImportSpec.safeParse(row?.input);
  if (!row || !parsed.success) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Loss register ${registerId} does not exist or cannot be read by this worker. Import it again.`,
    );
  }
  const dataset = await readyDataset(database, workspaceId, row.datasetId);
  const { mapping, now } = parsed.data;
  const source = { datasetPath: await storage.localPath(dataset.sha256), columns: dataset.columns, mapping, now };
  return { name: row.name, datasetId: row.datasetId, dataset, source };
}
