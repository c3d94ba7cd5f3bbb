import type { ColumnType, RecordValue } from "@plimsoll/schema";
import { levelCounts, modeOf, presentValues, selectKth } from "../order-statistics.ts";
import { type Column, type ColumnSchema, numberText, type Table, takeColumn } from "../table.ts";
import { inputColumn } from "./execute.ts";
import type { FittedPipeline } from "./pipeline.ts";

/** A raw column's reference: what stands for "an ordinary applicant" when a reason asks what this column changed. */
export interface ReferenceValue {
  name: string;
  type: ColumnType;
  /** As `score` takes it: a number, true / false, or text. Null when the training rows never had a value. */
  value: RecordValue;
}

/** Lower median (a value that occurs) of numbers and dates, most frequent value of BOOLEAN and text, in the order of `columns`. */
export function referenceValues(columns: readonly ColumnSchema[], table: Table, rows: Int32Array): (number | string | null)[] {
  return columns.map((schema) => {
    const column = takeColumn(inputColumn(table, schema), rows);
    if (column.type === "STRING") return levelCounts([column])[0]?.text ?? null;
    const values = presentValues([column.values]);
    if (column.type === "BOOLEAN") return modeOf(values);
    return values.length === 0 ? null : selectKth(values, (values.length - 1) >>> 1);
  });
}

/** The reference value of each raw column, in the pipeline's column order. */
export function referenceRow(fitted: FittedPipeline): ReferenceValue[] {
  return fitted.columns.map(({ name, type }, index) => ({
    name,
    type,
    value: recordValue(type, fitted.reference[index] ?? null),
  }));
}

/** The reference values as a table of one row. */
export function referenceTable(fitted: FittedPipeline): Table {
  const columns = fitted.columns.map(({ name, type }, index): Column => {
    const value = fitted.reference[index] ?? null;
    if (type !== "STRING")
      return {
        name,
        type,
        values: Float64Array.of(typeof value === "number" ? value : Number.NaN),
      };
    return typeof value === "string"
      ? { name, type, codes: Int32Array.of(0), dictionary: [value] }
      : { name, type, codes: Int32Array.of(-1), dictionary: [] };
  });
  return { rowCount: 1, columns };
}

function recordValue(type: ColumnType, value: number | string | null): RecordValue {
  if (typeof value !== "number") return value;
  if (type === "BOOLEAN") return value === 1;
  return type === "DATE" || type === "TIMESTAMP" ? numberText(type, value) : value;
}
