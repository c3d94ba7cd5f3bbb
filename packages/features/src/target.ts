import { AppError, type ColumnType, type Task } from "@plimsoll/schema";
import { oppositeBoolean, parseBoolean } from "./cells.ts";
import { type Column, cellText, getColumn, type NumericColumn, numberText, type Table } from "./table.ts";
import type { FitTarget } from "./transforms/transform.ts";

export interface TargetSpec {
  task: Task;
  /** Null only for ANOMALY, where it is a label to judge by and never to learn from. */
  target: string | null;
  /** The cell's text that counts as the event; null = '1' of a 0/1 column, true of a BOOLEAN one. */
  positiveLabel?: string | null | undefined;
  /** Of numbers: STANDARD (unless given) to mean 0 and variance 1; POSITIVE to mean 1 for values that are at least 0, such as variances. */
  scale?: "STANDARD" | "POSITIVE" | undefined;
}

/** Whether the task's target is a number. */
export const isNumericTask = (task: Task): task is "REGRESSION" | "FORECAST" => task === "REGRESSION" || task === "FORECAST";

/** How a target becomes numbers and back; plain JSON, stored with the model. */
export type FittedTarget =
  | {
      task: "BINARY";
      column: string;
      type: ColumnType;
      labels: { positive: string; negative: string };
    }
  | { task: "MULTICLASS"; column: string; type: ColumnType; labels: string[] }
  /** Encoded as (value - mean) / std; `mean` is 0 where values are only divided. */
  | {
      task: "REGRESSION" | "FORECAST";
      column: string;
      type: ColumnType;
      mean: number;
      std: number;
    }
  /** `labels` are what an anomaly and an ordinary row are called; null where there is no label column. */
  | { task: "ANOMALY"; column: string | null; type: ColumnType | null; labels: { positive: string; negative: string } | null };

const MAX_CLASSES = 1000;

/**
 * Labels (classification, ANOMALY) or mean and standard deviation, ddof 0 (numbers), of the target column.
 * @param rows the rows to fit on, all by default: labels want all of them, the scaling of numbers the training part alone.
 * @throws AppError UNKNOWN_COLUMN, INVALID_INPUT (missing cells, wrong type, labels to be named, negative values for POSITIVE),
 * DEGENERATE_TARGET (one class, constant).
 */
export function fitTarget(table: Table, spec: TargetSpec, rows?: Int32Array): FittedTarget {
  if (spec.target === null) {
    if (spec.task === "ANOMALY") return { task: "ANOMALY", column: null, type: null, labels: null };
    throw new AppError("INVALID_INPUT", "input", `Task ${spec.task} needs a target column.`, { path: ["target"] });
  }
  const column = getColumn(table, spec.target);
  const n = rows ? rows.length : table.rowCount;
  if (n === 0) throw degenerate(column.name, "has no rows. Give more data or a smaller test part.");
  refuseMissing(column, n, rows);
  switch (spec.task) {
    case "BINARY":
    case "ANOMALY":
      return {
        task: spec.task,
        column: column.name,
        type: column.type,
        labels: binaryLabels(column, spec.task, spec.positiveLabel ?? null, levels(column, n, rows)),
      };
    case "MULTICLASS":
      return {
        task: "MULTICLASS",
        column: column.name,
        type: column.type,
        labels: multiclassLabels(column, levels(column, n, rows)),
      };
    case "REGRESSION":
    case "FORECAST":
      return {
        task: spec.task,
        column: column.name,
        type: column.type,
        ...(spec.scale === "POSITIVE" ? positiveScale(column, n, rows) : momentsOf(column, n, rows)),
      };
  }
}

/**
 * The target as numbers: 1 for the positive label and 0 else; the label's index; (value - mean) / std; zeros where there is no label column.
 * @returns [n] float32, in the order of `rows` (all rows by default).
 * @throws AppError INVALID_INPUT on a missing cell or a label that was not there when the target was fitted.
 */
