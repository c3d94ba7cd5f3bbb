import { type Column, getColumn, type Table } from "@plimsoll/features";
import { AppError, type MissingRows } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";

export interface SeriesSelection {
  /** Columns of numbers. */
  names: readonly string[];
  /** A DATE or TIMESTAMP column that orders the rows; null = the table's own order. */
  timeColumn: string | null;
  /** First and last day, ISO dates, both included; null = no bound. */
  from?: string | null;
  to?: string | null;
  /** What happens to a row in which one of `names` is missing; null keeps it, with NaN. */
  missing: MissingRows | null;
}

/** Columns of numbers over the same rows, oldest first. */
export interface SeriesTable {
  /** [names] of [n] each. */
  values: Float64Array[];
  /** [n] milliseconds since 1970; null without a time column. */
  times: Float64Array | null;
  nRows: number;
  nDropped: number;
}

const DAY_MS = 86_400_000;

/**
 * Columns of a table as series: ordered by time, cut to the days asked for, rows without a value refused or left out.
 * @throws AppError "UNKNOWN_COLUMN", "TYPE_MISMATCH" (a series of text, a time that is no date); "INVALID_INPUT" for days without a time column,
 * a missing or repeated moment, a missing value under REFUSE, or nothing left.
 */
export function seriesOf(table: Table, { names, timeColumn, from = null, to = null, missing }: SeriesSelection): SeriesTable {
  const columns = names.map((name) => numbersOf(getColumn(table, name)));
  if (timeColumn === null && (from !== null || to !== null))
    throw invalidInput("'from' and 'to' need a time column. Name one, or leave the days out.", { path: ["timeColumn"] });
  const time = timeColumn === null ? null : timesOf(getColumn(table, timeColumn));
  const inWindow = time ? windowOf(time, from, to) : Array.from({ length: table.rowCount }, (_, row) => row);
  if (time) sortedRows(inWindow, time, timeColumn as string);
  const complete = missing === null ? inWindow : inWindow.filter((row) => columns.every((values) => !Number.isNaN(values[row])));
  const nDropped = inWindow.length - complete.length;
  if (nDropped > 0 && missing === "REFUSE") throw missingValue(names, columns, inWindow, time, nDropped);
  if (complete.length === 0)
    throw invalidInput(
      table.rowCount === 0 || inWindow.length > 0
        ? "No row has a value in every series. Choose other columns."
        : `No row lies between ${from ?? "the beginning"} and ${to ?? "the end"}. Choose other days.`,
    );
  return {
    values: columns.map((values) => Float64Array.from(complete, (row) => values[row] as number)),
    times: time && Float64Array.from(complete, (row) => time[row] as number),
    nRows: complete.length,
    nDropped,
  };
}

function numbersOf(column: Column): Float64Array {
  if (column.type === "INTEGER" || column.type === "FLOAT") return column.values;
  throw new AppError("TYPE_MISMATCH", "input", `Series '${column.name}' is ${column.type}; numbers are needed (INTEGER or FLOAT).`, {
    columns: [column.name],
  });
}

function timesOf(column: Column): Float64Array {
  if (column.type === "DATE" || column.type === "TIMESTAMP") return column.values;
  throw new AppError(
    "TYPE_MISMATCH",
    "input",
    `Time column '${column.name}' is ${column.type}; a DATE or TIMESTAMP is needed. Name its type when the data set is made.`,
    { columns: [column.name] },
  );
}

function windowOf(time: Float64Array, from: string | null, to: string | null): number[] {
  const first = from === null ? Number.NEGATIVE_INFINITY : Date.parse(`${from}T00:00:00Z`);
  const last = to === null ? Number.POSITIVE_INFINITY : Date.parse(`${to}T00:00:00Z`) + DAY_MS - 1;
  if (first > last) throw invalidInput(`'from' ${from} is after 'to' ${to}.`, { path: ["from"] });
  const rows: number[] = [];
  for (const [row, moment] of time.entries()) {
    if (Number.isNaN(moment))
      throw invalidInput(`Row ${row} has no time. Leave such rows out of the file, or choose another time column.`, {
        path: ["timeColumn"],
        row,
      });
    if (moment >= first && moment <= last) rows.push(row);
  }
  return rows;
}

/** Puts the rows in the order of time, in place. */
function sortedRows(rows: number[], time: Float64Array, name: string): void {
  rows.sort((a, b) => (time[a] as number) - (time[b] as number));
  const again = rows.findIndex((row, at) => at > 0 && time[row] === time[rows[at - 1] as number]);
  if (again < 0) return;
  throw invalidInput(
    `Two rows have the time ${dayText(time[rows[again] as number] as number)} in '${name}': a series has one row a moment. Choose another time column, or one series of a long table.`,
    { path: ["timeColumn"], row: rows[again] },
  );
}

function missingValue(
  names: readonly string[],
  columns: readonly Float64Array[],
  rows: readonly number[],
  time: Float64Array | null,
  count: number,
): AppError {
  const row = rows.find((candidate) => columns.some((values) => Number.isNaN(values[candidate]))) ?? 0;
  const name = names[columns.findIndex((values) => Number.isNaN(values[row]))];
  const where = time ? `on ${dayText(time[row] as number)}` : `in row ${row}`;
  return invalidInput(
    `${count} ${count === 1 ? "row lacks" : "rows lack"} a value; the first is '${name}' ${where}. Pass missing DROP to leave such rows out (returns then span the gap), shorten the days, or leave the series out.`,
    { path: ["missing"], columns: [name], row },
  );
}

/** The day of a moment, ISO; with the time of day where there is one. */
export function dayText(moment: number): string {
  const text = new Date(moment).toISOString();
  return moment % DAY_MS === 0 ? text.slice(0, 10) : text;
}
