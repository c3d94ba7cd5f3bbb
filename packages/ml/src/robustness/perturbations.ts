import { type Column, createRng, type Rng, type Table } from "@plimsoll/features";
import { checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { auc } from "../evaluation/ranking.ts";
import { evenRows, modelRows, type TableModel } from "../explanation/table-model.ts";
import { pause, type RunControl } from "../risk/run-control.ts";

/** How a model holds when its input is disturbed. */
export interface PerturbationResult {
  /** How strong: standard deviations of noise, or the share of cells taken away. */
  level: number;
  quality: number;
  /** Quality undisturbed less quality now. */
  loss: number;
  /** Mean absolute change of the score. */
  meanChange: number;
  /** Share of rows whose decision turned. */
  flipped: number;
}

export interface PerturbationReport {
  quality: number;
  noise: PerturbationResult[];
  missing: PerturbationResult[];
  /** Each feature taken away from every row, the greatest loss first. */
  without: (Omit<PerturbationResult, "level"> & { feature: string })[];
  nRows: number;
}

export interface PerturbationOptions extends RunControl {
  /** [rowCount] 1 = the event one fears. */
  y: Values;
  /** Declined when score >= threshold. */
  threshold: number;
  /** Standard deviations of a column that noise has; 0.01, 0.05, 0.1 and 0.25 unless given. */
  noiseLevels?: readonly number[];
  /** Shares of cells taken away; 0.05, 0.1, 0.25 and 0.5 unless given. */
  missingShares?: readonly number[];
  /** Rows at most, evenly spread; 5,000 unless given. */
  maxRows?: number;
  seed?: number;
  /** How good scores are, higher = better; the area under the ROC curve unless given. */
  quality?: (y: Values, score: Values) => number;
}

/**
 * Noise and missing features: normal noise on every number in units of its column's standard deviation, cells taken away at random, and every feature
 * taken away in turn. A cell taken away is missing, as a caller would send it; the pipeline fills it as it always does.
 * @param table rows that the model was not trained on.
 * @throws AppError "INVALID_INPUT" for sizes or levels out of range, as `quality`; "CANCELLED".
 */
export async function perturbationReport(
  model: TableModel,
  table: Table,
  {
    y,
    threshold,
    noiseLevels = [0.01, 0.05, 0.1, 0.25],
    missingShares = [0.05, 0.1, 0.25, 0.5],
    maxRows = 5_000,
    seed = 1,
    quality = auc,
    ...control
  }: PerturbationOptions,
): Promise<PerturbationReport> {
  checkSameLength("y", y.length, "table", table.rowCount);
  if (noiseLevels.some((level) => !(level >= 0)) || missingShares.some((share) => !(share >= 0 && share <= 1)))
    throw invalidInput("Noise levels must be at least 0 and missing shares in [0, 1].");
  const chosen = evenRows(table.rowCount, maxRows);
  const rows = modelRows(model, table, chosen);
  const labels = Float64Array.from(chosen, (row) => y[row] as number);
  const before = Float64Array.from(model.score(rows));
  const whole = quality(labels, before);
  const resultOf = (disturbed: Table): Omit<PerturbationResult, "level"> => {
    const after = model.score(disturbed);
    let [change, flipped] = [0, 0];
    for (const [i, score] of before.entries()) {
      change += Math.abs((after[i] as number) - score);
      if (score >= threshold !== (after[i] as number) >= threshold) flipped++;
    }
    const own = quality(labels, after);
    return { quality: own, loss: whole - own, meanChange: change / before.length, flipped: flipped / before.length };
  };
  const steps = noiseLevels.length + missingShares.length + model.features.length;
  let done = 0;
  const next = () => pause(control, "Robustness", ++done / steps);
  const report: PerturbationReport = { quality: whole, noise: [], missing: [], without: [], nRows: rows.rowCount };
  for (const level of noiseLevels) {
    report.noise.push({ level, ...resultOf(withNoise(rows, level, createRng(seed))) });
    await next();
  }
  for (const level of missingShares) {
    report.missing.push({ level, ...resultOf(withGaps(rows, level, createRng(seed))) });
    await next();
  }
  for (const { name, columns } of model.features) {
    report.without.push({ feature: name, ...resultOf(withoutColumns(rows, new Set(columns))) });
    await next();
  }
  report.without.sort((a, b) => b.loss - a.loss);
  return report;
}

/** Every present number of INTEGER and FLOAT columns with normal noise of `level` standard deviations of its column. */
export function withNoise({ rowCount, columns }: Table, level: number, rng: Rng): Table {
  return {
    rowCount,
    columns: columns.map((column): Column => {
      if (column.type !== "INTEGER" && column.type !== "FLOAT") return column;
      const deviation = level * standardDeviation(column.values);
      return { ...column, values: column.values.map((value) => value + deviation * rng.normal()) };
    }),
  };
}

/** Each cell missing with the given probability. */
export const withGaps = ({ rowCount, columns }: Table, share: number, rng: Rng): Table => ({
  rowCount,
  columns: columns.map((column) => emptied(column, () => rng.next() < share)),
});

export const withoutColumns = ({ rowCount, columns }: Table, names: ReadonlySet<string>): Table => ({
  rowCount,
  columns: columns.map((column) => (names.has(column.name) ? emptied(column, () => true) : column)),
});

const emptied = (column: Column, isEmpty: () => boolean): Column =>
  column.type === "STRING"
    ? { ...column, codes: column.codes.map((code) => (isEmpty() ? -1 : code)) }
    : { ...column, values: column.values.map((value) => (isEmpty() ? Number.NaN : value)) };

function standardDeviation(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return 0;
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  return Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length);
}