export function encodeTarget(fitted: FittedTarget, table: Table, rows?: Int32Array): Float32Array {
  const n = rows ? rows.length : table.rowCount;
  const out = new Float32Array(n);
  if (fitted.task === "ANOMALY" && (fitted.column === null || fitted.labels === null)) return out;
  const column = getColumn(table, fitted.column as string);
  refuseMissing(column, n, rows);
  if ("mean" in fitted) {
    const values = numericValues(column);
    const scale = fitted.std > 0 ? 1 / fitted.std : 0;
    for (let i = 0; i < n; i++) out[i] = ((values[rows ? (rows[i] as number) : i] as number) - fitted.mean) * scale;
    return out;
  }
  const { labels: named } = fitted;
  const labels = Array.isArray(named) ? named : [named?.negative ?? "", named?.positive ?? ""];
  const code = labelEncoder(column, labels);
  for (let i = 0; i < n; i++) out[i] = code(rows ? (rows[i] as number) : i);
  return out;
}

/** An encoded target as the steps of a pipeline read it; none for ANOMALY, whose labels nothing may learn from. */
export function targetForSteps(fitted: FittedTarget, values: ArrayLike<number>): FitTarget | undefined {
  switch (fitted.task) {
    case "ANOMALY":
      return undefined;
    case "BINARY":
      return { task: fitted.task, values, labels: [fitted.labels.negative, fitted.labels.positive] };
    case "MULTICLASS":
      return { task: fitted.task, values, labels: fitted.labels };
    case "REGRESSION":
    case "FORECAST":
      return { task: fitted.task, values, labels: [] };
  }
}

/** A target that is a number. */
export type NumericTarget = Extract<FittedTarget, { mean: number }>;

/** The inverse of the scaling of numbers: a network's output in the target's own unit. */
export const decodeValue = (fitted: NumericTarget, output: number): number => output * fitted.std + fitted.mean;

interface Level {
  /** What the level is called. */
  text: string;
  /** The number of a numeric column; the dictionary code of a text one. */
  key: number;
}

function levels(column: Column, n: number, rows?: Int32Array): Level[] {
  const seen = new Set<number>();
  const keys = column.type === "STRING" ? column.codes : column.values;
  for (let i = 0; i < n && seen.size <= MAX_CLASSES; i++) seen.add(keys[rows ? (rows[i] as number) : i] as number);
  return [...seen]
    .map((key) => ({
      key,
      text: (column.type === "STRING" ? column.dictionary[key] : numberText(column.type, key)) ?? "",
    }))
    .sort(byLevel(column));
}

const byLevel = (column: Column) => (a: Level, b: Level) =>
  column.type === "STRING" ? (a.text < b.text ? -1 : a.text > b.text ? 1 : 0) : a.key - b.key;

