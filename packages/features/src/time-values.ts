import { AppError } from "@plimsoll/schema";
import { getColumn, type Table } from "./table.ts";

const TIME_TYPES = new Set(["DATE", "TIMESTAMP", "INTEGER", "FLOAT"]);

/**
 * The moments of a time column: milliseconds since 1970, or whatever unit its numbers have. A row without one has no place in time.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH, INVALID_INPUT naming the first row without a time.
 */
export function timeValues(table: Table, name: string): Float64Array {
  const column = getColumn(table, name);
  if (column.type === "STRING" || !TIME_TYPES.has(column.type)) {
    throw new AppError(
      "TYPE_MISMATCH",
      "input",
      `Time column '${name}' is ${column.type}; DATE, TIMESTAMP or a number of milliseconds is needed. Ingest the file with a type for it.`,
      { columns: [name] },
    );
  }
  const bad = column.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new AppError("INVALID_INPUT", "input", `Time column '${name}' has no time in row ${bad}. Fill it or leave the row out.`, {
      columns: [name],
      row: bad,
    });
  }
  return column.values;
}
