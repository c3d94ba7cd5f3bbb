import { z } from "zod";
import type { MarketSeries } from "../../series.ts";
import type { FittedParameter } from "../garch/garch-fit.ts";
import { gammaHarRegression, linearForecast, type Regressors } from "../har/har-regression.ts";
import { harTerms, leverageTerms, logTerms, sumsAhead } from "../har/har-terms.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { harRows } from "./har.ts";

/** Logarithms of the HAR terms, and the falls of yesterday and last week where `leverage` is on. */
export function gammaRegressors({ returns, measure }: MarketSeries, leverage: boolean): Regressors {
  const terms = harTerms(measure as Float64Array);
  const { day, week, month } = logTerms(terms);
  const falls = leverage ? leverageTerms(returns, terms) : null;
  return [
    ["ln day", day],
    ["ln week", week],
    ["ln month", month],
    ...(falls
      ? ([
          ["fall, day", falls.day],
          ["fall, week", falls.week],
        ] as const)
      : []),
  ];
}

export const gammaHar = defineVolatilityModel({
  name: "gamma-har",
  title: "Gamma HAR with leverage",
  description:
    "ln variance of returns from the logarithms of the HAR terms and from past falls, fitted by gamma likelihood to squared returns, which is to minimise QLIKE.",
  needsMeasure: true,
  needsEngine: false,
  params: z.strictObject({
    leverage: z
      .boolean("must be true or false")
      .default(true)
      .meta({ title: "Leverage", description: "Count the falls of yesterday and of last week." }),
  }),
  minimumRows: (_params, horizons) => harRows(horizons),
  fit(data, { leverage }, { horizons }) {
    const regressors = gammaRegressors(data, leverage);
    const squares = data.returns.map((value) => value * value);
    const parameters: FittedParameter[] = [];
    const statistics: Record<string, number> = {};
    const coefficients = horizons.map((horizon) => {
      const fit = gammaHarRegression(sumsAhead(squares, horizon), regressors, horizon);
      fit.names.forEach((name, i) => {
        parameters.push({
          name: `${name}, ${horizon} d`,
          value: fit.coefficients[i] as number,
          standardError: fit.standardErrors[i] as number,
          robustStandardError: fit.robustStandardErrors[i] as number,
          atBound: false,
        });
      });
      statistics[`qlike, ${horizon} d`] = fit.qlike;
      return fit.coefficients;
    });
    return {
      parameters,
      statistics,
      forecast(series, from, to) {
        const current = gammaRegressors(series, leverage);
        return Float64Array.from({ length: (to - from) * horizons.length }, (_, k) =>
          Math.exp(linearForecast(coefficients[k % horizons.length] as Float64Array, current, from + Math.floor(k / horizons.length))),
        );
      },
    };
  },
});
