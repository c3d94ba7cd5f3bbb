import { AppError, type ColumnType } from "@plimsoll/schema";
import { EXPECTED, parseBoolean, parseDate, parseTimestamp } from "./cells.ts";
import { type Column, type ColumnSchema, type NumericColumn, type StringColumn, type Table, unknownColumn } from "./table.ts";

/**
 * JSON rows as a table of exactly the given columns: numbers for INTEGER and FLOAT, true / false or the file's own text for
 * BOOLEAN, ISO text for DATE and TIMESTAMP, text else; null = missing. An empty text is missing too, as it is in a file.
 * Keys are only ever compared as text, so `__proto__` and `constructor` are plain names.
 * @throws AppError UNKNOWN_COLUMN, MISSING_COLUMN or TYPE_MISMATCH naming the column and the row (from 0).
 */
export function tableFromRecords(records: readonly Readonly<Record<string, unknown>>[], columns: readonly ColumnSchema[]): Table {
  const known = new Set(columns.map((column) => column.name));
  for (const [row, record] of records.entries()) checkKeys(record, row, columns, known);
  return {
    rowCount: records.length,
    columns: columns.map((column) => columnFromRecords(records, column)),
  };
}

function checkKeys(record: unknown, row: number, columns: readonly ColumnSchema[], known: ReadonlySet<string>): void {
  if (record === null || typeof record !== "object" || Array.isArray(record)) {
    throw new AppError("INVALID_INPUT", "input", `Row ${row} is not an object of column names and values.`, {
      path: ["rows", String(row)],
    });
  }
  const unknown = Object.keys(record).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const error = unknownColumn(unknown, columns, ["rows", String(row), unknown[0] ?? ""]);
    throw new AppError(error.code, error.kind, `Row ${row}: ${error.message}`, {
      ...error.context,
      row,
    });
  }
  const missing = columns.filter((column) => !Object.hasOwn(record, column.name)).map((column) => column.name);
  if (missing.length > 0) {
    const names = missing.map((name) => `'${name}'`).join(", ");
    throw new AppError(
      "MISSING_COLUMN",
      "input",
      `Row ${row} lacks ${missing.length === 1 ? "column" : "columns"} ${names}. Give every column the model reads; null means missing.`,
      { path: ["rows", String(row), missing[0] ?? ""], columns: missing, row },
    );
  }
}

function columnFromRecords(records: readonly Readonly<Record<string, unknown>>[], schema: ColumnSchema): Column {
  return schema.type === "STRING" ? stringColumn(records, schema.name) : numericColumn(records, schema.name, schema.type);
}

function stringColumn(records: readonly Readonly<Record<string, unknown>>[], name: string): StringColumn {
  const codes = new Int32Array(records.length);
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  records.forEach((record, row) => {
    const value = record[name];
    if (isMissing(value)) {
      codes[row] = -1;
      return;
    }
    if (typeof value !== "string") throw mismatch(name, "STRING", row, value);
    let code = codeOf.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      codeOf.set(value, code);
    }
    codes[row] = code;
  });
  return { name, type: "STRING", codes, dictionary };
}

function numericColumn(records: readonly Readonly<Record<string, unknown>>[], name: string, type: NumericColumn["type"]): NumericColumn {
  const values = new Float64Array(records.length);
  records.forEach((record, row) => {
    const value = record[name];
    const number = isMissing(value) ? Number.NaN : toNumber(value, type);
    if (number === null) throw mismatch(name, type, row, value);
    values[row] = number;
  });
  return { name, type, values };
}

const isMissing = (value: unknown): boolean => value === null || (typeof value === "string" && value.trim() === "");

function toNumber(value: unknown, type: NumericColumn["type"]): number | null {
  switch (type) {
    case "INTEGER":
    case "FLOAT":
      return typeof value === "number" && Number.isFinite(value) ? value : null;
    case "BOOLEAN": {
      const truth = typeof value === "boolean" ? value : typeof value === "string" ? parseBoolean(value) : null;
      return truth === null ? null : Number(truth);
    }
    case "DATE":
      return typeof value === "string" ? parseDate(value.trim()) : null;
    case "TIMESTAMP":
      return typeof value === "string" ? parseTimestamp(value.trim()) : null;
  }
}

function mismatch(name: string, type: ColumnType, row: number, value: unknown): AppError {
  const expected = EXPECTED[type];
  return new AppError(
    "TYPE_MISMATCH",
    "input",
    `Row ${row}: column '${name}' is ${type} and takes ${expected} or null. Got ${describe(value)}.`,
    {
      path: ["rows", String(row), name],
      columns: [name],
      row,
      expected: type,
    },
  );
}

/** What was given, in a few characters: enough to find it, too little to copy a document into an error. */
function describe(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value.length > 32 ? `${value.slice(0, 32)}...` : value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return `${value}`;
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : "an object";
}
