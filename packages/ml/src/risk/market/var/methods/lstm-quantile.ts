import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import type { Engine } from "../../../../engine/engine.ts";
import { trainEnsemble } from "../../network/network-ensemble.ts";
import { networkParams, trainingOptionsOf } from "../../network/network-params.ts";
import { type FeatureColumns, featureScale, scaledRows } from "../../network/scaled-rows.ts";
import { sumsAhead } from "../../volatility/har/har-terms.ts";
import { ewmaVariance } from "../../volatility/models/ewma.ts";
import { empiricalTail, tailRows } from "../empirical-tail.ts";
import { defineVarMethod } from "../var-method.ts";

/** Rows before the first whose features are known: the slow average has settled by then. */
const SETTLED = 75;
const [FAST, SLOW] = [0.94, 0.99] as const;
const LEAST_ROWS = 400;
/** A lower quantile of standardised returns lies below this. */
const TINY = 1e-3;
/**
 * A day's quantile of standardised returns beyond so many times that of all training rows, or below so small a part of it, counts as that (the
 * "insanity filter" of Swanson and White, 1997): a network that has learned little may cross zero, and the calibration divides by it.
 */
const MOST_TIMES = 3;

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
    "A recurrent network that learns the quantiles themselves, by pinball loss, of returns over their exponentially weighted volatility; calibrated on the last rows, which the members had not seen.",
  needsEngine: true,
  params: z.strictObject({
    ...networkParams([8], 30),
    steps: wholeNumber(10, [1, 66], "Steps", "Days whose features the network reads, oldest first."),
    window: wholeNumber(1000, [100, 10_000], "Window", "Last rows that the quantiles are calibrated on."),
  }),
  minimumRows: ({ steps }, { alphas, horizon }) => SETTLED + steps + horizon + Math.max(LEAST_ROWS, tailRows(alphas)),
  async fit({ returns }, params, context) {
    const { alphas, horizon, seed, engine, signal, estimates } = context;
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
        estimates,
        name: "networks",
      },
      { x, y, n: rows.length, nSteps: params.steps, nFeatures: columns.length },
      params.members,
      signal,
    );
    // Outputs are ascending in probability, the median last: the highest level first.
    const order = levels.toSorted((a, b) => a - b);
    const width = order.length + 1;
    const column = (outputs: Float64Array, a: number) =>
      Float64Array.from({ length: outputs.length / width }, (_, k) => outputs[k * width + order.indexOf(levels[a] as number)] as number);
    const ascending = Float64Array.from(y).sort();
    const usual = levels.map((level) => Math.min(empiricalTail(ascending, level).quantile, -TINY));
    const unseen = alphas.map((_, a) => column(ensemble.outOfFold, a));
    return {
      parameters: [],
      statistics: { "training pinball": ensemble.loss },
      forecast(series, from, to) {
        const current = quantileFeatures(series.returns);
        const settled = sumsAhead(series.returns, horizon);
        // A row that was trained on is seen through the member that did not see it; the rows since then are predicted.
        const start = Math.min(from, first + rows.length);
        const since = Array.from({ length: to - start }, (_, k) => start + k);
        const outputs = ensemble.predict(scaledRows(current.columns, since, params.steps, scale), since.length);
        const out = { var: new Float64Array((to - from) * alphas.length), es: new Float64Array((to - from) * alphas.length) };
        alphas.forEach((_, a) => {
          const recent = column(outputs, a);
          const own = usual[a] as number;
          const quantileOf = (row: number) => {
            const output = (row < start ? unseen[a]?.[row - first] : recent[row - start]) as number;
            return Math.min(Math.max(output, MOST_TIMES * own), own / MOST_TIMES);
          };
          const sigmaOf = (row: number) => Math.sqrt(horizon * (current.variance[row] as number));
          const ratioOf = (row: number) => (settled[row] as number) / (sigmaOf(row) * quantileOf(row));
          for (let origin = from; origin < to; origin++) {
            const end = origin - horizon + 1;
            const begin = Math.max(first, end - params.window);
            const ratios = Float64Array.from({ length: end - begin }, (_row, k) => ratioOf(begin + k));
            const { factor, excess } = calibrate(ratios, levels[a] as number);
            const at = (origin - from) * alphas.length + a;
            out.var[at] = -sigmaOf(origin) * quantileOf(origin) * factor;
            out.es[at] = (out.var[at] as number) * excess;
          }
        });
        return out;
      },
    };
  },
});

/** What turns a network's quantile into VaR and ES. */
interface Calibration {
  /** Multiplies the quantile. */
  factor: number;
  /** ES over VaR. */
  excess: number;
}

/**
 * A network's quantiles are too near to the middle for rows it has not seen. The factor by which they must be multiplied so that as many of the last
 * rows lie below them as should (conformal calibration; Romano, Patterson and Candes, 2019), and the mean excess beyond.
 * @param ratios returns over the quantiles that were forecast for them.
 */
function calibrate(ratios: Float64Array, level: number): Calibration {
  const { quantile, mean } = empiricalTail(ratios.map((ratio) => -ratio).sort(), level);
  const factor = Math.max(TINY, -quantile);
  return { factor, excess: Math.max(1, -mean / factor) };
}
