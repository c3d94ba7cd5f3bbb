import { readTable } from "@plimsoll/features/files";
import { dayText, type MarketSeries, measureOf, type RangeMeasure, returnsOf, type SeriesTable, seriesOf } from "@plimsoll/ml";
import {
  AppError,
  type MarketSeriesSpec,
  type MarketSeriesSummary,
  type MeasureSpec,
  returnUnitOf,
  type SeriesPoint,
} from "@plimsoll/schema";
import { readReturns, type SeriesFile } from "./asset-returns.ts";

export interface ReadMarketSeries {
  series: MarketSeries;
  summary: MarketSeriesSummary;
  /** A return's place and the day on which it ends. */
  point(row: number): SeriesPoint;
}

/** One series of returns out of a stored file. @throws AppError as `seriesOf`, `returnsOf` and `measureOf`, naming the day of a price that is none. */
export function readMarketSeries(file: SeriesFile, spec: MarketSeriesSpec): Promise<ReadMarketSeries> {
  return spec.positions.length > 0 ? readPositions(file, spec) : readColumn(file, spec);
}

/** The daily profit of positions that are held as they are today. */
async function readPositions(file: SeriesFile, spec: MarketSeriesSpec): Promise<ReadMarketSeries> {
  const { returns, read, point } = await readReturns(file, { ...spec, assets: spec.positions.map(({ asset }) => asset) });
  const { nPeriods, values } = returns;
  const n = spec.positions.length;
  const profit = new Float64Array(nPeriods);
  spec.positions.forEach(({ amount }, i) => {
    for (let t = 0; t < nPeriods; t++) profit[t] = (profit[t] as number) + amount * (values[t * n + i] as number);
  });
  return {
    series: { returns: profit, measure: null },
    point,
    summary: { read, unit: returnUnitOf(spec), ...momentsOf(profit), ...zerosOf(profit) },
  };
}

async function readColumn(file: SeriesFile, spec: MarketSeriesSpec): Promise<ReadMarketSeries> {
  const { column, timeColumn, from, to, missing, values: kind, measure: measureSpec } = spec;
  const names = [...new Set([...(column === null ? [] : [column]), ...measureColumns(measureSpec)])];
  const wanted = new Set([...names, ...(timeColumn === null ? [] : [timeColumn])]);
  const table = await readTable(
    file.path,
    file.columns.filter(({ name }) => wanted.has(name)),
  );
  const read = seriesOf(table, { names, timeColumn, from, to, missing });
  const dayOf = (row: number) => (read.times ? dayText(read.times[row] as number) : null);
  const own = columnOf(read, names, column ?? "");
  const { returns, rows } = kind === "PRICES" ? pricesToReturns(own, spec, dayOf) : { returns: own, rows: Int32Array.from(own.keys()) };
  const measure = measureSpec && measured(measureSpec, read, names, dayOf);
  return {
    series: { returns, measure: measure && Float64Array.from(rows, (row) => measure[row] as number) },
    point: (row) => ({ at: row, day: dayOf(rows[row] as number) }),
    summary: {
      read: { nRows: read.nRows, nDropped: read.nDropped, from: dayOf(0), to: dayOf(read.nRows - 1) },
      unit: returnUnitOf(spec),
      ...momentsOf(returns),
      ...zerosOf(returns),
    },
  };
}

const columnOf = (read: SeriesTable, names: readonly string[], name: string): Float64Array =>
  read.values[names.indexOf(name)] ?? new Float64Array();

export function measureColumns(measure: MeasureSpec | null): string[] {
  if (!measure) return [];
  return measure.kind === "COLUMN" ? [measure.column] : [measure.open, measure.high, measure.low, measure.close];
}

function pricesToReturns(prices: Float64Array, { returns }: MarketSeriesSpec, dayOf: (row: number) => string | null) {
  return atDay(dayOf, () => returnsOf(prices, returns.toLowerCase() as Lowercase<typeof returns>));
}

function measured(spec: MeasureSpec, read: SeriesTable, names: readonly string[], dayOf: (row: number) => string | null): Float64Array {
  if (spec.kind === "COLUMN") {
    const own = columnOf(read, names, spec.column);
    const row = own.findIndex((value) => !(value >= 0));
    if (row < 0) return own.map((value) => value * spec.scale);
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `A measure of variance must not be negative. Column '${spec.column}' is ${own[row]} on ${dayOf(row) ?? `row ${row}`}. Correct the value or drop the row.`,
      { path: ["measure"], row },
    );
  }
  const of = (name: string) => columnOf(read, names, name);
  const prices = { open: of(spec.open), high: of(spec.high), low: of(spec.low), close: of(spec.close) };
  return atDay(dayOf, () => measureOf(spec.measure as RangeMeasure, prices));
}

/** Puts the day of the row that an error is about into its words. */
function atDay<T>(dayOf: (row: number) => string | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const row = error instanceof AppError ? error.context.row : null;
    const day = typeof row === "number" ? dayOf(row) : null;
    if (!(error instanceof AppError) || day === null) throw error;
    const { code, kind, message, context } = error;
    throw new AppError(code, kind, message.replace(`Row ${row} `, `Row ${row} (${day}) `), { ...context, day }, { cause: error });
  }
}

/** Moments of returns; skewness and kurtosis of the sample, 0 and 3 where it does not vary. */
function momentsOf(
  returns: Float64Array,
): Pick<MarketSeriesSummary, "nReturns" | "mean" | "deviation" | "min" | "max" | "skewness" | "kurtosis"> {
  const n = returns.length;
  const mean = returns.reduce((sum, value) => sum + value / n, 0);
  const central = (power: number) => returns.reduce((sum, value) => sum + (value - mean) ** power / n, 0);
  const square = central(2);
  return {
    nReturns: n,
    mean,
    deviation: n > 1 ? Math.sqrt((square * n) / (n - 1)) : 0,
    min: returns.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    max: returns.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    skewness: square > 0 ? central(3) / square ** 1.5 : 0,
    kurtosis: square > 0 ? central(4) / square ** 2 : 3,
  };
}

function zerosOf(returns: Float64Array): Pick<MarketSeriesSummary, "nZero" | "longestZeroRun"> {
  let [nZero, run, longestZeroRun] = [0, 0, 0];
  for (const value of returns) {
    run = value === 0 ? run + 1 : 0;
    nZero += Number(value === 0);
    longestZeroRun = Math.max(longestZeroRun, run);
  }
  return { nZero, longestZeroRun };
}
