import { applyPipeline, type Column, type ColumnSchema, type FittedPipeline, getColumn, type Table, takeColumn } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import type { Predictor } from "../training/predictor.ts";
import { type ExplainedFeature, explainedFeatures } from "./features.ts";

/** A model as a function of raw columns: what importance, dependence, recourse and robustness are measured on. */
export interface TableModel {
  columns: readonly ColumnSchema[];
  features: readonly ExplainedFeature[];
  /** One number a row. Called with tables of exactly the model's columns. */
  score(table: Table): ArrayLike<number>;
}

export const SCALES = ["OUTPUT", "MARGIN"] as const;
/** OUTPUT: what `score` answers, the calibrated probability or the value. MARGIN: the log-odds before calibration. */
export type Scale = (typeof SCALES)[number];

/** @param label the class that is looked at, of MULTICLASS; other tasks have one number a row. */
export function tableModel(predictor: Predictor, pipeline: FittedPipeline, scale: Scale, label = 0): TableModel {
  const k = predictor.nOutputs;
  const at = predictor.quantiles ? predictor.quantiles.indexOf(0.5) : label;
  if (!Number.isInteger(at) || at < 0 || at >= k) throw invalidInput(`The model has no class ${label}; there are 0 to ${k - 1}.`);
  return {
    columns: pipeline.columns,
    features: explainedFeatures(pipeline),
    score(table) {
      const { data, n } = applyPipeline(pipeline, table);
      if (scale === "MARGIN") return predictor.margins(data, n, new Uint32Array(n).fill(label));
      const outputs = predictor.predict(data, n);
      return k === 1 ? outputs : Float64Array.from({ length: n }, (_row, i) => outputs[i * k + at] as number);
    },
  };
}

/** The model's columns of some rows, in its order. @throws AppError "UNKNOWN_COLUMN". */
export const modelRows = ({ columns }: Pick<TableModel, "columns">, table: Table, rows: Int32Array): Table => ({
  rowCount: rows.length,
  columns: columns.map(({ name }) => takeColumn(getColumn(table, name), rows)),
});

/** A table with one column replaced by another of its length. */
export const withColumn = ({ rowCount, columns }: Table, replacement: Column): Table => ({
  rowCount,
  columns: columns.map((column) => (column.name === replacement.name ? replacement : column)),
});

/** A cell: the text of a STRING column, a number of any other, null where it is missing. */
export type CellValue = number | string | null;

/** A column in which every row has one value. @param value text of a STRING column, a number else; null = missing. */
export function constantColumn(column: Column, rowCount: number, value: CellValue): Column {
  if (column.type !== "STRING") {
    if (typeof value === "string")
      throw invalidInput(`Column '${column.name}' is ${column.type} and takes numbers. Got the text '${value}'.`);
    return { name: column.name, type: column.type, values: new Float64Array(rowCount).fill(value ?? Number.NaN) };
  }
  if (typeof value === "number") throw invalidInput(`Column '${column.name}' is text. Got the number ${value}.`);
  return {
    name: column.name,
    type: "STRING",
    codes: new Int32Array(rowCount).fill(value === null ? -1 : 0),
    dictionary: value === null ? [] : [value],
  };
}

/** Row numbers 0 to n - 1, or as many of them as `most`, evenly spread. */
export function evenRows(n: number, most: number): Int32Array {
  const count = Math.min(n, most);
  return Int32Array.from({ length: count }, (_row, k) => Math.floor((k * n) / count));
}
