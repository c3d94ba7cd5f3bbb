import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { sumsAhead } from "../../volatility/har/har-terms.ts";
import { volatilityModel } from "../../volatility/models/index.ts";
import { empiricalTail, tailRows } from "../empirical-tail.ts";
import { defineVarMethod } from "../var-method.ts";

export const volatilityFiltered = defineVarMethod({
  name: "volatility-filtered",
  title: "Filtered historical simulation on any volatility model",
  description:
    "The empirical quantile of past returns over the forecast made for them, times the forecast for tomorrow: with a network, a HAR model or any other of the registry. Over several days both are the horizon's.",
  needsEngine: false,
  usesEngine: ({ model }) => volatilityModel(model).needsEngine,
  params: z.strictObject({
    model: z.string().default("gamma-har").meta({ title: "Volatility model", description: "A name of the registry of volatility models." }),
    params: z.record(z.string(), z.unknown()).default({}).meta({ title: "Parameters", description: "Of that model." }),
    window: wholeNumber(500, [50, 10_000], "Window", "Last standardised returns that the quantile is taken of."),
  }),
  minimumRows: ({ model, params, window }, { alphas, horizon }) =>
    Math.max(volatilityModel(model).minimumRows(params, [horizon]), Math.min(window, tailRows(alphas)) + horizon + 66),
  async fit(series, { model, params, window }, context) {
    const { alphas, horizon } = context;
    const fitted = await volatilityModel(model).fit(series, params, { ...context, horizons: [horizon], standardErrors: false });
    return {
      parameters: fitted.parameters,
      statistics: fitted.statistics,
      forecast(current, from, to) {
        const first = Math.max(0, from - window - horizon + 1);
        const variance = fitted.forecast(current, first, to);
        const sums = sumsAhead(current.returns, horizon);
        const standardised = Float64Array.from(
          variance.subarray(0, to - horizon - first),
          (h, k) => (sums[first + k] as number) / Math.sqrt(h),
        );
        const out = { var: new Float64Array((to - from) * alphas.length), es: new Float64Array((to - from) * alphas.length) };
        for (let origin = from; origin < to; origin++) {
          // The last return known is that of row origin - 1; a stretch must have ended by then. Rows without a forecast are no sample.
          const end = origin - horizon + 1 - first;
          const sample = standardised
            .subarray(Math.max(0, end - window), end)
            .filter((z) => !Number.isNaN(z))
            .sort();
          const sigma = Math.sqrt(variance[origin - first] as number);
          alphas.forEach((alpha, a) => {
            const { quantile, mean } = empiricalTail(sample, 1 - alpha);
            out.var[(origin - from) * alphas.length + a] = -sigma * quantile;
            out.es[(origin - from) * alphas.length + a] = -sigma * mean;
          });
        }
        return out;
      },
    };
  },
});
