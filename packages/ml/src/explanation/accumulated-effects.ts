import { getColumn, type Table } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { quantileGrid } from "./grid.ts";
import { evenRows, modelRows, type TableModel, withColumn } from "./table-model.ts";

export interface AccumulatedEffects {
  column: string;
  /** [intervals + 1] ascending; intervals hold about equally many rows. */
  edges: number[];
  /** [intervals + 1] the effect at each edge; its mean over the rows is 0. */
  effect: number[];
  /** [intervals] rows in each. */
  counts: number[];
}

export interface EffectsOptions extends RunControl {
  /** Intervals at most; 20 unless given. */
  intervals?: number;
  /** Rows at most, evenly spread; 2,000 unless given. */
  maxRows?: number;
}

/**
 * Accumulated local effects of a number: within each interval the mean over *its own* rows of score(upper edge) - score(lower edge), added up from
 * the left and centred. Rows are moved within their interval alone, so that no impossible applicants are made up.
 * @throws AppError "UNKNOWN_COLUMN", "INVALID_INPUT" for text columns (their values have no order: use `partialDependence`) or a column of one value,
 * "CANCELLED". Source: Apley and Zhu (2020), equation 16.
 */
export async function accumulatedEffects(
  model: TableModel,
  table: Table,
  column: string,
  { intervals = 20, maxRows = 2_000, ...control }: EffectsOptions = {},
): Promise<AccumulatedEffects> {
  const rows = modelRows(model, table, evenRows(table.rowCount, maxRows));
  const own = getColumn(rows, column);
  if (own.type === "STRING")
    throw invalidInput(`Accumulated effects need an order, and column '${column}' is text. Use partialDependence.`);
  const edges = quantileGrid(column, own.values, intervals);
  if (edges.length < 2)
    throw invalidInput(`Column '${column}' has one value only in these rows, so it has no effect to accumulate. Give other rows.`);
  const present = Int32Array.from(own.values.keys()).filter((row) => !Number.isNaN(own.values[row]));
  const kept = modelRows(model, rows, present);
  const values = present.length === own.values.length ? own.values : Float64Array.from(present, (row) => own.values[row] as number);
  const interval = Int32Array.from(values, (value) => intervalOf(edges, value));
  const atEdge = (side: 0 | 1) =>
    model.score(withColumn(kept, { name: column, type: own.type, values: Float64Array.from(interval, (k) => edges[k + side] as number) }));
  const low = atEdge(0);
  await pause(control, "Effects", 0.5);
  const high = atEdge(1);
  await pause(control, "Effects", 1);
  const counts = new Array<number>(edges.length - 1).fill(0);
  const sums = new Array<number>(edges.length - 1).fill(0);
  interval.forEach((k, i) => {
    counts[k] = (counts[k] as number) + 1;
    sums[k] = (sums[k] as number) + (high[i] as number) - (low[i] as number);
  });
  const effect = [0];
  for (const [k, sum] of sums.entries()) effect.push((effect[k] as number) + (counts[k] === 0 ? 0 : sum / (counts[k] as number)));
  // The mean over the rows, each taken halfway between its interval's ends.
  const centre = counts.reduce(
    (sum, count, k) => sum + (count / values.length) * (((effect[k] as number) + (effect[k + 1] as number)) / 2),
    0,
  );
  return { column, edges: [...edges], effect: effect.map((value) => value - centre), counts };
}

/** k with edges[k] < value <= edges[k + 1]; the smallest value falls in the first interval. */
function intervalOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle;
    else high = middle;
  }
  return low;
}
