import type { FeatureColumns } from "../../network/scaled-rows.ts";
import type { MarketSeries } from "../../series.ts";
import { harTerms, leverageTerms, logTerms, MONTH } from "../har/har-terms.ts";

/** Rows before the first whose features are known. */
export const FEATURE_ROWS = MONTH;

/**
 * What a network is told of a row, from the rows before it: ln of yesterday's, last week's and last month's measure, each against the next
 * longer, the level itself last; the falls of yesterday and last week; yesterday's return and its size over the month's volatility.
 * Free of units but for the level. @returns 7 columns, [n + 1] each, NaN before row 22.
 */
export function volatilityFeatures({ returns, measure }: MarketSeries): FeatureColumns {
  const terms = harTerms(measure as Float64Array);
  const { day, week, month } = logTerms(terms);
  const falls = leverageTerms(returns, terms);
  const standardised = terms.month.map((whole, o) => (o < MONTH ? Number.NaN : (returns[o - 1] as number) / Math.sqrt(whole)));
  return [
    day.map((value, o) => value - (week[o] as number)),
    week.map((value, o) => value - (month[o] as number)),
    month,
    falls.day,
    falls.week,
    standardised,
    standardised.map(Math.abs),
  ];
}
