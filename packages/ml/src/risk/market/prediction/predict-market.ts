import type { Table } from "@plimsoll/features";
import type { Engine } from "../../../engine/engine.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { pause, type RunControl } from "../../run-control.ts";
import { type DieboldMariano, dieboldMariano } from "../diebold-mariano.ts";
import type { Estimates } from "../estimates.ts";
import { type FeatureScale, featureScale, scaledRows } from "../network/scaled-rows.ts";
import {
  type FittedForecaster,
  type ForecasterRows,
  type ForecasterSpec,
  fitForecaster,
  type PredictionTarget,
  parseForecaster,
  returnScale,
  stepsOf,
} from "./forecaster.ts";
import { type InformationCoefficient, informationCoefficient, type ScoredRow } from "./information-coefficient.ts";
import { auditLeakage, type LeakageAudit, SUSPICIOUS_IC } from "./leakage-audit.ts";
import { buildPanel, type Panel, type PanelSpec } from "./panel.ts";
import { decisionsOf } from "./position-rules.ts";
import { type PredictionFold, type PredictionWindow, predictionFolds, type Samples, samplesOf } from "./samples.ts";
import { backtestStrategy, type Decision, type StrategyResult, type YearConvention } from "./strategy-backtest.ts";

export interface PredictionRequest extends RunControl, YearConvention {
  table: Table;
  panel: PanelSpec;
  target: PredictionTarget;
  /** A `ForecasterSpec`, defaults allowed. */
  forecaster: unknown;
  window: PredictionWindow;
  /** A position rule, and the share of assets on each side for rules that choose. */
  rule: string;
  share: number;
  /** Cost of a trade as a share of what is traded, such as 0.0005. */
  cost: number;
  /** How many variants were looked at to come to this one, it included: the deflated Sharpe ratio counts them. */
  nTrials: number;
  seed: number;
  engine: Engine | null;
}

export interface HitRate {
  /** Share of predictions whose sign came true, among returns that are not zero. */
  rate: number;
  /** What always naming the more frequent sign would reach. */
  majority: number;
  n: number;
}

export interface PredictionStudy {
  featureNames: string[];
  assets: string[];
  /** [days] of the panel, milliseconds since 1970; days in the results are places in it. */
  days: Float64Array;
  folds: { firstTestDay: number; nTrain: number; nTest: number; nPurged: number }[];
  /** Every prediction of a day not trained on: day, asset, score, and the return that followed (NaN: not yet known). */
  predictions: ScoredRow[];
  ic: InformationCoefficient;
  rankIc: InformationCoefficient;
  hitRate: HitRate;
  /** The forecaster (a) against the mean return of its training rows (b) by squared error; null for DIRECTION. */
  againstNaive: DieboldMariano | null;
  /** The strategy first, then buy and hold, equal weight, and the same rule on the naive score. */
  strategies: StrategyResult[];
  /** null where the IC gave no reason. */
  audit: LeakageAudit | null;
}

/**
 * Predicts directions or returns of one or many assets, walking forward with purge and embargo, and trades on the predictions with costs beside
 * what needs no model.
 * @throws AppError as `buildPanel`, `fitForecaster` and `decisionsOf`; "INVALID_INPUT" where the window leaves too little to train on or to predict;
 * "CANCELLED".
 */
