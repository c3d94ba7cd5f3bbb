import { AppError, type SequenceHistory } from "@plimsoll/schema";
import type { ColumnSchema } from "../table.ts";
import { unknownColumn } from "../table.ts";
import { stepSchemas } from "./widen-history.ts";

const STEP_TYPES = new Set(["INTEGER", "FLOAT", "BOOLEAN"]);
const TIME_TYPES = new Set(["DATE", "TIMESTAMP", "INTEGER", "FLOAT"]);

interface HistorySelection {
  history: SequenceHistory;
  target: string | null;
  drop: readonly string[];
  testColumn: string | null;
}

/**
 * Checks a history against the columns of its long table.
 * @throws AppError UNKNOWN_COLUMN, or INVALID_INPUT naming the column and the field.
 */
export function checkHistory({ history, target, drop, testColumn }: HistorySelection, columns: readonly ColumnSchema[]): void {
  const path = (field: string): string[] => ["sequence", "history", field];
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  for (const [field, names] of [
    ["entity", history.entity],
    ["time", [history.time]],
    ["columns", history.columns],
  ] as const) {
    const unknown = names.filter((name) => !typeOf.has(name));
    if (unknown.length > 0) throw unknownColumn(unknown, columns, path(field));
  }
  const timeType = typeOf.get(history.time) ?? "STRING";
  if (!TIME_TYPES.has(timeType)) {
    throw invalid(path("time"), history.time, `'${history.time}' is ${timeType}; the time of a history is DATE, TIMESTAMP or a number.`);
  }
  for (const name of history.columns) {
    const type = typeOf.get(name) ?? "STRING";
    if (!STEP_TYPES.has(type))
      throw invalid(path("columns"), name, `'${name}' is ${type}; the steps of a history are INTEGER, FLOAT or BOOLEAN.`);
    if (name === target && history.horizon === 0) {
      throw invalid(
        path("columns"),
        name,
        `'${name}' is the target: the sample's own step would show it. Take a horizon of at least 1, or leave it out.`,
      );
    }
    if (drop.includes(name)) throw invalid(path("columns"), name, `'${name}' is in both sequence and drop. Name it in one of them.`);
    if (name === testColumn)
      throw invalid(path("columns"), name, `'${name}' marks the test rows and is never a feature. Take it out of the sequence.`);
  }
}

/** The features of a history's samples: its steps, then the static columns. */
export const historyFeatures = (
  history: SequenceHistory,
  statics: readonly ColumnSchema[],
  columns: readonly ColumnSchema[],
): ColumnSchema[] => [...stepSchemas(history, columns), ...statics];

const invalid = (path: string[], column: string, message: string): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path, columns: [column] });
