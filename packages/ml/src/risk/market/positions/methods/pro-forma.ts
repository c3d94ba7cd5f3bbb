import { z } from "zod";
import { varMethod } from "../../var/methods/index.ts";
import { type PositionBook, proFormaProfit } from "../position-book.ts";
import { definePositionMethod, type PositionLevel } from "../position-method.ts";

export const proForma = definePositionMethod({
  name: "pro-forma",
  title: "A method of single series, on the book's own profits",
  description:
    "What today's positions would have earned each day is one series, and any method of single series applies to it: GARCH, extreme values, a network. Its parts are shared out by how each asset moves with the whole.",
  params: z.strictObject({
    method: z.string().default("filtered-historical").meta({ title: "Method", description: "A VaR method of single series." }),
    params: z.record(z.string(), z.unknown()).default({}).meta({ title: "Parameters", description: "Of that method." }),
  }),
  minimumRows: ({ method, params }, context) => varMethod(method).minimumRows(params, context),
  model: (book, { method, params }, context) => ({
    statistics: {},
    losses: () => null,
    async risk(positions) {
      const profit = proFormaProfit({ ...book, positions });
      const series = { returns: profit, measure: null };
      const fitted = await varMethod(method).fit(series, params, context);
      const forecast = fitted.forecast(series, profit.length, profit.length + 1);
      const shares = covarianceShares(book, positions, profit);
      return context.alphas.map((alpha, a): PositionLevel => {
        const [valueAtRisk, es] = [forecast.var[a] as number, forecast.es[a] as number];
        return {
          alpha,
          var: valueAtRisk,
          es,
          standardError: null,
          componentVar: shares.map((share) => share * valueAtRisk),
          componentEs: shares.map((share) => share * es),
        };
      });
    },
  }),
});

/** [assets] covariance of each asset's profit with the whole, over the whole's variance: adds up to one. */
function covarianceShares(
  { returns: { assets, nPeriods, values } }: PositionBook,
  positions: Float64Array,
  profit: Float64Array,
): Float64Array {
  const d = assets.length;
  const mean = profit.reduce((sum, value) => sum + value / nPeriods, 0);
  const variance = profit.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return positions.map((position, i) => {
    let sum = 0;
    for (let t = 0; t < nPeriods; t++) sum += position * (values[t * d + i] as number) * ((profit[t] as number) - mean);
    return sum / variance;
  });
}