export async function predictMarket(request: PredictionRequest): Promise<PredictionStudy> {
  const forecaster = parseForecaster(request.forecaster);
  checkTrading(request);
  await pause(request, "features", 0);
  const panel = buildPanel(request.table, request.panel);
  if (panel.featureNames.length === 0) throw invalidInput("A prediction needs at least one feature.");
  const steps = stepsOf(forecaster);
  const samples = samplesOf(panel, steps);
  const folds = predictionFolds(samples, panel.days.length, request.window);
  const least = leastTrainingRows(panel);
  const short = folds.find(({ train }) => train.length < least);
  if (folds.length === 0 || short)
    throw invalidInput(
      `The window of ${request.window.size} days leaves ${short?.train.length ?? 0} rows to train on${folds.length === 0 ? " and nothing to predict" : ""}; at least ${least} are needed. The panel has ${panel.days.length} days and ${samples.day.length} rows with all features.`,
    );
  const forecasts: ForecastRow[] = [];
  for (const [at, fold] of folds.entries()) {
    await pause(request, "walking forward", at / folds.length);
    forecasts.push(...(await predictFold(panel, samples, fold, forecaster, request)));
  }
  const predictions = forecasts.map(({ day, asset, score, forward }): ScoredRow => ({ day, asset, score, forward }));
  const known = forecasts.filter(({ forward }) => !Number.isNaN(forward));
  const settled = predictions.filter(({ forward }) => !Number.isNaN(forward));
  const overlap = panel.horizon - 1;
  const ic = informationCoefficient(settled, panel.assets.length, overlap, false);
  await pause(request, "backtest", 0);
  return {
    featureNames: panel.featureNames,
    assets: panel.assets.map(({ name }) => name),
    days: panel.days,
    folds: folds.map(({ firstTestDay, train, test, nPurged }) => ({ firstTestDay, nTrain: train.length, nTest: test.length, nPurged })),
    predictions,
    ic,
    rankIc: informationCoefficient(settled, panel.assets.length, overlap, true),
    hitRate: hitRateOf(settled),
    againstNaive: request.target === "RETURN" ? compareWithNaive(known, overlap) : null,
    strategies: strategiesOf(panel, predictions, request),
    audit:
      Math.abs(ic.mean) > SUSPICIOUS_IC
        ? auditLeakage({ table: request.table, spec: request.panel, panel, samples, folds, rows: settled, ic: ic.mean })
        : null,
  };
}

function checkTrading({ share, cost, nTrials }: PredictionRequest): void {
  if (!(share > 0 && share <= 0.5)) throw invalidInput(`'share' must be in (0, 0.5]. Got ${share}.`);
  if (!(cost >= 0 && cost < 0.1))
    throw invalidInput(`'cost' is a share of what is traded, in [0, 0.1). Got ${cost}; pass for example 0.0005.`);
  if (!Number.isInteger(nTrials) || nTrials < 1) throw invalidInput(`'nTrials' must be a whole number of at least 1. Got ${nTrials}.`);
}

/** A prediction with the scale of the rows that its forecaster was trained on. */
export interface ForecastRow extends ScoredRow {
  mean: number;
  unit: number;
}

/** Rows without which a forecaster is not fitted: twenty, and five for each feature. */
export const leastTrainingRows = ({ featureNames }: Panel): number => 20 + 5 * featureNames.length;

/** Fits on the fold's training rows and scores its test rows. */
export async function predictFold(
  panel: Panel,
  samples: Samples,
  fold: PredictionFold,
  spec: ForecasterSpec,
  request: Pick<PredictionRequest, "target" | "engine" | "seed" | "signal">,
): Promise<ForecastRow[]> {
  const { scale, score } = await scaledForecaster(panel, samples, fold.train, spec, request);
  const scores = score(panelInputs(panel, samples, fold.test, stepsOf(spec), scale), fold.test.length);
  const trained = returnScale(forwardOf(samples, fold.train));
  return Array.from(fold.test, (sample, k) => ({
    day: samples.day[sample] as number,
    asset: samples.asset[sample] as number,
    score: scores[k] as number,
    forward: samples.forward[sample] as number,
    ...trained,
  }));
}

type FitContext = Pick<PredictionRequest, "target" | "engine" | "seed" | "signal"> & { estimates?: Estimates };

/** A forecaster with the scale of the features that it reads. */
export interface ScaledForecaster {
  scale: FeatureScale;
  score: FittedForecaster;
}

const forwardOf = (samples: Samples, train: Int32Array) => Float64Array.from(train, (sample) => samples.forward[sample] as number);

/** Fits on training rows. */
export async function scaledForecaster(
  panel: Panel,
  samples: Samples,
  train: Int32Array,
  spec: ForecasterSpec,
  context: FitContext,
): Promise<ScaledForecaster> {
  const scale = panelScale(panel, samples, train);
  const rows = { x: panelInputs(panel, samples, train, stepsOf(spec), scale), forward: forwardOf(samples, train), n: train.length };
  return forecasterOf(panel, spec, scale, context, rows);
}

/** A forecaster of features of a scale; without rows, out of the context's estimates. */
export async function forecasterOf(
  { featureNames }: Panel,
  spec: ForecasterSpec,
  scale: FeatureScale,
  context: FitContext,
  rows: Pick<ForecasterRows, "x" | "forward" | "n"> = { x: new Float32Array(), forward: new Float64Array(), n: 0 },
): Promise<ScaledForecaster> {
  const shape = { steps: stepsOf(spec), nFeatures: featureNames.length, featureNames };
  return { scale, score: await fitForecaster(spec, context.target, { ...rows, ...shape }, context) };
}

