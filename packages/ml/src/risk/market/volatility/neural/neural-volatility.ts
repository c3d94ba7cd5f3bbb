import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import type { Engine } from "../../../../engine/engine.ts";
import { type NetworkEnsemble, trainEnsemble } from "../../network/network-ensemble.ts";
import { networkParams, trainingOptionsOf } from "../../network/network-params.ts";
import { featureScale, scaledRows } from "../../network/scaled-rows.ts";
import type { MarketSeries } from "../../series.ts";
import { gammaHarRegression, linearForecast } from "../har/har-regression.ts";
import { sumsAhead } from "../har/har-terms.ts";
import { gammaRegressors } from "../models/gamma-har.ts";
import { defineVolatilityModel, type FittedVolatility, type VolatilityContext, type VolatilityModel } from "../volatility-model.ts";
import { FEATURE_ROWS, volatilityFeatures } from "./volatility-features.ts";

/** Rows that a network of this size learns something from. */
const LEAST_ROWS = 250;

const parameters = (units: number[], steps: number) =>
  z.strictObject({
    ...networkParams(units, 40),
    steps: wholeNumber(steps, [1, 66], "Steps", "Days whose features the network reads, oldest first."),
    anchor: z.enum(["har", "month", "none"], "must be har, month or none").default("har").meta({
      title: "Anchor",
      description:
        "What the network's output multiplies: the forecast of a gamma HAR with leverage fitted on the same rows (HAR-initialised), the last month's mean measure, or a constant.",
    }),
    measureWeight: z.number("must be a number in [0, 1]").min(0, "must be at least 0").max(1, "must be at most 1").default(0.5).meta({
      title: "Weight of the measure",
      description:
        "Share of the scaled range in the target, beside the squared return: a range is a far less noisy sight of the day's variance.",
    }),
  });
type NeuralParams = z.output<ReturnType<typeof parameters>>;

/** A network on returns, ranges, HAR terms and falls, trained on QLIKE. */
export function neuralVolatility(definition: {
  name: string;
  architecture: "mlp" | "lstm" | "gru";
  title: string;
  description: string;
  units: number[];
  steps: number;
}): VolatilityModel {
  const { name, title, description, architecture, units, steps } = definition;
  return defineVolatilityModel({
    name,
    title,
    description,
    needsMeasure: true,
    needsEngine: true,
    params: parameters(units, steps),
    minimumRows: (params, horizons) => FEATURE_ROWS + params.steps + Math.max(...horizons) + LEAST_ROWS,
    fit: (data, params, context) => fitNeural(architecture, data, params, context),
  });
}

/** One horizon's networks, and the numbers that turn their outputs into variances. */
interface HorizonModel {
  anchorOf(data: MarketSeries): Float64Array;
  ensemble: NetworkEnsemble;
  scale: number;
  /** Rows that were trained on, from the first one on. */
  nTrained: number;
}

async function fitNeural(
  architecture: string,
  data: MarketSeries,
  params: NeuralParams,
  context: VolatilityContext,
): Promise<FittedVolatility> {
  const { horizons } = context;
  const n = data.returns.length;
  const first = FEATURE_ROWS + params.steps - 1;
  const features = volatilityFeatures(data);
  const known = Array.from({ length: n - first }, (_, k) => first + k);
  const scale = featureScale(features, known);
  const statistics: Record<string, number> = {};
  const models: HorizonModel[] = [];
  for (const horizon of horizons) {
    const model = await fitHorizon(architecture, data, {
      horizon,
      params,
      context,
      first,
      inputs: (rows) => scaledRows(features, rows, params.steps, scale),
    });
    models.push(model);
    statistics[`training qlike, ${horizon} d`] = model.ensemble.loss;
    statistics[`scale, ${horizon} d`] = model.scale;
  }
  return {
    parameters: [],
    statistics,
    forecast(series, from, to) {
      const rows = Array.from({ length: to - from }, (_, k) => from + k);
      const x = scaledRows(volatilityFeatures(series), rows, params.steps, scale);
      const columns = models.map(({ anchorOf, ensemble, scale: factor, nTrained }) => {
        const anchor = anchorOf(series);
        // Of a row that was trained on, the forecast is that of the member that did not see it.
        return ensemble.predict(x, rows.length).map((output, k) => {
          const trained = from + k - first;
          const honest = trained >= 0 && trained < nTrained ? (ensemble.outOfFold[trained] as number) : output;
          return factor * honest * (anchor[from + k] as number);
        });
      });
      return Float64Array.from(
        { length: rows.length * horizons.length },
        (_, k) => columns[k % horizons.length]?.[Math.floor(k / horizons.length)] as number,
      );
    },
  };
}

