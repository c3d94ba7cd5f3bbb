import { join } from "node:path";
import type { ColumnSchema } from "@plimsoll/features";
import { type PolicyDetails, PolicyLogSpec } from "@plimsoll/schema";
import { modelVersions } from "@plimsoll/schema/db";
import { and, asc, eq } from "drizzle-orm";
import type { WorkerContext } from "../context.ts";
import type { PolicyLogTask } from "../messages/policy.ts";
import { unitedColumns, writeDecisions } from "../policies/decision-rows.ts";
import { registerDataset } from "./dataset-ingest.ts";
import { type Handler, plan } from "./handler.ts";
import { knownAtOf } from "./policy-files.ts";
import { downloadName, parseInput } from "./run-input.ts";

/** A simulated lender, or a policy's own decisions -> a data set of logged decisions. */
export const policyLogHandler: Handler = async (context, claim, folders) => {
  const { run } = claim;
  const { workspaceId } = run;
  const { datasetId, source } = parseInput(PolicyLogSpec, claim);
  const outputPath = join(folders.staging, "table.parquet");
  const made = { kind: "policy-log" as const, stagingDir: folders.staging, outputPath };
  const task: PolicyLogTask =
    source.kind === "SAMPLE"
      ? { ...made, source: { ...source, start: Date.parse(source.start), knownAt: knownAtOf(source.knownAt, run) } }
      : { ...made, source: await ownDecisions(context, workspaceId, source, join(folders.staging, "decisions.jsonl")) };
  return plan<"policy-log">(task, async (profile, registration) => {
    const file = { path: outputPath, fileName: downloadName(`decisions-${datasetId}`, ".parquet") };
    await registerDataset(registration, { workspaceId, datasetId }, profile, file);
    return {};
  });
};

async function ownDecisions(
  { database }: WorkerContext,
  workspaceId: string,
  { modelId, from, to }: Extract<PolicyLogSpec["source"], { kind: "DECISIONS" }>,
  path: string,
): Promise<Extract<PolicyLogTask["source"], { kind: "DECISIONS" }>> {
  const window = { workspaceId, modelId, from: from ? new Date(from) : null, to: to ? new Date(to) : null };
  await writeDecisions(database, window, path);
  const versions = await database.db
    .select({ details: modelVersions.details })
    .from(modelVersions)
    .where(and(eq(modelVersions.modelId, modelId), eq(modelVersions.workspaceId, workspaceId)))
    .orderBy(asc(modelVersions.version));
  const inputs = versions.map(({ details }) => (details as PolicyDetails).inputs as ColumnSchema[]);
  return { kind: "DECISIONS", path, columns: unitedColumns(inputs) };
}
