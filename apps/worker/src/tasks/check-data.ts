import { setImmediate as turn } from "node:timers/promises";
import { type ColumnSchema, checkExpectations, columnsOfSuite, failingCells, requireExpectations, type Table } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import type { DataCheckResult, ExpectationOutcome, ExpectationSpec } from "@plimsoll/schema";
import type { CheckTask, ExpectationPlan } from "../messages/data.ts";
import type { TaskIo } from "./task-io.ts";

/** Failing rows of each expectation whose cells a report shows. */
const SAMPLE_ROWS = 10;

/** Checks every expectation of a data set. A failed one is a result here, not a failure of the run. */
export async function checkTask({ plan, datasetPath }: CheckTask, io: TaskIo): Promise<DataCheckResult> {
  const { table, outcomes } = await checkPlan(plan, datasetPath, plan.items, (fraction) => io.progress("Checking", 0.1 + 0.85 * fraction));
  return { rowCount: plan.rowCount, outcomes, samples: failingCells(outcomes, table, SAMPLE_ROWS) };
}

/** Stops a run whose data fail a hard expectation. @throws AppError EXPECTATION_FAILED with the rows at fault. */
export async function requireGoodData(plan: ExpectationPlan, datasetPath: string, io: TaskIo): Promise<void> {
  const hard = plan.items.filter(({ severity }) => severity === "HARD");
  if (hard.length === 0) return;
  io.progress("Checking data", 0.02);
  const { outcomes } = await checkPlan(plan, datasetPath, hard, () => io.progress("Checking data", 0.03));
  requireExpectations(outcomes);
}

async function checkPlan(
  { schema, rowCount, reference }: ExpectationPlan,
  datasetPath: string,
  items: readonly ExpectationSpec[],
  onProgress: (fraction: number) => void,
): Promise<{ table: Table; outcomes: ExpectationOutcome[] }> {
  const { names, referenceNames } = columnsOfSuite(items);
  const table = await readNamed(datasetPath, schema, names, rowCount);
  const other = reference ? await readNamed(reference.path, reference.schema, referenceNames, reference.rowCount) : null;
  // When the check is made is a fact of the run, not of the data.
  const context = { now: Date.now(), reference: other };
  const outcomes = await checkExpectations(items, { table, schema }, context, async (done) => {
    onProgress(done / items.length);
    await turn();
  });
  return { table, outcomes };
}

/** Only the columns that are spoken of; of those the reference may lack some. */
async function readNamed(path: string, schema: readonly ColumnSchema[], names: readonly string[], rowCount: number): Promise<Table> {
  const columns = schema.filter(({ name }) => names.includes(name));
  return columns.length === 0 ? { rowCount, columns: [] } : readTable(path, columns);
}
