import type { ColumnSchema } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { type AssetReturns, dayText, returnsOfPrices, seriesOf } from "@plimsoll/ml";
import type { MissingRows, ReadSeries, SeriesPoint, SeriesRows, SeriesValues } from "@plimsoll/schema";

/** Which file holds the series, and its columns. */
export interface SeriesFile {
  path: string;
  columns: ColumnSchema[];
}

export interface ReadReturns {
  returns: AssetReturns;
  read: ReadSeries;
  /** The end of a period: its place among the periods, and its day. */
  point(period: number): SeriesPoint;
  /** [nPeriods] milliseconds since 1970 at which each period ends; null without a time column. */
  times: Float64Array | null;
}

interface AssetSelection extends SeriesRows {
  assets: readonly string[];
  values: SeriesValues;
  missing: MissingRows;
}

/** Simple returns of several assets from a stored file. @throws AppError as `seriesOf` and `returnsOfPrices`. */
export async function readReturns(file: SeriesFile, selection: AssetSelection): Promise<ReadReturns> {
  const { assets, values: kind, timeColumn, from, to, missing } = selection;
  const wanted = new Set([...assets, ...(timeColumn === null ? [] : [timeColumn])]);
  const table = await readTable(
    file.path,
    file.columns.filter(({ name }) => wanted.has(name)),
  );
  const series = seriesOf(table, { names: assets, timeColumn, from, to, missing });
  const returns = kind === "PRICES" ? returnsOfPrices(assets, series.values) : interleaved(assets, series.values, kind === "LOG_RETURNS");
  // A return belongs to the day on which it ends.
  const times = series.times && (kind === "PRICES" ? series.times.subarray(1) : series.times);
  const dayOf = (moments: Float64Array | null, at: number) => (moments ? dayText(moments[at] as number) : null);
  return {
    returns,
    times,
    read: {
      nRows: series.nRows,
      nDropped: series.nDropped,
      from: dayOf(series.times, 0),
      to: dayOf(series.times, series.nRows - 1),
    },
    point: (period) => ({ at: period, day: dayOf(times, period) }),
  };
}

function interleaved(assets: readonly string[], series: readonly Float64Array[], isLog: boolean): AssetReturns {
  const n = assets.length;
  const nPeriods = series[0]?.length ?? 0;
  const values = new Float64Array(nPeriods * n);
  series.forEach((own, i) => {
    for (let t = 0; t < nPeriods; t++) values[t * n + i] = isLog ? Math.expm1(own[t] as number) : (own[t] as number);
  });
  return { assets, nPeriods, values };
}
