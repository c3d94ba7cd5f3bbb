import { type Column, getColumn, levelCounts, type Table } from "@plimsoll/features";
import { checkFinite, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { quantileGrid } from "../explanation/grid.ts";
import { studentSf } from "../numeric/distributions.ts";
import { pause, type RunControl } from "../risk/run-control.ts";

/** A part of the rows on which a model does worse than on the rest. */
export interface WeakSpot {
  /** What its rows have in common: one or two conditions. */
  conditions: { column: string; text: string }[];
  nRows: number;
  /** Mean loss inside and on all other rows. */
  loss: number;
  lossOutside: number;
  /** (inside - outside) / pooled standard deviation. */
  effect: number;
  /** One-sided Welch test that the loss inside is larger, before and after Holm's correction for all parts looked at. */
  pValue: number;
  pAdjusted: number;
}

export interface WeakSpotOptions extends RunControl {
  /** [rowCount] loss of each row, higher = worse; e.g. `logLosses`. */
  losses: Values;
  /** Columns to cut by; all of the table unless given. */
  columns?: readonly string[];
  /** Rows of a part at least; 2 % and 30 unless given. */
  minRows?: number;
  /** Parts of a number; 4 unless given. */
  intervals?: number;
  /** Effect at least; 0.1 unless given. */
  minEffect?: number;
  /** Level of the corrected test; 0.05 unless given. */
  significance?: number;
  /** Spots to return at most; 20 unless given. */
  most?: number;
}

interface Slice {
  conditions: WeakSpot["conditions"];
  rows: Int32Array;
}

/** Single parts that pairs are made of, the worst first: pairs grow with the square. */
const PAIRED = 40;
const MOST_LEVELS = 20;

/**
 * Subgroups on which the model is weak: parts by one column (quantiles of numbers, frequent texts, missing cells) and by two, of which the loss is larger than
 * elsewhere, beyond chance after correction. A pair is told only where it is worse than both of its parts.
 * @returns by effect, largest first. @throws AppError "INVALID_INPUT" for sizes or options out of range, "UNKNOWN_COLUMN", "CANCELLED".
 * Source: Chung et al. (2020), "Slice Finder", with Holm's correction.
 */
export async function weakSpots(
  table: Table,
  { losses, columns, minRows, intervals = 4, minEffect = 0.1, significance = 0.05, most = 20, ...control }: WeakSpotOptions,
): Promise<WeakSpot[]> {
  checkSameLength("losses", losses.length, "table", table.rowCount);
  checkFinite("losses", losses);
  const least = minRows ?? Math.max(30, Math.ceil(0.02 * table.rowCount));
  if (!(least >= 2)) throw invalidInput(`'minRows' must be at least 2. Got ${least}.`);
  const names = columns ?? table.columns.map(({ name }) => name);
  const singles = names
    .flatMap((name) => slicesOf(getColumn(table, name), intervals))
    .filter(({ rows }) => rows.length >= least && rows.length < table.rowCount);
  const total = momentsOf(losses, null);
  const judged = singles.map((slice) => ({ slice, spot: judge(slice, losses, total) }));
  await pause(control, "Weak spots", 0.3);
  const worst = judged.toSorted((a, b) => b.spot.effect - a.spot.effect).slice(0, PAIRED);
  const effectOf = new Map(judged.map(({ slice, spot }) => [slice, spot.effect]));
  for (const [i, a] of worst.entries()) {
    for (const b of worst.slice(i + 1)) {
      if (a.slice.conditions[0]?.column === b.slice.conditions[0]?.column) continue;
      const rows = common(a.slice.rows, b.slice.rows);
      if (rows.length < least) continue;
      const slice = { conditions: [...a.slice.conditions, ...b.slice.conditions], rows };
      const spot = judge(slice, losses, total);
      if (spot.effect > (effectOf.get(a.slice) ?? 0) && spot.effect > (effectOf.get(b.slice) ?? 0)) judged.push({ slice, spot });
    }
    await pause(control, "Weak spots", 0.3 + (0.7 * (i + 1)) / worst.length);
  }
  const spots = judged.map(({ spot }) => spot);
  adjust(spots, spots.length);
  return spots
    .filter(({ effect, pAdjusted }) => effect >= minEffect && pAdjusted < significance)
    .sort((a, b) => b.effect - a.effect)
    .slice(0, most);
}

function slicesOf(column: Column, intervals: number): Slice[] {
  const { name } = column;
  const rowsWhere = (keep: (row: number) => boolean): Int32Array => {
    const n = column.type === "STRING" ? column.codes.length : column.values.length;
    return Int32Array.from({ length: n }, (_row, row) => row).filter(keep);
  };
  const slice = (text: string, keep: (row: number) => boolean): Slice => ({ conditions: [{ column: name, text }], rows: rowsWhere(keep) });
  if (column.type === "STRING") {
    const levels = levelCounts([column]).slice(0, MOST_LEVELS);
    return [
      ...levels.map(({ text }) => slice(`= ${text}`, (row) => column.dictionary[column.codes[row] ?? -1] === text)),
      slice("is missing", (row) => column.codes[row] === -1),
    ];
  }
  const { values } = column;
  const missing = slice("is missing", (row) => Number.isNaN(values[row]));
  if (missing.rows.length === values.length) return [missing];
  const distinct = new Set(values);
  distinct.delete(Number.NaN);
  if (distinct.size <= MOST_LEVELS / 2 || column.type === "BOOLEAN")
    return [...[...distinct].sort((a, b) => a - b).map((value) => slice(`= ${value}`, (row) => values[row] === value)), missing];
  const edges = quantileGrid(name, values, intervals);
  const parts = Array.from({ length: edges.length - 1 }, (_part, k) => {
    const [from, to] = [edges[k] as number, edges[k + 1] as number];
    const isFirst = k === 0;
    return slice(
      isFirst ? `<= ${to}` : `> ${from} and <= ${to}`,
      (row) => (isFirst || (values[row] as number) > from) && (values[row] as number) <= to,
    );
  });
  return [...parts, missing];
}

interface Moments {
  n: number;
  sum: number;
  squares: number;
}

function momentsOf(losses: Values, rows: Int32Array | null): Moments {
  let [sum, squares] = [0, 0];
  const n = rows ? rows.length : losses.length;
  for (let k = 0; k < n; k++) {
    const loss = losses[rows ? (rows[k] as number) : k] as number;
    sum += loss;
    squares += loss * loss;
  }
  return { n, sum, squares };
}

function judge({ conditions, rows }: Slice, losses: Values, total: Moments): WeakSpot {
  const inside = momentsOf(losses, rows);
  const outside = { n: total.n - inside.n, sum: total.sum - inside.sum, squares: total.squares - inside.squares };
  const [meanIn, meanOut] = [inside.sum / inside.n, outside.sum / outside.n];
  const varianceOf = ({ n, sum, squares }: Moments): number => Math.max(0, (squares - (sum * sum) / n) / Math.max(1, n - 1));
  const [varIn, varOut] = [varianceOf(inside), varianceOf(outside)];
  const pooled = Math.sqrt((varIn + varOut) / 2);
  const [a, b] = [varIn / inside.n, varOut / outside.n];
  const error = Math.sqrt(a + b);
  const difference = meanIn - meanOut;
  // Welch and Satterthwaite's degrees of freedom.
  const freedom = error === 0 ? 1 : (a + b) ** 2 / (a ** 2 / Math.max(1, inside.n - 1) + b ** 2 / Math.max(1, outside.n - 1));
  const pValue = error === 0 ? Number(difference <= 0) : studentSf(difference / error, freedom);
  return {
    conditions,
    nRows: inside.n,
    loss: meanIn,
    lossOutside: meanOut,
    effect: pooled === 0 ? 0 : difference / pooled,
    pValue,
    pAdjusted: 1,
  };
}

/** Rows of both, each ascending. */
function common(a: Int32Array, b: Int32Array): Int32Array {
  const other = new Set(b);
  return a.filter((row) => other.has(row));
}

/** Holm's step-down correction for the parts that were tested, in place. */
function adjust(spots: readonly WeakSpot[], tests: number): void {
  let reached = 0;
  [...spots]
    .sort((a, b) => a.pValue - b.pValue)
    .forEach((spot, rank) => {
      reached = Math.max(reached, Math.min(1, spot.pValue * (tests - rank)));
      spot.pAdjusted = reached;
    });
}
