import type { Engine } from "../../../engine/engine.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { pause, type RunControl } from "../../run-control.ts";
import { type DieboldMariano, dieboldMariano } from "../diebold-mariano.ts";
import { type ConfidenceSetMember, modelConfidenceSet } from "../model-confidence-set.ts";
import type { MarketSeries } from "../series.ts";
import { fitBlock, type WalkForwardWindow, walkForwardBlocks } from "../walk-forward.ts";
import type { FittedParameter } from "./garch/garch-fit.ts";
import { sumsAhead } from "./har/har-terms.ts";
import { qlikeLosses, squaredErrors } from "./losses.ts";
import { volatilityModel } from "./models/index.ts";
import { checkVolatilityData } from "./volatility-data.ts";

export interface StudiedModel {
  /** Its name in the results; the model's own when nothing is said. */
  label?: string;
  /** A name of the registry. */
  model: string;
  params?: unknown;
  /** Another window than the study's, such as rare refits on an expanding window for a network. */
  window?: WalkForwardWindow;
}

export interface VolatilityStudyRequest extends RunControl {
  data: MarketSeries;
  models: readonly StudiedModel[];
  /** Geometric means of forecasts, beside the models'. */
  combinations?: readonly { label: string; members: readonly string[] }[];
  window: WalkForwardWindow;
  /** Days that forecasts span, ascending. */
  horizons: readonly number[];
  /** What forecasts are measured by: the returns' squares, or the measure. */
  proxy: "SQUARED_RETURN" | "MEASURE";
  seed: number;
  engine: Engine | null;
}

export interface VolatilityForecasts {
  label: string;
  /** [origins, horizons] row-major: expected variance of the days o to o + h - 1. */
  variance: Float64Array;
  /** Estimates of the last fit. */
  parameters: FittedParameter[];
  statistics: Record<string, number>;
  nFits: number;
}

export interface VolatilityLoss {
  label: string;
  horizon: number;
  /** Origins whose horizon ends within the data. */
  n: number;
  qlike: number;
  mse: number;
}

export interface VolatilityComparison extends DieboldMariano {
  horizon: number;
  loss: "QLIKE" | "MSE";
  a: string;
  b: string;
}

export interface VolatilityStudy {
  horizons: readonly number[];
  /** [origins] rows that forecasts start at; the rows before are known. */
  origins: Int32Array;
  /** [origins, horizons] row-major; NaN where the horizon ends after the data. */
  proxy: Float64Array;
  forecasts: VolatilityForecasts[];
  losses: VolatilityLoss[];
  /** Every pair, at every horizon and under both losses: "better" only where p < 0.05. */
  comparisons: VolatilityComparison[];
  /** The models among which the best is with 90 % confidence. */
  confidenceSets: { horizon: number; loss: "QLIKE" | "MSE"; members: ConfidenceSetMember[] }[];
}

/**
 * Walks several volatility models through the same rows: each fitted on what lies before, forecasting every row from the largest window on.
 * @throws AppError as the models', "INVALID_INPUT" for labels that clash, "CANCELLED". A model that cannot be fitted on a stretch ends the
 * study with its error and the rows of that fit, for a comparison with gaps would be none.
 */
export async function studyVolatility(request: VolatilityStudyRequest): Promise<VolatilityStudy> {
  const { data, horizons, window } = request;
  const n = data.returns.length;
  const models = request.models.map((entry) => ({ ...entry, label: entry.label ?? entry.model, window: entry.window ?? window }));
  checkRequest(request, models);
  const first = Math.max(...models.map((entry) => entry.window.size));
  const forecasts: VolatilityForecasts[] = [];
  for (const entry of models) forecasts.push(await walk(request, entry, first, forecasts.length / models.length, models.length));
  for (const { label, members } of request.combinations ?? []) forecasts.push(combine(label, members, forecasts));
  const origins = Int32Array.from({ length: n - first }, (_, k) => first + k);
  const proxy = proxyOf(request, origins);
  const perHorizon = horizons.map((horizon, h) => lossesAt(forecasts, proxy, horizons.length, h, horizon));
  const named = perHorizon.flatMap((at) => [
    { ...at, loss: "QLIKE" as const, values: at.qlike },
    { ...at, loss: "MSE" as const, values: at.mse },
  ]);
  return {
    horizons,
    origins,
    proxy,
    forecasts,
    losses: perHorizon.flatMap(({ horizon, qlike, mse }) =>
      forecasts.map(({ label }, k) => ({
        label,
        horizon,
        n: (qlike[k] as Float64Array).length,
        qlike: meanOf(qlike[k]),
        mse: meanOf(mse[k]),
      })),
    ),
    comparisons: named.flatMap(({ horizon, loss, values }) =>
      values.flatMap((a, i) =>
        values.slice(i + 1).map((b, k) => ({
          horizon,
          loss,
          a: forecasts[i]?.label ?? "",
          b: forecasts[i + 1 + k]?.label ?? "",
          ...dieboldMariano(a, b, horizon - 1),
        })),
      ),
    ),
    confidenceSets: named.map(({ horizon, loss, values }) => ({
      horizon,
      loss,
      members: modelConfidenceSet(
        values.map((own, k) => ({ name: forecasts[k]?.label ?? "", values: own })),
        { seed: request.seed, blockLength: Math.max(horizon, Math.round(Math.cbrt(values[0]?.length ?? 1))) },
      ),
    })),
  };
}

