import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import type { Engine } from "../../../../engine/engine.ts";
import { trainEnsemble } from "../../network/network-ensemble.ts";
import { networkParams, trainingOptionsOf } from "../../network/network-params.ts";
import { type FeatureColumns, featureScale, scaledRows } from "../../network/scaled-rows.ts";
import { sumsAhead } from "../../volatility/har/har-terms.ts";
import { ewmaVariance } from "../../volatility/models/ewma.ts";
import { defineVarMethod } from "../var-method.ts";

/** Rows before the first whose features are known: the slow average has settled by then. */
const SETTLED = 75;
const [FAST, SLOW] = [0.94, 0.99] as const;
const LEAST_ROWS = 400;

/** What the network is told of a day: its return and the return's size over the volatility before it, its fall, and how the fast volatility stands to the slow one. */
function quantileFeatures(returns: Float64Array): { columns: FeatureColumns; variance: Float64Array } {
  const [fast, slow] = [ewmaVariance(returns, FAST), ewmaVariance(returns, SLOW)];
  const last = fast.map((_, o) => (o === 0 ? Number.NaN : (returns[o - 1] as number) / Math.sqrt(fast[o - 1] as number)));
  return {
    columns: [
      last,
      last.map(Math.abs),
      last.map((value) => Math.min(value, 0)),
      fast.map((value, o) => Math.log(value / (slow[o] as number))),
    ],
    variance: fast,
  };
}

export const lstmQuantile = defineVarMethod({
  name: "lstm-quantile",
  title: "LSTM quantiles",
  description:
    "A recurrent network that learns the quantiles themselves, by pinball loss, of returns over their exponentially weighted volatility. ES is VaR times the mean excess ratio of the training rows.",
  needsEngine: true,
  params: z.strictObject({
    ...networkParams([8], 30),
    steps: wholeNumber(10, [1, 66], "Steps", "Days whose features the network reads, oldest first."),
  }),
  minimumRows: ({ steps }, { horizon }) => SETTLED + steps + horizon + LEAST_ROWS,
  async fit({ returns }, params, context) {
    const { alphas, horizon, seed, engine, signal } = context;
    const { columns, variance } = quantileFeatures(returns);
    const sums = sumsAhead(returns, horizon);
    const first = SETTLED + params.steps;
    const rows = Array.from({ length: returns.length - horizon + 1 - first }, (_, k) => first + k);
    const scale = featureScale(columns, rows);
    const x = scaledRows(columns, rows, params.steps, scale);
    const y = Float32Array.from(rows, (row) => (sums[row] as number) / Math.sqrt(horizon * (variance[row] as number)));
    const levels = alphas.map((alpha) => 1 - alpha);
    const ensemble = await trainEnsemble(
      {
        engine: engine as Engine,
        architecture: "lstm",
        params: { units: params.units, dropout: params.dropout },
        task: "REGRESSION",
        nClasses: 1,
        options: trainingOptionsOf(params, seed, { loss: "QUANTILE", quantiles: levels }),
      },
      { x, y, n: rows.length, nSteps: params.steps, nFeatures: columns.length },
      params.members,
      signal,
    );
    // Outputs are ascending in probability, the median last: the highest level first.
    const order = levels.toSorted((a, b) => a - b);
    const width = order.length + 1;
    const trained = ensemble.predict(x, rows.length);
    const ratios = levels.map((level) => excessRatio(y, trained, width, order.indexOf(level)));
    return {
      parameters: [],
      statistics: {
        "training pinball": ensemble.loss,
        ...Object.fromEntries(alphas.map((alpha, a) => [`ES / VaR, ${alpha}`, ratios[a] as number])),
      },
      forecast(series, from, to) {
        const current = quantileFeatures(series.returns);
        const origins = Array.from({ length: to - from }, (_, k) => from + k);
        const outputs = ensemble.predict(scaledRows(current.columns, origins, params.steps, scale), origins.length);
        const valueAtRisk = Float64Array.from({ length: origins.length * alphas.length }, (_, k) => {
          const at = Math.floor(k / alphas.length);
          const sigma = Math.sqrt(horizon * (current.variance[from + at] as number));
          return -sigma * (outputs[at * width + order.indexOf(levels[k % alphas.length] as number)] as number);
        });
        return { var: valueAtRisk, es: valueAtRisk.map((value, k) => value * (ratios[k % alphas.length] as number)) };
      },
    };
  },
});

/** Mean of target / quantile over the rows below their quantile, at least one; one where no row is. */
function excessRatio(y: Float32Array, outputs: Float64Array, width: number, at: number): number {
  let [sum, count] = [0, 0];
  y.forEach((value, row) => {
    const quantile = outputs[row * width + at] as number;
    if (value >= quantile || quantile >= 0) return;
    sum += value / quantile;
    count++;
  });
  return count > 0 ? Math.max(1, sum / count) : 1;
}
