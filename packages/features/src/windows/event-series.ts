import { AppError } from "@plimsoll/schema";
import { type Column, getColumn, type NumericColumn, type Table } from "../table.ts";
import { timeValues } from "../time-values.ts";
import { LARGEST, SMALLEST } from "./exact-sums.ts";
import type { CompiledWindows } from "./window-spec.ts";

/** The columns of a table that window features read, checked. */
export interface EventSeries {
  rowCount: number;
  keys: Column[];
  times: Float64Array;
  /** When each row became known; null = at its time. */
  arrivals: Float64Array | null;
  numbers: Map<string, NumericColumn>;
  categories: Map<string, Column>;
}

const NUMBER_TYPES = new Set(["INTEGER", "FLOAT", "BOOLEAN"]);

/**
 * @param role EVENTS of a history, with their arrival; ARRIVING ones come in the order of their rows; DECISIONS need only what a
 * decision reads of itself.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH, INVALID_INPUT naming column and row (from 0).
 */
export function eventSeries(table: Table, compiled: CompiledWindows, role: "EVENTS" | "ARRIVING" | "DECISIONS"): EventSeries {
  const { spec, own } = compiled;
  const wanted = (name: string): boolean => role !== "DECISIONS" || own.has(name);
  const times = timeValues(table, spec.time);
  const arrivals = role === "EVENTS" && spec.arrival ? timeValues(table, spec.arrival) : null;
  if (arrivals && spec.arrival) {
    const early = arrivals.findIndex((arrival, row) => arrival < (times[row] as number));
    if (early >= 0) {
      throw invalid(
        spec.arrival,
        early,
        `Row ${early} became known ('${spec.arrival}') before it happened ('${spec.time}'). Mend the times.`,
      );
    }
  }
  const numbers = [...compiled.numbers].filter(([name]) => wanted(name));
  return {
    rowCount: table.rowCount,
    keys: spec.entity.map((name) => getColumn(table, name)),
    times,
    arrivals,
    numbers: new Map(numbers.map(([name, bounds]) => [name, checkedNumbers(table, name, bounds)])),
    categories: new Map(compiled.categories.filter(wanted).map((name) => [name, getColumn(table, name)])),
  };
}

function checkedNumbers(table: Table, name: string, { min, max }: { min: number; max: number }): NumericColumn {
  const column = getColumn(table, name);
  if (column.type === "STRING" || !NUMBER_TYPES.has(column.type)) {
    throw new AppError(
      "TYPE_MISMATCH",
      "input",
      `Column '${name}' is ${column.type}; window features take numbers of INTEGER, FLOAT or BOOLEAN.`,
      {
        columns: [name],
      },
    );
  }
  const { values } = column;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const size = Math.abs(value);
    if (value !== 0 && !(size >= SMALLEST && size <= LARGEST)) {
      throw invalid(
        name,
        row,
        `Column '${name}' is ${value} in row ${row}; sizes of ${SMALLEST} to ${LARGEST} and 0 are taken. Change its unit.`,
      );
    }
    if (value < min || value > max)
      throw invalid(name, row, `Column '${name}' is ${value} in row ${row}; it must lie in ${min} .. ${max}.`);
  }
  return column;
}

const invalid = (column: string, row: number, message: string): AppError =>
  new AppError("INVALID_INPUT", "input", message, { columns: [column], row });
