import { type Column, type ColumnSchema, cellText, type NumericColumn, type NumericType, type StringColumn } from "../table.ts";
import { grownBy } from "./by-dictionary.ts";
import { refused } from "./transform.ts";

/** The columns as numbers; a step on text where numbers are needed is a mistake in the pipeline. */
export const numericInputs = (columns: readonly Column[]): NumericColumn[] => columns.map(numericInput);

export function numericInput(column: Column): NumericColumn {
  if (column.type !== "STRING") return column;
  throw refused(`Column '${column.name}' is text; this step takes numbers. Encode it first, e.g. with one-hot.`, [column.name]);
}

export function stringInput(column: Column): StringColumn {
  if (column.type === "STRING") return column;
  throw refused(`Column '${column.name}' is ${column.type}; this step takes text.`, [column.name]);
}

/** Rows of each code of a text column, ascending; rows where it is missing are in none. */
export function rowsByCode({ codes, dictionary }: StringColumn): Int32Array[] {
  const counts = new Int32Array(dictionary.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= 0) counts[code] = (counts[code] as number) + 1;
  }
  const rows = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    (rows[code] as Int32Array)[counts[code] as number] = row;
    counts[code] = (counts[code] as number) + 1;
  }
  return rows;
}

export const rowCountOf = (column: Column): number => (column.type === "STRING" ? column.codes.length : column.values.length);

/** One output of the same name: a number. */
export const sameName =
  (type: NumericType = "FLOAT") =>
  ({ name }: ColumnSchema): ColumnSchema[] => [{ name, type }];

export const numberColumn = (name: string, values: Float64Array, type: NumericType = "FLOAT"): NumericColumn => ({ name, type, values });

/** The present values through a function, missing ones as they are. */
export function mapNumbers({ name, values }: NumericColumn, map: (value: number) => number, type: NumericType = "FLOAT"): NumericColumn {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = Number.isNaN(value) ? Number.NaN : map(value);
  }
  return { name, type, values: out };
}

/** The numbers with `replacement` where one is missing; the type stays what `impute` steps promise: dates are dates, all else is FLOAT. */
export function fillNumbers({ name, type, values }: NumericColumn, replacement: number): NumericColumn {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = Number.isNaN(value) ? replacement : value;
  }
  return { name, type: filledType(type), values: out };
}

export const filledType = (type: NumericType): NumericType => (type === "DATE" || type === "TIMESTAMP" ? type : "FLOAT");

/** Fills missing texts with `replacement`. */
export function textFiller(replacement: string): (column: StringColumn) => StringColumn {
  const grow = grownBy([replacement]);
  return ({ name, type, codes, dictionary }) => {
    const { dictionary: grown, codeOf } = grow(dictionary);
    const code = codeOf.get(replacement) as number;
    const out = Int32Array.from(codes);
    for (let i = 0; i < out.length; i++) if (out[i] === -1) out[i] = code;
    return { name, type, codes: out, dictionary: grown };
  };
}

export function isMissingAt(column: Column, row: number): boolean {
  return column.type === "STRING" ? column.codes[row] === -1 : Number.isNaN(column.values[row]);
}

export const hasMissing = (column: Column): boolean =>
  column.type === "STRING" ? column.codes.includes(-1) : column.values.includes(Number.NaN);

/** The column as text levels: numbers become what `cellText` calls them, so that codes written as numbers can be categories. */
export function categories(column: Column): StringColumn {
  if (column.type === "STRING") return column;
  const { name, values } = column;
  const codes = new Int32Array(values.length);
  const dictionary: string[] = [];
  const codeOf = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    // Adding 0 makes -0 and 0 one level.
    const value = (values[i] as number) + 0;
    if (Number.isNaN(value)) {
      codes[i] = -1;
      continue;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = dictionary.push(cellText(column, i) ?? "") - 1;
      codeOf.set(value, code);
    }
    codes[i] = code;
  }
  return { name, type: "STRING", codes, dictionary };
}

/** The number of each row's level: `values[code]`, and `ofMissing` where the level is missing. */
export function lookUp(codes: Int32Array, values: Float64Array, ofMissing: number): Float64Array {
  const out = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    out[row] = code === -1 ? ofMissing : (values[code] as number);
  }
  return out;
}

/** Values drawn in to [low, high]; null = no bound. Missing stays missing. */
export function clamped({ name, values }: NumericColumn, low: number | null, high: number | null): NumericColumn {
  const [least, most] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = value < least ? least : Math.min(value, most);
  }
  return { name, type: "FLOAT", values: out };
}
