import { type Column, levelCounts } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import type { CellValue } from "./table-model.ts";

/** Texts of a column that a dependence is drawn for: the most frequent. */
const MOST_LEVELS = 50;

/**
 * The values at which a column's dependence is computed: distinct quantiles of its present values, the smallest and largest among them; of
 * BOOLEAN and text the values themselves, the most frequent first.
 * @throws AppError "INVALID_INPUT" if the column has no value at all.
 */
export function valueGrid(column: Column, points: number): CellValue[] {
  if (column.type === "STRING") {
    const levels = levelCounts([column]).slice(0, MOST_LEVELS);
    if (levels.length === 0) throw empty(column.name);
    return levels.map(({ text }) => text);
  }
  return [...quantileGrid(column.name, column.values, points)];
}

/** The distinct quantiles k / points, k = 0 .. points, of the present values, ascending. */
export function quantileGrid(name: string, values: Float64Array, points: number): Float64Array {
  if (!Number.isInteger(points) || points < 1 || points > 1_000) throw invalidInput(`The grid needs 1 to 1000 intervals. Got ${points}.`);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) throw empty(name);
  const chosen = new Set(
    Array.from({ length: points + 1 }, (_point, k) => sorted[Math.round((k * (sorted.length - 1)) / points)] as number),
  );
  return Float64Array.from(chosen);
}

const empty = (name: string) => invalidInput(`Column '${name}' has no value in these rows, so nothing depends on it. Give other rows.`);
