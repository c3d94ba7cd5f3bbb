import { parseSuite } from "@plimsoll/features";
import type { ExpectationSuite } from "@plimsoll/schema";
import type { WorkerContext } from "../context.ts";
import type { ExpectationPlan } from "../messages/data.ts";
import { type ReadyDataset, readyDataset } from "./run-input.ts";

/**
 * A suite as a child carries it out: checked against the columns, the reference resolved to its file.
 * @throws AppError of `parseSuite`; NOT_READY when the reference data set is gone.
 */
export async function expectationPlan(
  { database, storage }: Pick<WorkerContext, "database" | "storage">,
  workspaceId: string,
  { columns, rowCount }: ReadyDataset,
  suite: ExpectationSuite,
): Promise<ExpectationPlan> {
  const { items, referenceDatasetId } = parseSuite(suite, columns);
  const other = referenceDatasetId ? await readyDataset(database, workspaceId, referenceDatasetId) : null;
  const reference = other && { path: await storage.localPath(other.sha256), schema: other.columns, rowCount: other.rowCount };
  return { items, schema: columns, rowCount, reference };
}

/** The expectations attached to a data set that a run is about to read; null where there are none. */
export async function attachedPlan(
  context: Pick<WorkerContext, "database" | "storage">,
  workspaceId: string,
  dataset: ReadyDataset,
): Promise<ExpectationPlan | null> {
  return dataset.expectations ? expectationPlan(context, workspaceId, dataset, dataset.expectations) : null;
}
