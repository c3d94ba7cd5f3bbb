import { z } from "zod";
import { harTerms, logTerms } from "../har/har-terms.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { fitHar, harRows, smallestPositive } from "./har.ts";

export const logHar = defineVolatilityModel({
  name: "log-har",
  title: "log-HAR",
  description: "HAR in logarithms: positive by itself, and not at the mercy of the largest days.",
  needsMeasure: true,
  needsEngine: false,
  params: z.strictObject({}),
  minimumRows: (_params, horizons) => harRows(horizons),
  fit: (data, _params, context) => {
    const smallest = smallestPositive(data.measure as Float64Array);
    return fitHar(
      {
        regressors(measure) {
          const { day, week, month } = logTerms(harTerms(measure));
          return [
            ["ln day", day],
            ["ln week", week],
            ["ln month", month],
          ];
        },
        // A day without a range has no logarithm: it counts as the smallest range there is.
        transform: (mean) => Math.log(Math.max(mean, smallest)),
        back: Math.exp,
        // The factor of lowest QLIKE.
        scale: (squares, forecasts) => squares.reduce((sum, square, i) => sum + square / (forecasts[i] as number) / squares.length, 0),
      },
      data,
      context,
    );
  },
});