function checkRequest(
  { data, horizons, combinations = [], proxy, engine }: VolatilityStudyRequest,
  models: readonly Required<Pick<StudiedModel, "label">>[] & readonly StudiedModel[],
): void {
  const labels = [...models.map(({ label }) => label), ...combinations.map(({ label }) => label)];
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) throw invalidInput(`Two entries of the study are called '${twice}'. Give each its own label.`);
  if (models.length === 0) throw invalidInput("A study needs at least one model.");
  if (proxy === "MEASURE" && !data.measure) throw invalidInput("The proxy MEASURE needs a measure beside the returns.");
  const known = new Set<string | undefined>(models.map(({ label }) => label));
  for (const { label, members } of combinations) {
    const missing = members.find((member) => !known.has(member));
    if (missing !== undefined || members.length < 2)
      throw invalidInput(
        `Combination '${label}' needs at least two labels of the study's models. ${missing === undefined ? "" : `There is no '${missing}'.`}`,
      );
  }
  for (const entry of models) {
    const model = volatilityModel(entry.model);
    checkVolatilityData(model, data, model.minimumRows(entry.params, horizons), { horizons, engine });
  }
}

async function walk(
  request: VolatilityStudyRequest,
  { label, model: name, params, window }: StudiedModel & { label: string; window: WalkForwardWindow },
  first: number,
  done: number,
  nModels: number,
): Promise<VolatilityForecasts> {
  const { data, horizons, seed, engine, signal } = request;
  const model = volatilityModel(name);
  const n = data.returns.length;
  const variance = new Float64Array((n - first) * horizons.length);
  const blocks = walkForwardBlocks(n, window, first);
  const rows = (from: number, to: number): MarketSeries => ({
    returns: data.returns.slice(from, to),
    measure: data.measure?.slice(from, to) ?? null,
  });
  let [parameters, statistics]: [FittedParameter[], Record<string, number>] = [[], {}];
  for (const [at, block] of blocks.entries()) {
    const { begin, from, to } = block;
    await pause(request, label, done + at / blocks.length / nModels);
    const standardErrors = at === blocks.length - 1;
    const fitted = await fitBlock(label, block, () =>
      model.fit(rows(begin, from), params, { horizons, seed, engine, signal, standardErrors }),
    );
    // Origin `to - 1` knows the rows before it; later rows are not even handed over.
    variance.set(fitted.forecast(rows(begin, to - 1), from - begin, to - begin), (from - first) * horizons.length);
    ({ parameters, statistics } = fitted);
  }
  return { label, variance, parameters, statistics, nFits: blocks.length };
}

function combine(label: string, members: readonly string[], forecasts: readonly VolatilityForecasts[]): VolatilityForecasts {
  const own = forecasts.filter((entry) => members.includes(entry.label));
  const variance = (own[0] as VolatilityForecasts).variance.map((_, at) =>
    Math.exp(own.reduce((sum, { variance: values }) => sum + Math.log(values[at] as number) / own.length, 0)),
  );
  return { label, variance, parameters: [], statistics: {}, nFits: 0 };
}

function proxyOf({ data, horizons, proxy }: VolatilityStudyRequest, origins: Int32Array): Float64Array {
  const daily = proxy === "MEASURE" && data.measure ? data.measure : data.returns.map((value) => value * value);
  const sums = horizons.map((horizon) => sumsAhead(daily, horizon));
  return Float64Array.from(
    { length: origins.length * horizons.length },
    (_, k) => (sums[k % horizons.length] as Float64Array)[origins[Math.floor(k / horizons.length)] as number] as number,
  );
}

/** Each model's losses at one horizon, on the origins whose horizon ends within the data. */
function lossesAt(forecasts: readonly VolatilityForecasts[], proxy: Float64Array, nHorizons: number, h: number, horizon: number) {
  const column = (values: Float64Array) =>
    Float64Array.from({ length: values.length / nHorizons }, (_, o) => values[o * nHorizons + h] as number);
  const target = column(proxy);
  const known = target.filter((value) => !Number.isNaN(value));
  const variances = forecasts.map(({ variance }) => column(variance).subarray(0, known.length));
  return { horizon, qlike: variances.map((own) => qlikeLosses(known, own)), mse: variances.map((own) => squaredErrors(known, own)) };
}

const meanOf = (values: Float64Array | undefined): number =>
  (values ?? new Float64Array()).reduce((sum, value) => sum + value, 0) / (values?.length ?? 1);
