import { AppError, type ColumnType } from "@plimsoll/schema";
import { nearest } from "./suggest.ts";

export type NumericType = Exclude<ColumnType, "STRING">;

/** Numbers of one column. NaN = missing; BOOLEAN is 0 or 1; DATE and TIMESTAMP are milliseconds since the epoch, UTC. */
export interface NumericColumn {
  name: string;
  type: NumericType;
  values: Float64Array;
}

/** Texts of one column: `dictionary[codes[row]]`; code -1 = missing. A dictionary holds each text once. */
export interface StringColumn {
  name: string;
  type: "STRING";
  codes: Int32Array;
  dictionary: string[];
}

export type Column = NumericColumn | StringColumn;

export interface Table {
  rowCount: number;
  columns: Column[];
}

export interface ColumnSchema {
  name: string;
  type: ColumnType;
}

export const schemaOf = (table: Table): ColumnSchema[] => table.columns.map(({ name, type }) => ({ name, type }));

/** The column of that name, or undefined. Names are compared as text, so `__proto__` and `constructor` are plain names. */
export const findColumn = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name);

/** @throws AppError UNKNOWN_COLUMN with the nearest name when the table has no such column. */
export function getColumn(table: Table, name: string): Column {
  const column = findColumn(table, name);
  if (!column) throw unknownColumn([name], table.columns);
  return column;
}

export function unknownColumn(names: readonly string[], known: readonly { name: string }[], path: string[] = []): AppError {
  const all = known.map((column) => column.name);
  const parts = names.map((name) => {
    const near = nearest(name, all);
    return near === undefined ? `'${name}'` : `'${name}' (did you mean '${near}'?)`;
  });
  const noun = names.length === 1 ? "Column" : "Columns";
  const verb = names.length === 1 ? "does" : "do";
  return new AppError("UNKNOWN_COLUMN", "input", `${noun} ${parts.join(", ")} ${verb} not exist. Take names from the data set's columns.`, {
    path,
    columns: [...names],
  });
}

/** Rows `rows[i]` of the column, in that order, as a new column. */
export function takeColumn(column: Column, rows: Int32Array): Column {
  if (column.type === "STRING") return { ...column, codes: gatherCodes(column.codes, rows) };
  return { ...column, values: gatherValues(column.values, rows) };
}

export const selectRows = (table: Table, rows: Int32Array): Table => ({
  rowCount: rows.length,
  columns: table.columns.map((column) => takeColumn(column, rows)),
});

/** Rows start <= i < end as views on the same memory: nothing is copied. */
export function sliceTable(table: Table, start: number, end: number): Table {
  const columns = table.columns.map(
    (column): Column =>
      column.type === "STRING"
        ? { ...column, codes: column.codes.subarray(start, end) }
        : { ...column, values: column.values.subarray(start, end) },
  );
  return {
    rowCount: Math.max(0, Math.min(end, table.rowCount) - start),
    columns,
  };
}

export function allRows(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) rows[i] = i;
  return rows;
}

function gatherValues(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

function gatherCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = codes[rows[i] as number] as number;
  return out;
}

/** The cell as text: what a label or a group is called. Null where it is missing. */
export function cellText(column: Column, row: number): string | null {
  if (column.type === "STRING") return column.dictionary[column.codes[row] ?? -1] ?? null;
  return numberText(column.type, column.values[row] ?? Number.NaN);
}

export function numberText(type: NumericType, value: number): string | null {
  if (Number.isNaN(value)) return null;
  if (type === "BOOLEAN") return value === 1 ? "true" : "false";
  if (type === "DATE") return new Date(value).toISOString().slice(0, 10);
  if (type === "TIMESTAMP") return new Date(value).toISOString();
  return String(value);
}
