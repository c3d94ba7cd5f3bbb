import { join } from "node:path";
import type { Table } from "@plimsoll/features";
import { ingestFile } from "@plimsoll/features/files";
import { SAMPLE_ENVIRONMENTS, type SampleEnvironment, sampleLog } from "@plimsoll/ml";
import { AppError, type DatasetProfile, IngestOptions } from "@plimsoll/schema";
import type { PolicyLogTask } from "../../messages/policy.ts";
import { readDecisions } from "../../policies/decision-rows.ts";
import type { TaskIo } from "../task-io.ts";
import { decisionTable } from "./decision-table.ts";
import { writeTableCsv } from "./table-csv.ts";

/** Makes a data set of decisions: a simulated lender's, or those that a policy has taken. */
export async function policyLogTask(task: PolicyLogTask, io: TaskIo): Promise<DatasetProfile> {
  io.progress("Writing", 0.05);
  const table =
    task.source.kind === "SAMPLE" ? sample(task.source) : decisionTable(await readDecisions(task.source.path), task.source.columns).table;
  const path = join(task.stagingDir, "decisions.csv");
  await writeTableCsv(path, table);
  // Stored and profiled as any file that comes in.
  return ingestFile({
    path,
    fileName: "decisions.csv",
    stagingDir: task.stagingDir,
    outputPath: task.outputPath,
    options: IngestOptions.parse({ types: Object.fromEntries(table.columns.map(({ name, type }) => [name, type])) }),
    onProgress: (_phase, fraction) => io.progress("Profiling", 0.4 + 0.55 * fraction),
  });
}

function sample({ environment, n, seed, start, rewardDelayDays, knownAt }: Extract<PolicyLogTask["source"], { kind: "SAMPLE" }>): Table {
  if (!isSample(environment))
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `There is no sample log of '${environment}'. Choose one of: ${SAMPLE_ENVIRONMENTS.join(", ")}.`,
      { path: ["environment"] },
    );
  return sampleLog(environment, { n, seed, start, rewardDelay_days: rewardDelayDays, now: knownAt });
}

const isSample = (id: string): id is SampleEnvironment => SAMPLE_ENVIRONMENTS.some((own) => own === id);
