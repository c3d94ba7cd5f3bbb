import { z } from "zod";
import type { MarketSeries } from "../../series.ts";
import type { FittedParameter } from "../garch/garch-fit.ts";
import { harParameters, harRegression, linearForecast, type Regressors } from "../har/har-regression.ts";
import { harTerms, MONTH, sumsAhead } from "../har/har-terms.ts";
import { defineVolatilityModel, type FittedVolatility, type VolatilityContext } from "../volatility-model.ts";

/** How a HAR model sees the measure: its regressors, and the way from the mean measure of the coming days to what it regresses, and back. */
export interface HarForm {
  regressors(measure: Float64Array): Regressors;
  transform(mean: number): number;
  back(fitted: number): number;
  /** The factor from the measure's forecasts to the variance of returns, from squared returns and forecasts of the fit's own rows. */
  scale(squares: readonly number[], forecasts: readonly number[]): number;
}

/**
 * Regresses the mean measure of each horizon on yesterday, last week and last month, and scales it to the variance of returns, which makes up
 * for what a range does not see (the night) and for the curvature of a logarithm. A forecast below the smallest measure of the fit's rows that is
 * not zero counts as that one (the "insanity filter" of Swanson and White, 1997).
 */
export function fitHar(form: HarForm, { returns, measure }: MarketSeries, { horizons }: VolatilityContext): FittedVolatility {
  const own = measure as Float64Array;
  const regressors = form.regressors(own);
  const smallest = smallestPositive(own);
  const squares = returns.map((value) => value * value);
  const parameters: FittedParameter[] = [];
  const statistics: Record<string, number> = {};
  const forecasters = horizons.map((horizon) => {
    const target = sumsAhead(own, horizon).map((sum) => (Number.isNaN(sum) ? sum : form.transform(sum / horizon)));
    const regression = harRegression(target, regressors);
    const measured = (of: Regressors, o: number) => horizon * Math.max(form.back(linearForecast(regression.coefficients, of, o)), smallest);
    const realised = sumsAhead(squares, horizon);
    const scale = form.scale(
      regression.design.rows.map((t) => realised[t] as number),
      regression.design.rows.map((t) => measured(regressors, t)),
    );
    parameters.push(...harParameters(regression, horizon));
    statistics[`r2, ${horizon} d`] = regression.r2;
    statistics[`scale, ${horizon} d`] = scale;
    return (of: Regressors, o: number) => scale * measured(of, o);
  });
  return {
    parameters,
    statistics,
    forecast({ measure: series }, from, to) {
      const current = form.regressors(series as Float64Array);
      return Float64Array.from({ length: (to - from) * horizons.length }, (_, k) =>
        (forecasters[k % horizons.length] as (of: Regressors, o: number) => number)(current, from + Math.floor(k / horizons.length)),
      );
    },
  };
}

/** The smallest measure of a day on which there was one. */
export const smallestPositive = (measure: Float64Array): number =>
  measure.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), Number.POSITIVE_INFINITY);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rows for the lags, the horizon and a regression worth the name. */
export const harRows = (horizons: readonly number[]): number => MONTH + Math.max(...horizons) + 60;

export const har = defineVolatilityModel({
  name: "har",
  title: "HAR",
  description: "The measure's mean over the coming days from its means over the last day, week and month (Corsi, 2009).",
  needsMeasure: true,
  needsEngine: false,
  params: z.strictObject({}),
  minimumRows: (_params, horizons) => harRows(horizons),
  fit: (data, _params, context) =>
    fitHar(
      {
        regressors(measure) {
          const { day, week, month } = harTerms(measure);
          return [
            ["day", day],
            ["week", week],
            ["month", month],
          ];
        },
        transform: (mean) => mean,
        back: (fitted) => fitted,
        // Least squares is right in the mean, and a forecast near zero must not count more than that.
        scale: (squares, forecasts) => sum(squares) / sum(forecasts),
      },
      data,
      context,
    ),
});