/** Scale of each feature over the training rows of all assets together. */
function panelScale(panel: Panel, samples: Samples, train: Int32Array): FeatureScale {
  const columns = panel.featureNames.map((_, k) =>
    Float64Array.from(
      train,
      (sample) => panel.assets[samples.asset[sample] as number]?.features[k]?.[samples.at[sample] as number] as number,
    ),
  );
  return featureScale(
    columns,
    Array.from(train, (_, k) => k),
  );
}

export function panelInputs(panel: Panel, samples: Samples, chosen: Int32Array, steps: number, scale: FeatureScale): Float32Array {
  const length = steps * panel.featureNames.length;
  const x = new Float32Array(chosen.length * length);
  chosen.forEach((sample, k) => {
    const features = panel.assets[samples.asset[sample] as number]?.features ?? [];
    x.set(scaledRows(features, [samples.at[sample] as number], steps, scale), k * length);
  });
  return x;
}

function hitRateOf(rows: readonly ScoredRow[]): HitRate {
  const moved = rows.filter(({ forward }) => forward !== 0);
  const up = moved.filter(({ forward }) => forward > 0).length;
  const hits = moved.filter(({ score, forward }) => score > 0 === forward > 0).length;
  return { rate: hits / moved.length, majority: Math.max(up, moved.length - up) / moved.length, n: moved.length };
}

/** The naive score of an asset's day: the return over the last `horizon` days. */
function naiveScores(panel: Panel, rows: readonly ScoredRow[]): ScoredRow[] {
  const place = panel.assets.map(({ day }) => new Map(Array.from(day, (at, t) => [at, t])));
  return rows.flatMap((row) => {
    const t = place[row.asset]?.get(row.day) ?? -1;
    const close = panel.assets[row.asset]?.close;
    return close && t >= panel.horizon ? [{ ...row, score: (close[t] as number) / (close[t - panel.horizon] as number) - 1 }] : [];
  });
}

/**
 * The forecaster's squared errors day by day against those of the mean return of the rows that it was trained on, the forecast that needs no skill
 * and is hard to beat (Campbell and Thompson, 2008). Nothing is fitted to the days compared.
 */
function compareWithNaive(rows: readonly ForecastRow[], overlap: number): DieboldMariano {
  const days = new Map<number, { own: number; naive: number; n: number }>();
  for (const { day, score, forward, mean, unit } of rows) {
    const sums = days.get(day) ?? { own: 0, naive: 0, n: 0 };
    days.set(day, { own: sums.own + (forward - score * unit) ** 2, naive: sums.naive + (forward - mean) ** 2, n: sums.n + 1 });
  }
  const ordered = [...days].sort(([a], [b]) => a - b);
  const errors = (key: "own" | "naive") => Float64Array.from(ordered, ([, sums]) => sums[key] / sums.n);
  return dieboldMariano(errors("own"), errors("naive"), overlap);
}

function strategiesOf(panel: Panel, predictions: readonly ScoredRow[], request: PredictionRequest): StrategyResult[] {
  const { rule, share, cost, nTrials } = request;
  const nAssets = panel.assets.length;
  const first = predictions[0]?.day ?? 0;
  const span = { from: first + panel.lag, to: panel.days.length - 1, cost };
  const days = [...new Set(predictions.map(({ day }) => day))].sort((a, b) => a - b);
  const equal: Decision = new Map(panel.assets.map((_, asset) => [asset, 1 / nAssets]));
  const run = (name: string, decisions: ReadonlyMap<number, Decision>, trials: number) =>
    backtestStrategy(panel, { name, decisions, nTrials: trials, ...span }, request);
  return [
    run("strategy", decisionsOf(predictions, rule, share, panel.horizon, nAssets), nTrials),
    run("buy and hold", new Map([[first, equal]]), 1),
    run("equal weight", new Map(days.filter((_, at) => at % panel.horizon === 0).map((day) => [day, equal])), 1),
    run("naive", decisionsOf(naiveScores(panel, predictions), rule, share, panel.horizon, nAssets), 1),
  ];
}
