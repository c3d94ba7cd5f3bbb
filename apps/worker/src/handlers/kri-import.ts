import { KriImportSpec } from "@plimsoll/schema";
import { kris, kriValues, type Transaction } from "@plimsoll/schema/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { parseInput, readyDataset } from "./run-input.ts";

const AT_ONCE = 1_000;

/** Data set -> values of key risk indicators, written in the transaction that ends the run. */
export const importKriValuesHandler: Handler = async (context, claim) => {
  const { id: runId, workspaceId, createdBy: recordedBy } = claim.run;
  const spec = parseInput(KriImportSpec, claim);
  const dataset = await readyDataset(context.database, workspaceId, spec.datasetId);
  const indicators = await context.database.db.select({ id: kris.id, name: kris.name }).from(kris).where(eq(kris.workspaceId, workspaceId));
  const task = {
    kind: "kri-import" as const,
    spec,
    indicators,
    datasetPath: await context.storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, workspaceId, dataset),
  };
  return plan<"kri-import">(task, async ({ nRows, nRefused, issues, values }, { tx }) => {
    let nReplaced = 0;
    for (let start = 0; start < values.length; start += AT_ONCE) {
      const rows = values
        .slice(start, start + AT_ONCE)
        .map(({ kriId, time, value }) => ({ kriId, observedAt: new Date(time), workspaceId, value, runId, recordedBy }));
      nReplaced += await countPresent(tx, rows);
      await tx.db
        .insert(kriValues)
        .values(rows)
        .onConflictDoUpdate({
          target: [kriValues.kriId, kriValues.observedAt],
          set: { value: sql`excluded.value`, runId: sql`excluded.run_id`, recordedBy: sql`excluded.recorded_by`, createdAt: sql`now()` },
        });
    }
    const counts = new Map<string, number>();
    for (const { kriId } of values) counts.set(kriId, (counts.get(kriId) ?? 0) + 1);
    const named = indicators.flatMap(({ id, name }) => {
      const nValues = counts.get(id);
      return nValues === undefined ? [] : [{ kriId: id, name, nValues }];
    });
    return { result: { nRows, nRecorded: values.length, nReplaced, indicators: named, issues, nRefused } };
  });
};

async function countPresent({ db }: Transaction, rows: readonly { kriId: string; observedAt: Date }[]): Promise<number> {
  const ids = [...new Set(rows.map(({ kriId }) => kriId))];
  const wanted = new Set(rows.map(({ kriId, observedAt }) => `${kriId} ${observedAt.getTime()}`));
  const present = await db
    .select({ kriId: kriValues.kriId, observedAt: kriValues.observedAt })
    .from(kriValues)
    .where(
      and(
        inArray(kriValues.kriId, ids),
        inArray(
          kriValues.observedAt,
          rows.map(({ observedAt }) => observedAt),
        ),
      ),
    );
  return present.filter(({ kriId, observedAt }) => wanted.has(`${kriId} ${observedAt.getTime()}`)).length;
}
