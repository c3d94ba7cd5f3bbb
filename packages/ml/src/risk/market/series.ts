import { AppError } from "@plimsoll/schema";

/** Fewer different values than this are no market series but a constant or a switch. */
const MIN_DISTINCT = 3;
/** Standard deviations within which a variance's square, and its inverse, are still numbers. */
const [SMALLEST, LARGEST] = [1e-60, 1e60];

export interface SeriesMoments {
  mean: number;
  /** Standard deviation, ddof 0. */
  deviation: number;
}

/**
 * What every model of this folder asks of a series before it reads it.
 * @throws AppError "INVALID_INPUT" if a value is not finite (naming its row), there are fewer than `minimum`, or the unit is so small or large
 * that squares of variances leave the range of numbers; "DEGENERATE_SERIES" if the series is constant or has fewer than three different values, as
 * a market that did not trade or a cell filled forward has.
 */
export function checkSeries(values: ArrayLike<number>, { name, minimum }: { name: string; minimum: number }): SeriesMoments {
  const n = values.length;
  if (n < minimum)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `'${name}' needs at least ${minimum} values for this model. Got ${n}; give a longer series.`,
    );
  const distinct = new Set<number>();
  let mean = 0;
  for (let t = 0; t < n; t++) {
    const value = values[t] as number;
    if (!Number.isFinite(value)) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `'${name}' must be finite. Row ${t} is ${value}; drop or fill missing days first (returnsOf does so).`,
        { row: t },
      );
    }
    if (distinct.size < MIN_DISTINCT) distinct.add(value);
    mean += value / n;
  }
  let square = 0;
  for (let t = 0; t < n; t++) square += ((values[t] as number) - mean) ** 2 / n;
  const deviation = Math.sqrt(square);
  if (distinct.size < MIN_DISTINCT || !(deviation > 1e-14 * Math.abs(mean))) {
    throw new AppError(
      "DEGENERATE_SERIES",
      "data",
      `'${name}' has ${distinct.size} different value(s) in ${n} rows: there is no variance to model. Check for prices that were filled forward.`,
    );
  }
  if (deviation < SMALLEST || deviation > LARGEST)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `'${name}' has a standard deviation of ${deviation.toPrecision(3)}, which must lie in [${SMALLEST}, ${LARGEST}]. Give returns in another unit, such as decimals.`,
    );
  return { mean, deviation };
}

/**
 * Refuses a series of which more than half is one value, as of a stock that mostly does not move: a density fitted to it piles up on that value,
 * and its likelihood has no maximum. Found by a vote in which each value cancels another.
 * @throws AppError "DEGENERATE_SERIES" naming the value and its share.
 */
export function checkNoMajority(values: ArrayLike<number>, name: string): void {
  let [candidate, votes, count] = [Number.NaN, 0, 0];
  for (let t = 0; t < values.length; t++) {
    if (votes === 0) candidate = values[t] as number;
    votes += values[t] === candidate ? 1 : -1;
  }
  for (let t = 0; t < values.length; t++) count += Number(values[t] === candidate);
  if (2 * count <= values.length) return;
  throw new AppError(
    "DEGENERATE_SERIES",
    "data",
    `${count} of ${values.length} values of '${name}' are ${candidate}: no density fits such a series. Use historical simulation, or returns over several days.`,
  );
}

/** A market series as models of this folder read it, oldest first. */
export interface MarketSeries {
  /** [n] returns of any unit; variances come in its square. */
  returns: Float64Array;
  /** [n] variance of the same day from its range or its intraday returns (`measureOf`), in squared units of the returns; null where only closes are known. */
  measure: Float64Array | null;
}

export const RETURN_KINDS = ["log", "simple", "difference"] as const;
export type ReturnKind = (typeof RETURN_KINDS)[number];

export interface ReturnSeries {
  /** [m] decimals (log, simple) or the prices' own unit (difference). */
  returns: Float64Array;
  /** [m] the row of prices that each return ends with. */
  rows: Int32Array;
  /** Days without a price, which the next return spans. */
  nMissing: number;
  /** Returns of exactly zero, and the longest unbroken run of them: prices that were filled forward, or a market that stood still. */
  nZero: number;
  longestZeroRun: number;
}

/**
 * Returns of a price series: ln(P_t / P_s), P_t / P_s - 1 or P_t - P_s, s being the last day before t with a price.
 * @param prices [n], oldest first; NaN = no price that day. The return after a gap spans the gap, as the loss of who held through it did.
 * @throws AppError "INVALID_INPUT" if a price is infinite, if fewer than two days have a price, or if log or simple returns meet a price that is not
 * positive (crude oil settled at -37.63 USD in April 2020): differences are defined for those.
 */
export function returnsOf(prices: ArrayLike<number>, kind: ReturnKind): ReturnSeries {
  const rows: number[] = [];
  const returns: number[] = [];
  let [last, nMissing, nZero, run, longestZeroRun] = [Number.NaN, 0, 0, 0, 0];
  for (let t = 0; t < prices.length; t++) {
    const price = prices[t] as number;
    if (Number.isNaN(price)) {
      nMissing++;
      continue;
    }
    if (!Number.isFinite(price)) throw priceError(t, price, "must be finite");
    if (kind !== "difference" && price <= 0)
      throw priceError(t, price, `must be positive for ${kind} returns; use kind 'difference', which is defined for any price`);
    if (!Number.isNaN(last)) {
      const value = kind === "log" ? Math.log(price / last) : kind === "simple" ? price / last - 1 : price - last;
      run = value === 0 ? run + 1 : 0;
      nZero += Number(value === 0);
      longestZeroRun = Math.max(longestZeroRun, run);
      returns.push(value);
      rows.push(t);
    }
    last = price;
  }
  if (returns.length === 0) throw new AppError("INVALID_INPUT", "input", "A return needs two days with a price. Give a longer series.");
  return { returns: Float64Array.from(returns), rows: Int32Array.from(rows), nMissing, nZero, longestZeroRun };
}

const priceError = (row: number, price: number, what: string) =>
  new AppError("INVALID_INPUT", "input", `Prices ${what}. Row ${row} is ${price}.`, { row });
