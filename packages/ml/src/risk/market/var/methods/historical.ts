import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { sumsAhead } from "../../volatility/har/har-terms.ts";
import { empiricalTail, tailRows } from "../empirical-tail.ts";
import { defineVarMethod } from "../var-method.ts";

export const historical = defineVarMethod({
  name: "historical",
  title: "Historical simulation",
  description:
    "The quantile of the last returns themselves. For several days, of the sums of all overlapping stretches in the window. Slow to notice a change of volatility.",
  needsEngine: false,
  params: z.strictObject({
    window: wholeNumber(250, [20, 10_000], "Window", "Last returns that the quantile is taken of."),
  }),
  minimumRows: ({ window }, { alphas, horizon }) => Math.max(window, tailRows(alphas) + horizon - 1),
  fit: (_series, { window }, { alphas, horizon }) => ({
    parameters: [],
    statistics: { window },
    forecast({ returns }, from, to) {
      const out = { var: new Float64Array((to - from) * alphas.length), es: new Float64Array((to - from) * alphas.length) };
      const sums = sumsAhead(returns, horizon);
      for (let origin = from; origin < to; origin++) {
        const sample = sums.slice(origin - window, origin - horizon + 1).sort();
        alphas.forEach((alpha, a) => {
          const { quantile, mean } = empiricalTail(sample, 1 - alpha);
          out.var[(origin - from) * alphas.length + a] = -quantile;
          out.es[(origin - from) * alphas.length + a] = -mean;
        });
      }
      return out;
    },
  }),
});
