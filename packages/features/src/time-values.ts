import { AppError } from "@plimsoll/schema";
import { isAscending } from "./ordering/stable-order.ts";
import { getColumn, type Table } from "./table.ts";

const TIME_TYPES = new Set(["DATE", "TIMESTAMP", "INTEGER", "FLOAT"]);

export interface TimeColumn {
  /** Milliseconds since 1970, or whatever unit the column's numbers have. */
  values: Float64Array;
  /** Whether no row is earlier than the one before it. */
  isAscending: boolean;
}

/** The values of a column that has the type of a time, unchecked. @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH. */
export function timeTyped(table: Table, name: string): Float64Array {
  const column = getColumn(table, name);
  if (column.type !== "STRING" && TIME_TYPES.has(column.type)) return column.values;
  throw new AppError(
    "TYPE_MISMATCH",
    "input",
    `Time column '${name}' is ${column.type}; DATE, TIMESTAMP or a number of milliseconds is needed. Ingest the file with a type for it.`,
    { columns: [name] },
  );
}

/**
 * The moments of a time column. A row without one has no place in time.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH, INVALID_INPUT naming the first row without a time.
 */
export function timeColumn(table: Table, name: string): TimeColumn {
  const values = timeTyped(table, name);
  // In ascending order no value is NaN, and none lies beyond the first and the last.
  if (isAscending(values) && Number.isFinite(values[0] ?? 0) && Number.isFinite(values.at(-1) ?? 0)) return { values, isAscending: true };
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new AppError("INVALID_INPUT", "input", `Time column '${name}' has no time in row ${bad}. Fill it or leave the row out.`, {
      columns: [name],
      row: bad,
    });
  }
  return { values, isAscending: false };
}

export const timeValues = (table: Table, name: string): Float64Array => timeColumn(table, name).values;