function binaryLabels(
  column: Column,
  task: "BINARY" | "ANOMALY",
  positiveLabel: string | null,
  found: Level[],
): { positive: string; negative: string } {
  const names = quoteAll(found);
  if (found.length === 1)
    throw degenerate(column.name, `has one class only, ${names}. Both classes are needed: check the file and the target's name.`);
  if (found.length > 2) {
    throw invalid(
      column.name,
      `has ${found.length > MAX_CLASSES ? `more than ${MAX_CLASSES}` : found.length} different values (${names}); ${task} takes two. Choose ${task === "BINARY" ? "task MULTICLASS or REGRESSION, or another target" : "another target, or none"}.`,
    );
  }
  const positive = found.find((level) => isLabel(column, level, positiveLabel));
  const negative = found.find((level) => level !== positive);
  if (!positive || !negative) {
    const given = positiveLabel === null ? "positiveLabel was not given" : `positiveLabel '${positiveLabel}' is neither`;
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Target '${column.name}' has the values ${names}; ${given}. Name one of them as positiveLabel.`,
      {
        path: ["positiveLabel"],
        columns: [column.name],
      },
    );
  }
  if (column.type !== "BOOLEAN" || positiveLabel === null) return { positive: positive.text, negative: negative.text };
  return {
    positive: positiveLabel,
    negative: oppositeBoolean(positiveLabel) ?? negative.text,
  };
}

function isLabel(column: Column, level: Level, label: string | null): boolean {
  if (column.type === "BOOLEAN")
    return level.key === Number(label === null || parseBoolean(label) === true) && (label === null || parseBoolean(label) !== null);
  if (label === null) return level.text === "1";
  if (level.text === label) return true;
  return column.type !== "STRING" && label.trim() !== "" && Number(label) === level.key;
}

function multiclassLabels(column: Column, found: Level[]): string[] {
  if (found.length === 1) throw degenerate(column.name, `has one class only, ${quoteAll(found)}. At least two are needed.`);
  if (found.length > MAX_CLASSES)
    throw invalid(column.name, `has more than ${MAX_CLASSES} different values. Choose task REGRESSION, or group the classes.`);
  return found.map((level) => level.text);
}

function labelEncoder(column: Column, labels: readonly string[]): (row: number) => number {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const index = (text: string | null): number => {
    const found = text === null ? undefined : indexOf.get(text);
    if (found === undefined)
      throw invalid(
        column.name,
        `holds the value '${text}', which the model does not know. Its labels are ${labels.map((label) => `'${label}'`).join(", ")}.`,
      );
    return found;
  };
  if (column.type === "BOOLEAN") {
    const one = labels.findIndex((label) => parseBoolean(label) === true);
    return (row) => (column.values[row] === 1 ? one : 1 - one);
  }
  if (column.type === "STRING") {
    const codes = column.codes;
    const byCode = new Int32Array(column.dictionary.length).fill(-1);
    return (row) => {
      const code = codes[row] as number;
      if (byCode[code] === -1) byCode[code] = index(column.dictionary[code] ?? null);
      return byCode[code] as number;
    };
  }
  const byValue = new Map<number, number>();
  return (row) => {
    const value = column.values[row] as number;
    let found = byValue.get(value);
    if (found === undefined) {
      found = index(cellText(column, row));
      byValue.set(value, found);
    }
    return found;
  };
}

function momentsOf(column: Column, n: number, rows?: Int32Array): { mean: number; std: number } {
  const values = numericValues(column);
  const at = (i: number): number => values[rows ? (rows[i] as number) : i] as number;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += at(i);
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (at(i) - mean) ** 2;
  const std = Math.sqrt(squares / n);
  if (!(std > 0)) throw degenerate(column.name, `is ${mean} in every row. There is nothing to learn: check the target's name.`);
  return { mean, std };
}

/** Mean 0 and the mean as the unit: values of mean 1 that keep their sign. */
function positiveScale(column: Column, n: number, rows?: Int32Array): { mean: number; std: number } {
  const values = numericValues(column);
  for (let i = 0; i < n; i++) {
    const row = rows ? (rows[i] as number) : i;
    const value = values[row] as number;
    if (value < 0)
      throw invalid(
        column.name,
        `is ${value} in row ${row}; this loss takes values of at least 0, such as squared returns. Choose another loss.`,
      );
  }
  const { mean } = momentsOf(column, n, rows);
  return { mean: 0, std: mean };
}

function numericValues(column: Column): Float64Array {
  if (column.type === "INTEGER" || column.type === "FLOAT") return (column satisfies NumericColumn).values;
  throw invalid(column.name, `is ${column.type}; a target of numbers is INTEGER or FLOAT.`);
}

/** @throws AppError INVALID_INPUT where a target is missing in some of its rows, DEGENERATE_TARGET where it is in all. */
export function refuseMissing(column: Column, n: number, rows?: Int32Array): void {
  let missing = 0;
  for (let i = 0; i < n; i++) {
    const row = rows ? (rows[i] as number) : i;
    if (column.type === "STRING" ? column.codes[row] === -1 : Number.isNaN(column.values[row])) missing++;
  }
  if (missing > 0 && missing === n)
    throw degenerate(
      column.name,
      `has no value in any of ${n} rows. Check the target's name, and the markers of missing values that the file was read with.`,
    );
  if (missing > 0) throw invalid(column.name, `is missing in ${missing} of ${n} rows. Fill them or leave those rows out of the file.`);
}

const quoteAll = (found: readonly Level[]): string =>
  `${found
    .slice(0, 5)
    .map((level) => `'${level.text}'`)
    .join(", ")}${found.length > 5 ? ", ..." : ""}`;

const invalid = (name: string, says: string): AppError =>
  new AppError("INVALID_INPUT", "input", `Target '${name}' ${says}`, {
    path: ["target"],
    columns: [name],
  });

const degenerate = (name: string, says: string): AppError =>
  new AppError("DEGENERATE_TARGET", "data", `Target '${name}' ${says}`, {
    path: ["target"],
    columns: [name],
  });
