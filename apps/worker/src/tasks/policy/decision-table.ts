import { type Column, type ColumnSchema, type Table, tableFromRecords } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { type DecisionRow, fitted } from "../../policies/decision-rows.ts";

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
  { name: "quantity", type: "FLOAT", value: ({ quantity }) => quantity },
  { name: "proposed", type: "FLOAT", value: ({ proposed }) => proposed },
  { name: "benchmark", type: "FLOAT", value: ({ benchmark }) => benchmark },
  { name: "obligor", type: "STRING", value: ({ obligor }) => obligor },
  { name: "amount", type: "FLOAT", value: ({ amount }) => amount },
  { name: "risk", type: "FLOAT", value: ({ risk }) => risk },
  { name: "loss_rate", type: "FLOAT", value: ({ lossRate }) => lossRate },
  { name: "protected_group", type: "STRING", value: ({ group }) => group },
  { name: "decision_id", type: "STRING", value: ({ id }) => id },
];

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** Decisions as a log: what was read, then what was decided. A column of the record that has a log's name keeps it; the log's is `decision_<name>`. */
export function decisionTable(
  rows: readonly DecisionRow[],
  columns: readonly ColumnSchema[],
): { table: Table; nameOf(logColumn: string): string | null } {
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
  const names = new Set(kept.map(({ name }) => name));
  return {
    table: { rowCount: rows.length, columns: [...records, ...made.columns] },
    nameOf(logColumn) {
      const name = read.has(logColumn) ? `decision_${logColumn}` : logColumn;
      return names.has(name) ? name : null;
    },
  };
}
