import { AppError } from "@plimsoll/schema";

/** Trading days of a week and a month. */
export const WEEK = 5;
export const MONTH = 22;

/** A day's measure counts at least this share of its month's mean where its logarithm is taken: a day without a range has none. */
const LOG_FLOOR = 0.01;

/** Means of the measure over the last day, week and month before each row, from row 22 on. Source: Corsi (2009). */
export interface HarTerms {
  /** [n + 1] each: entry o knows the rows before o; NaN before row 22. */
  day: Float64Array;
  week: Float64Array;
  month: Float64Array;
}

/** @param measure [n]. The running sums are taken anew at each row, so that rounding does not add up. */
export function harTerms(measure: Float64Array): HarTerms {
  const n = measure.length;
  const mean = (days: number) =>
    Float64Array.from({ length: n + 1 }, (_, o) => {
      if (o < MONTH) return Number.NaN;
      let sum = 0;
      for (let k = 1; k <= days; k++) sum += measure[o - k] as number;
      return sum / days;
    });
  return { day: mean(1), week: mean(WEEK), month: mean(MONTH) };
}

/**
 * The logarithms of the three terms, [n + 1] each. A day or week of less than 1 % of its month's mean (high = low on a holiday) counts as 1 %.
 * @throws AppError "DEGENERATE_SERIES" where a whole month has no range, naming the row.
 */
export function logTerms({ day, week, month }: HarTerms): HarTerms {
  const log = (values: Float64Array) =>
    values.map((value, o) => {
      const whole = month[o] as number;
      if (whole === 0) {
        throw new AppError(
          "DEGENERATE_SERIES",
          "data",
          `The measure is zero on all ${MONTH} days before row ${o}: high and low are equal there. Start the series after that stretch, or use a model of returns.`,
          { row: o },
        );
      }
      return Math.log(Math.max(value, LOG_FLOOR * whole));
    });
  return { day: log(day), week: log(week), month: log(month) };
}

/**
 * Falls of yesterday and of last week over the month's volatility, [n + 1] each:
 * max(-r_(o-1), 0) / sqrt(month) and max(-(r_(o-5) + ... + r_(o-1)), 0) / sqrt(month).
 */
export function leverageTerms(returns: Float64Array, { month }: HarTerms): { day: Float64Array; week: Float64Array } {
  const fall = (days: number) =>
    month.map((whole, o) => {
      if (o < MONTH) return Number.NaN;
      let sum = 0;
      for (let k = 1; k <= days; k++) sum += returns[o - k] as number;
      return Math.max(-sum, 0) / Math.sqrt(whole);
    });
  return { day: fall(1), week: fall(WEEK) };
}

/** Sums of `days` values from each row on, [n]; NaN where the series ends before. */
export function sumsAhead(values: Float64Array, days: number): Float64Array {
  return values.map((_, t) => {
    if (t + days > values.length) return Number.NaN;
    let sum = 0;
    for (let k = 0; k < days; k++) sum += values[t + k] as number;
    return sum;
  });
}
