import { type Column, countInBins, type Table } from "@plimsoll/features";
import type { PolicyAxis } from "@plimsoll/schema";
import type { ColumnShape } from "./stored-policy.ts";

const BINS = 10;
const MOST_LEVELS = 50;
/** The outermost hundredths of a number say little of what a policy does. */
const [LOW, HIGH] = [0.01, 0.99];

const known = (values: Float64Array): Float64Array => values.filter((value) => Number.isFinite(value)).sort();
const quantile = (sorted: Float64Array, share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;

/** What each column of a table looks like: tenths of its numbers, or its most frequent levels. A column without values has no shape. */
export const shapesOf = (table: Table): ColumnShape[] => table.columns.flatMap(shapeOf);

function shapeOf(column: Column): ColumnShape[] {
  const { name } = column;
  if (column.type === "STRING") {
    const levels = levelsOf(column);
    return levels.length > 0 ? [{ name, edges: [], levels, counts: [...countsOf(column, levels)] }] : [];
  }
  const sorted = known(column.values);
  const inner = Array.from({ length: BINS - 1 }, (_edge, k) => quantile(sorted, (k + 1) / BINS));
  const edges = [...new Set(inner)].filter(Number.isFinite);
  return edges.length > 0 ? [{ name, edges, levels: [], counts: [...binCounts(sorted, edges)] }] : [];
}

/** How often a column falls between the edges, or takes the levels, of a shape; the last count is what no level fits. */
export function countLike(column: Column, { edges, levels }: ColumnShape): Float64Array {
  if (column.type === "STRING") return countsOf(column, levels);
  return binCounts(known(column.values), edges);
}

const binCounts = (values: Float64Array, edges: readonly number[]): Float64Array =>
  countInBins(values, [Number.NEGATIVE_INFINITY, ...edges, Number.POSITIVE_INFINITY]);

function countsOf({ codes, dictionary }: Extract<Column, { type: "STRING" }>, levels: readonly string[]): Float64Array {
  const at = new Map(levels.map((level, k) => [level, k]));
  const counts = new Float64Array(levels.length + 1);
  for (const code of codes) {
    const k = at.get(dictionary[code] ?? "") ?? levels.length;
    counts[k] = (counts[k] as number) + 1;
  }
  return counts;
}

/** Levels by frequency, at most `MOST_LEVELS`, then by name. */
function levelsOf({ codes, dictionary }: Extract<Column, { type: "STRING" }>): string[] {
  const counts = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return [...counts.keys()]
    .filter((code) => (counts[code] as number) > 0)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number))
    .slice(0, MOST_LEVELS)
    .map((code) => dictionary[code] ?? "")
    .sort();
}

/** The columns that can be an axis of an action map. */
export const axesOf = (table: Table): PolicyAxis[] =>
  table.columns.flatMap((column): PolicyAxis[] => {
    if (column.type === "STRING") {
      const levels = levelsOf(column);
      return levels.length > 1 ? [{ name: column.name, low: null, high: null, levels }] : [];
    }
    const sorted = known(column.values);
    const [low, high] = [quantile(sorted, LOW), quantile(sorted, HIGH)];
    return low < high ? [{ name: column.name, low, high, levels: [] }] : [];
  });
