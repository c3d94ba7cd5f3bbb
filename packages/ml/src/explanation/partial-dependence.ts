import { allRows, getColumn, type Table } from "@plimsoll/features";
import { quantile } from "../evaluation/bootstrap.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { valueGrid } from "./grid.ts";
import { type CellValue, constantColumn, evenRows, modelRows, type TableModel, withColumn } from "./table-model.ts";

export interface DependenceOptions extends RunControl {
  /** Intervals of a number's grid; 20 unless given. */
  points?: number;
  /** Rows averaged over at most, evenly spread; 500 unless given. */
  maxRows?: number;
  /** Single rows' curves to return at most; 50 unless given. */
  curves?: number;
}

export interface PartialDependence {
  column: string;
  grid: CellValue[];
  /** [grid] mean score with the column at each value. */
  mean: number[];
  /** [grid] 10 % and 90 % quantiles over the rows. */
  low: number[];
  high: number[];
  /** [curves][grid] the same of single rows (ICE): curves that are not parallel betray interactions. */
  curves: number[][];
  nRows: number;
}

/**
 * Partial dependence: PD(v) = mean over rows of the score with the column set to v, everything else as it is. Values that never occur together
 * are put together all the same: where columns depend on each other, prefer `accumulatedEffects`.
 * @throws AppError "UNKNOWN_COLUMN", "INVALID_INPUT" (a column without values), "CANCELLED".
 * Source: Friedman (2001), section 8.2; single curves Goldstein et al. (2015).
 */
export async function partialDependence(
  model: TableModel,
  table: Table,
  column: string,
  { points = 20, maxRows = 500, curves = 50, ...control }: DependenceOptions = {},
): Promise<PartialDependence> {
  const grid = valueGrid(getColumn(modelRows(model, table, allRows(table.rowCount)), column), points);
  const rows = modelRows(model, table, evenRows(table.rowCount, maxRows));
  const drawn = evenRows(rows.rowCount, curves);
  const result: PartialDependence = {
    column,
    grid,
    mean: [],
    low: [],
    high: [],
    curves: Array.from(drawn, () => []),
    nRows: rows.rowCount,
  };
  for (const [k, value] of grid.entries()) {
    const scores = Float64Array.from(model.score(withColumn(rows, constantColumn(getColumn(rows, column), rows.rowCount, value))));
    drawn.forEach((row, curve) => {
      result.curves[curve]?.push(scores[row] as number);
    });
    result.mean.push(scores.reduce((sum, score) => sum + score, 0) / scores.length);
    const sorted = scores.sort();
    result.low.push(quantile(sorted, 0.1));
    result.high.push(quantile(sorted, 0.9));
    await pause(control, "Dependence", (k + 1) / grid.length);
  }
  return result;
}
