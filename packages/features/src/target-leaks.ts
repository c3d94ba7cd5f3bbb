import type { SuspectedLeak } from "@plimsoll/schema";
import type { Column } from "./table.ts";
import type { FitTarget } from "./transforms/transform.ts";

/** Fewer rows, or fewer of a class, tell nothing of a column. */
const LEAST_ROWS = 50;
const LEAST_OF_CLASS = 10;
/** Numbers with so many values at most are looked at value by value too, as codes are. */
const MOST_CODES = 50;
/** Bins of many numbers at most, and rows in each at least. */
const BINS = 100;
const BIN_ROWS = 5;
/** What no honest column reaches alone. A forecast's last values come near to its next: only a copy of the target goes beyond. */
const BOUND = { BINARY: 0.99, MULTICLASS: 0.97, REGRESSION: 0.9999, FORECAST: 0.999_999 } as const;

/**
 * Columns that alone tell the target, as those do that were filled in once the outcome was known.
 * BINARY: area under the ROC curve of the column's numbers, whichever way they point, missing cells below or above all others; of its
 * texts and codes that of the positive share among the other rows of the same value. At least 0.99.
 * MULTICLASS: share of the rows beyond the largest class that the most frequent class among the other rows of the same value names
 * rightly, (accuracy - majority) / (1 - majority); numbers in up to 100 bins of equal size. At least 0.97.
 * REGRESSION, FORECAST: R2 of a straight line through the present cells, at least 0.9999 and 0.999999.
 * @param columns [n] cells of the rows looked at. @param target of the same rows.
 * @returns the suspects, strongest first; none for fewer than 50 rows, or a BINARY class with fewer than 10.
 */
export function suspectLeaks(columns: readonly Column[], target: FitTarget): SuspectedLeak[] {
  const { task, values } = target;
  if (task === "ANOMALY" || values.length < LEAST_ROWS) return [];
  const found = columns.flatMap((column): SuspectedLeak[] => {
    const [metric, value] = strengthOf(column, target);
    return value >= BOUND[task] ? [{ column: column.name, metric, value }] : [];
  });
  return found.sort((a, b) => b.value - a.value);
}

function strengthOf(column: Column, { task, values, labels }: FitTarget): [SuspectedLeak["metric"], number] {
  if (task === "BINARY") {
    const nPositive = Array.from(values).reduce((sum, y) => sum + y, 0);
    if (Math.min(nPositive, values.length - nPositive) < LEAST_OF_CLASS) return ["auc", 0.5];
    return ["auc", Math.max(column.type === "STRING" ? 0 : rankedAuc(column.values, values), codedAuc(column, values))];
  }
  if (task === "MULTICLASS") return ["accuracy_gain", classGain(levelsOf(column, true), values, labels.length)];
  return ["r2", column.type === "STRING" ? 0 : lineR2(column.values, values)];
}

/** AUC of the numbers themselves, missing ones as the least or the largest. */
function rankedAuc(cells: Float64Array, y: ArrayLike<number>): number {
  const of = (missing: number): number => {
    const auc = aucOf(
      cells.map((cell) => (Number.isNaN(cell) ? missing : cell)),
      y,
    );
    return Math.max(auc, 1 - auc);
  };
  return cells.some(Number.isNaN) ? Math.max(of(Number.NEGATIVE_INFINITY), of(Number.POSITIVE_INFINITY)) : of(0);
}

/** AUC of the share of positives among the other rows of the same value: what a value of one row alone says is nothing. */
function codedAuc(column: Column, y: ArrayLike<number>): number {
  const levels = levelsOf(column, false);
  if (!levels) return 0;
  const [counts, sums] = [new Map<number, number>(), new Map<number, number>()];
  levels.forEach((level, i) => {
    counts.set(level, (counts.get(level) ?? 0) + 1);
    sums.set(level, (sums.get(level) ?? 0) + (y[i] as number));
  });
  const prior = Array.from(y).reduce((sum, value) => sum + value, 0) / y.length;
  const share = Float64Array.from(levels, (level, i) => {
    const others = (counts.get(level) ?? 0) - 1;
    return others === 0 ? prior : ((sums.get(level) ?? 0) - (y[i] as number)) / others;
  });
  return aucOf(share, y);
}

/** The value that each cell has, as a number of its own. @param binned numbers of many values in bins, instead of none at all. */
function levelsOf(column: Column, binned: boolean): Float64Array | null {
  if (column.type === "STRING") return Float64Array.from(column.codes);
  const distinct = new Set<number>();
  for (let i = 0; i < column.values.length && distinct.size <= MOST_CODES; i++) distinct.add(column.values[i] as number);
  if (distinct.size <= MOST_CODES) return column.values.map((cell) => (Number.isNaN(cell) ? Number.NEGATIVE_INFINITY : cell));
  if (!binned) return null;
  const sorted = column.values.filter((cell) => !Number.isNaN(cell)).sort();
  const bins = Math.min(BINS, Math.floor(sorted.length / BIN_ROWS));
  const edges = Array.from({ length: Math.max(0, bins - 1) }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / bins)] as number);
  const binOf = (cell: number): number => {
    const at = edges.findIndex((edge) => cell < edge);
    return at < 0 ? edges.length : at;
  };
  return column.values.map((cell) => (Number.isNaN(cell) ? -1 : binOf(cell)));
}

function classGain(levels: Float64Array | null, y: ArrayLike<number>, nClasses: number): number {
  if (!levels) return 0;
  const counts = new Map<number, Float64Array>();
  const all = new Float64Array(nClasses);
  levels.forEach((level, i) => {
    const own = counts.get(level) ?? new Float64Array(nClasses);
    counts.set(level, own);
    const k = y[i] as number;
    own[k] = (own[k] as number) + 1;
    all[k] = (all[k] as number) + 1;
  });
  let right = 0;
  levels.forEach((level, i) => {
    const own = counts.get(level) as Float64Array;
    const k = y[i] as number;
    // The row itself does not vote.
    const votes = (own[k] as number) - 1;
    if (votes > 0 && own.every((count, other) => other === k || count < votes)) right++;
  });
  const majority = Math.max(...all) / y.length;
  return majority < 1 ? (right / y.length - majority) / (1 - majority) : 0;
}

function lineR2(cells: Float64Array, y: ArrayLike<number>): number {
  const rows = Array.from(cells, (_, i) => i).filter((i) => !Number.isNaN(cells[i]));
  const n = rows.length;
  if (n < LEAST_ROWS) return 0;
  const mean = (values: ArrayLike<number>) => rows.reduce((sum, i) => sum + (values[i] as number), 0) / n;
  const [mx, my] = [mean(cells), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const i of rows) {
    const [dx, dy] = [(cells[i] as number) - mx, (y[i] as number) - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy ** 2 / (xx * yy) : 0;
}

/** Area under the ROC curve by ranks, ties count one half. */
function aucOf(score: Float64Array, y: ArrayLike<number>): number {
  const order = Array.from(score, (_, i) => i).sort((a, b) => compare(score[a] as number, score[b] as number));
  let [rankSum, nPositive] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && score[order[to] as number] === score[order[from] as number]) to++;
    for (let at = from; at < to; at++) {
      if (y[order[at] as number] !== 1) continue;
      rankSum += (from + to + 1) / 2;
      nPositive++;
    }
    from = to;
  }
  return (rankSum - (nPositive * (nPositive + 1)) / 2) / (nPositive * (score.length - nPositive));
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
