import { cellText, getColumn, type MarketIndicatorsInput, marketIndicators, type Table, timeValues } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../../evaluation/inputs.ts";

/** What is predicted, and from what. */
export interface PanelSpec {
  /** Time, series, quotes and the indicators that are features, as `marketIndicators` takes them; quotes.close is needed. */
  indicators: MarketIndicatorsInput;
  /** Numeric columns of the table that are features beside the indicators. */
  columns?: readonly string[];
  /** Days that the predicted return spans. */
  horizon: number;
  /** Days from the row whose close is the last thing known to the close at which a trade is made. One when nothing is said. */
  lag: number;
}

/** One asset's days, oldest first; every array [days]. */
export interface PanelAsset {
  name: string;
  /** Place of each day among all days of the panel. */
  day: Int32Array;
  close: Float64Array;
  /** One array for each feature; NaN where it is not defined. */
  features: Float64Array[];
  /** P(t + lag + h) / P(t + lag) - 1, the return that a trade decided at t earns; NaN where the series ends before. */
  forward: Float64Array;
}

export interface Panel {
  /** [days] moments, ascending, milliseconds since 1970. */
  days: Float64Array;
  featureNames: string[];
  assets: PanelAsset[];
  horizon: number;
  lag: number;
}

/**
 * A table of quotes as a panel: features of each asset's day from that day and earlier ones, and the return that follows.
 * @throws AppError "INVALID_INPUT" for a horizon or lag out of range, no features, a close that is not positive, and as `marketIndicators`;
 * "UNKNOWN_COLUMN", "TYPE_MISMATCH".
 */
export function buildPanel(table: Table, spec: PanelSpec): Panel {
  const { indicators, columns = [], horizon, lag } = spec;
  checkRange("horizon", horizon, 1, 250);
  checkRange("lag", lag, 0, 20);
  const closeName = indicators.quotes?.close;
  if (!closeName) throw invalidInput("Name the column of closing prices as quotes.close: the return to be predicted is made from it.");
  const close = numeric(table, closeName);
  const computed = marketIndicators(table, indicators);
  const features = [
    ...computed.map(({ name, values }) => ({ name, values })),
    ...columns.map((name) => ({ name, values: numeric(table, name) })),
  ];
  const times = timeValues(table, indicators.time);
  const days = Float64Array.from(new Set(times)).sort();
  const place = new Map(Array.from(days, (day, at) => [day, at]));
  const keys = (indicators.series ?? []).map((name) => getColumn(table, name));
  const groups = new Map<string, number[]>();
  for (const row of Uint32Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number))) {
    if (Number.isNaN(close[row])) continue;
    const key = keys.length === 0 ? "series" : keys.map((column) => cellText(column, row) ?? "").join(" | ");
    const own = groups.get(key);
    if (own) own.push(row);
    else groups.set(key, [row]);
  }
  const assets = [...groups].map(([name, rows]) =>
    assetOf(name, rows, { times, place, close, features: features.map(({ values }) => values), horizon, lag }),
  );
  return { days, featureNames: features.map(({ name }) => name), assets, horizon, lag };
}

interface Sources {
  times: Float64Array;
  place: ReadonlyMap<number, number>;
  close: Float64Array;
  features: Float64Array[];
  horizon: number;
  lag: number;
}

function assetOf(name: string, rows: readonly number[], { times, place, close, features, horizon, lag }: Sources): PanelAsset {
  const prices = Float64Array.from(rows, (row) => close[row] as number);
  const bad = prices.findIndex((price) => !(price > 0));
  if (bad >= 0) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Closing prices must be positive to make returns of. Row ${rows[bad]} ('${name}') has ${prices[bad]}.`,
      {
        row: rows[bad],
      },
    );
  }
  return {
    name,
    day: Int32Array.from(rows, (row) => place.get(times[row] as number) as number),
    close: prices,
    features: features.map((values) => Float64Array.from(rows, (row) => values[row] as number)),
    forward: prices.map((_, t) =>
      t + lag + horizon < prices.length ? (prices[t + lag + horizon] as number) / (prices[t + lag] as number) - 1 : Number.NaN,
    ),
  };
}

function numeric(table: Table, name: string): Float64Array {
  const column = getColumn(table, name);
  if (column.type === "INTEGER" || column.type === "FLOAT" || column.type === "BOOLEAN") return column.values;
  throw new AppError("TYPE_MISMATCH", "input", `Column '${name}' is ${column.type}; a price or a feature is a number.`, {
    columns: [name],
  });
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw invalidInput(`'${name}' must be a whole number of days in [${low}, ${high}]. Got ${value}.`);
}