interface HorizonRequest {
  horizon: number;
  params: NeuralParams;
  context: VolatilityContext;
  first: number;
  inputs(rows: readonly number[]): Float32Array;
}

async function fitHorizon(architecture: string, data: MarketSeries, request: HorizonRequest): Promise<HorizonModel> {
  const { horizon, params, context, first, inputs } = request;
  const realised = sumsAhead(
    data.returns.map((value) => value * value),
    horizon,
  );
  const rows = Array.from({ length: data.returns.length - horizon + 1 - first }, (_, k) => first + k);
  const target = blendedTarget(data, realised, horizon, params.measureWeight);
  const anchorOf = anchorFor(params.anchor, data, target, horizon);
  const anchor = anchorOf(data);
  const ratios = rows.map((row) => (target[row] as number) / (anchor[row] as number));
  const mean = ratios.reduce((sum, ratio) => sum + ratio / rows.length, 0);
  const ensemble = await trainEnsemble(
    {
      engine: context.engine as Engine,
      architecture,
      params: { units: params.units, dropout: params.dropout },
      task: "REGRESSION",
      nClasses: 1,
      options: trainingOptionsOf(params, context.seed, { loss: "QLIKE" }),
      estimates: context.estimates,
      name: `networks, ${horizon} d`,
    },
    {
      x: inputs(rows),
      y: Float32Array.from(ratios, (ratio) => ratio / mean),
      n: rows.length,
      nSteps: params.steps,
      nFeatures: inputs(rows.slice(0, 1)).length / params.steps,
    },
    params.members,
    context.signal,
  );
  // The factor of lowest QLIKE for squared returns, whatever the target was blended from, on rows that the outputs had not seen.
  const scale = rows.reduce(
    (sum, row, k) => sum + (realised[row] as number) / ((ensemble.outOfFold[k] as number) * (anchor[row] as number)) / rows.length,
    0,
  );
  return { anchorOf, ensemble, scale, nTrained: rows.length };
}

/** (1 - w) squared returns + w measure, the measure scaled to the same mean; [n], NaN where the horizon ends after the data. */
function blendedTarget({ measure }: MarketSeries, realised: Float64Array, horizon: number, weight: number): Float64Array {
  const measured = sumsAhead(measure as Float64Array, horizon);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
  const factor = total(realised) / total(measured);
  return realised.map((value, t) => (1 - weight) * value + weight * factor * (measured[t] as number));
}

/** What the network's output multiplies, as a function of any series that begins where the fit's did: [n + 1]. */
function anchorFor(
  kind: NeuralParams["anchor"],
  data: MarketSeries,
  target: Float64Array,
  horizon: number,
): (series: MarketSeries) => Float64Array {
  if (kind === "none") return ({ returns }) => new Float64Array(returns.length + 1).fill(1);
  if (kind === "month") return (series) => gammaRegressors(series, false)[2]?.[1].map(Math.exp) ?? new Float64Array();
  const regressors = gammaRegressors(data, true);
  const { coefficients } = gammaHarRegression(target, regressors, horizon);
  return (series) => {
    const current = gammaRegressors(series, true);
    return Float64Array.from({ length: series.returns.length + 1 }, (_, o) => Math.exp(linearForecast(coefficients, current, o)));
  };
}
