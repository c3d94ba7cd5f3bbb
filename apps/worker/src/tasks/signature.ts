import type { FittedTarget } from "@plimsoll/features";
import { type Column, type FittedPipeline, findColumn, referenceRow, type Table } from "@plimsoll/features";
import { explainedFeatures } from "@plimsoll/ml";
import type { ModelSignature } from "@plimsoll/schema/db";
import { ANOMALY_DECISIONS } from "../scoring/decisions.ts";

/** Levels of a text column that a form can offer. */
const MAX_LEVELS = 200;

/** What a caller must send to be scored, with the range that the training rows had, and how the answer reads. */
export function signatureOf(
  pipeline: FittedPipeline,
  target: FittedTarget,
  threshold: number,
  table: Table,
  rows: Int32Array,
): ModelSignature {
  const columns = referenceRow(pipeline).map(({ name, type, value }) => {
    const column = findColumn(table, name);
    const range = column && type !== "BOOLEAN" ? rangeOf(column, rows) : { min: null, max: null };
    return { name, type, levels: column?.type === "STRING" ? levelsOf(column, rows) : [], reference: value, ...range };
  });
  return {
    task: target.task,
    columns,
    features: explainedFeatures(pipeline),
    ...answersOf(target),
    threshold,
  };
}

function answersOf(target: FittedTarget): Pick<ModelSignature, "labels" | "positiveLabel"> {
  switch (target.task) {
    case "BINARY":
      return { labels: [target.labels.negative, target.labels.positive], positiveLabel: target.labels.positive };
    case "MULTICLASS":
      return { labels: target.labels, positiveLabel: null };
    case "ANOMALY":
      return { labels: [ANOMALY_DECISIONS.normal, ANOMALY_DECISIONS.alert], positiveLabel: ANOMALY_DECISIONS.alert };
    case "REGRESSION":
    case "FORECAST":
      return { labels: [], positiveLabel: null };
  }
}

function rangeOf(column: Column, rows: Int32Array): { min: number | null; max: number | null } {
  if (column.type === "STRING") return { min: null, max: null };
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = column.values[row] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: null, max: null };
}

/** The most frequent texts, most frequent first; equal counts in the order of the texts. */
function levelsOf(column: Extract<Column, { type: "STRING" }>, rows: Int32Array): string[] {
  const counts = new Int32Array(column.dictionary.length);
  for (const row of rows) {
    const code = column.codes[row] as number;
    if (code >= 0) counts[code] = (counts[code] as number) + 1;
  }
  return column.dictionary
    .map((text, code) => ({ text, count: counts[code] as number }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
    .slice(0, MAX_LEVELS)
    .map(({ text }) => text);
}
