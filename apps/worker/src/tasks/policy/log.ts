import { join } from "node:path";
import { type Column, type ColumnSchema, type Table, tableFromRecords } from "@plimsoll/features";
import { ingestFile } from "@plimsoll/features/files";
import { SAMPLE_ENVIRONMENTS, type SampleEnvironment, sampleLog } from "@plimsoll/ml";
import { AppError, type DatasetProfile, IngestOptions } from "@plimsoll/schema";
import type { PolicyLogTask } from "../../messages.ts";
import { type DecisionRow, fitted, readDecisions } from "../../policies/decision-rows.ts";
import type { TaskIo } from "../task-io.ts";
import { writeTableCsv } from "./table-csv.ts";

/** Makes a data set of decisions: a simulated lender's, or those that a policy has taken. */
export async function policyLogTask(task: PolicyLogTask, io: TaskIo): Promise<DatasetProfile> {
  io.progress("Writing", 0.05);
  const table =
    task.source.kind === "SAMPLE" ? sample(task.source) : decisionTable(await readDecisions(task.source.path), task.source.columns);
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

/** The names that a log has, with what each says of a decision. */
const LOG_COLUMNS: { name: string; type: ColumnSchema["type"]; value(row: DecisionRow): unknown }[] = [
  { name: "action", type: "STRING", value: ({ action }) => action },
  { name: "propensity", type: "FLOAT", value: ({ propensity }) => propensity },
  { name: "reward", type: "FLOAT", value: ({ reward }) => reward },
  { name: "reward_due_at", type: "TIMESTAMP", value: ({ rewardDueAt }) => isoOf(rewardDueAt) },
  { name: "decided_at", type: "TIMESTAMP", value: ({ decidedAt }) => isoOf(decidedAt) },
  { name: "allowed", type: "STRING", value: ({ mask }) => mask.join("|") },
  { name: "policy_version", type: "STRING", value: ({ modelVersionId }) => modelVersionId },
  { name: "segment", type: "STRING", value: ({ segment }) => segment },
  { name: "episode", type: "STRING", value: ({ episode }) => episode },
  { name: "ended", type: "BOOLEAN", value: ({ ended }) => ended ?? false },
  { name: "fallback", type: "BOOLEAN", value: ({ fallback }) => fallback },
  { name: "obligor", type: "STRING", value: ({ obligor }) => obligor },
  { name: "amount", type: "FLOAT", value: ({ amount }) => amount },
  { name: "risk", type: "FLOAT", value: ({ risk }) => risk },
  { name: "loss_rate", type: "FLOAT", value: ({ lossRate }) => lossRate },
  { name: "protected_group", type: "STRING", value: ({ group }) => group },
  { name: "decision_id", type: "STRING", value: ({ id }) => id },
];

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** Decisions as a log: what was read, then what was decided. A column of the record that has a log's name keeps it; the log's is `decision_<name>`. */
function decisionTable(rows: readonly DecisionRow[], columns: readonly ColumnSchema[]): Table {
  if (rows.length === 0)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      "The policy has taken no decision in this time. Widen the window, or let it decide first.",
      {
        path: ["from"],
      },
    );
  const read = new Set(columns.map(({ name }) => name));
  const own = LOG_COLUMNS.map((column) => ({ ...column, name: read.has(column.name) ? `decision_${column.name}` : column.name }));
  // A log whose outcomes are all at once, or without episodes, has no such column at all.
  const kept = own.filter(({ name, value }) => name === "reward" || rows.some((row) => value(row) !== null));
  const made = tableFromRecords(
    rows.map((row) => Object.fromEntries(kept.map(({ name, value }) => [name, value(row)]))),
    kept.map(({ name, type }) => ({ name, type })),
  );
  const records: Column[] = tableFromRecords(
    rows.map(({ record }) => fitted(record, columns)),
    columns,
  ).columns;
  return { rowCount: rows.length, columns: [...records, ...made.columns] };
}
