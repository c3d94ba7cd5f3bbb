import { z } from "zod";
import { ColumnParam } from "../../../column-param.ts";
import { defineMarketIndicator, Periods } from "../indicator.ts";
import { onPresent, rollingMean } from "../rolling.ts";
import { RANGE_VARIANCES } from "./range-variance.ts";

const HarParams = z.strictObject({
  /** How a period's variance is measured from its quotes. */
  measure: z.enum(["SQUARED_RETURN", "PARKINSON", "GARMAN_KLASS", "ROGERS_SATCHELL"]).default("PARKINSON"),
  /** A column that holds the realised variance itself, instead of a measure. */
  column: ColumnParam.nullish(),
  week: Periods(5, 2),
  month: Periods(22, 3),
});

export const harTerms = defineMarketIndicator({
  name: "har-terms",
  title: "HAR terms",
  group: "VOLATILITY",
  description: "The latest variance and its means over a week and a month: the regressors of the HAR model for the next period.",
  formula: "day = rv[t], week = mean(rv[t - 4 .. t]), month = mean(rv[t - 21 .. t])",
  source: "Corsi (2009), Journal of Financial Econometrics 7(2)",
  unit: "variance per period",
  params: HarParams,
  reads: ({ measure, column }) =>
    column ? { columns: [column] } : { roles: RANGE_VARIANCES[measure].roles, positive: RANGE_VARIANCES[measure].roles },
  outputs: () => ["day", "week", "month"],
  label: ({ measure, column }) => `har_${column ?? measure.toLowerCase()}`,
  compute: (series, { measure, column, week, month }) => {
    const variances = column ? series.column(column) : RANGE_VARIANCES[measure].of(series);
    const over = (window: number): Float64Array => onPresent(variances, (present) => rollingMean(present, window));
    return [variances.slice(), over(week), over(month)];
  },
});
