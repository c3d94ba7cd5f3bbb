import { selectRows, type Table, timeValues } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import {
  dayText,
  type InformationCoefficient,
  loadEngine,
  newestScores,
  type PredictionRequest,
  type PredictionStudy,
  parseForecaster,
  predictMarket,
  type StrategyResult,
} from "@plimsoll/ml";
import {
  AppError,
  type CoefficientResult,
  type EngineName,
  type PredictionResult,
  type PredictionSpec,
  type StrategyOutcome,
} from "@plimsoll/schema";
import type { PredictionTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import type { SeriesFile } from "./asset-returns.ts";
import { controlOf } from "./control.ts";
import { writeCsv } from "./csv.ts";
import { namedNumbers, writeFit } from "./newest-fit.ts";
import { thinned } from "./thin.ts";

const MOST_POINTS = 750;
const MOST_FOLDS = 250;
const DAY_MS = 86_400_000;

/** Predicts walking forward, trades on what was predicted, and audits what looks too good. */
export async function predictionTask(task: PredictionTask, io: TaskIo): Promise<{ result: PredictionResult; rowCount: number }> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const request = await predictionRequest({ path: task.datasetPath, columns: task.columns }, spec, task.engine);
  const words = (phase: string) => (phase === "backtest" ? "Trading" : phase === "features" ? "Features" : "Walking forward");
  const study = await predictMarket({ ...request, ...controlOf(io, 0.04, 0.95, words) });
  io.progress("Newest fit", 0.96);
  await writeFit(task.fitPath, (await newestScores(request)).stored);
  io.progress("Saving", 0.97);
  const { predictions, days, assets } = study;
  const rowCount = await writeCsv(task.outputPath, [
    { name: "day", texts: predictions.map(({ day }) => dayText(days[day] as number)) },
    { name: "asset", texts: predictions.map(({ asset }) => assets[asset] ?? null) },
    { name: "score", numbers: predictions.map(({ score }) => score) },
    { name: "forward_return", numbers: predictions.map(({ forward }) => forward) },
  ]);
  return { result: resultOf(study, spec), rowCount };
}

/** The study that a specification asks for, with its rows read. */
export async function predictionRequest(file: SeriesFile, spec: PredictionSpec, engine: EngineName): Promise<PredictionRequest> {
  const { timeColumn: time, seriesColumns, quotes, columns, indicators } = spec;
  const wanted = new Set([time, ...seriesColumns, ...columns, ...Object.values(quotes).filter((name) => name !== null)]);
  const table = await readTable(
    file.path,
    file.columns.filter(({ name }) => wanted.has(name)),
  );
  const features = indicators.map(({ name, type, params }) => ({ name, type, params }));
  const { horizon, lag, target, forecaster, window, rule, share, cost, nTrials, seed, periodsPerYear, riskFreeRate } = spec;
  return {
    table: rowsBetween(table, spec),
    panel: { indicators: { time, series: seriesColumns, quotes, features }, columns, horizon, lag },
    target,
    forecaster,
    window,
    rule,
    share,
    cost,
    nTrials,
    seed,
    periodsPerYear,
    riskFreeRate,
    engine: parseForecaster(forecaster).kind === "NETWORK" ? await loadEngine(engine) : null,
  };
}

function rowsBetween(table: Table, { timeColumn, from, to }: PredictionSpec): Table {
  if (from === null && to === null) return table;
  const first = from === null ? Number.NEGATIVE_INFINITY : Date.parse(`${from}T00:00:00Z`);
  const last = to === null ? Number.POSITIVE_INFINITY : Date.parse(`${to}T00:00:00Z`) + DAY_MS - 1;
  const times = timeValues(table, timeColumn);
  const rows = Int32Array.from(times.keys()).filter((row) => (times[row] as number) >= first && (times[row] as number) <= last);
  if (rows.length > 0) return selectRows(table, rows);
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `No row lies between ${from ?? "the beginning"} and ${to ?? "the end"}. Choose other days.`,
    {
      path: ["from"],
    },
  );
}

function resultOf(study: PredictionStudy, { target }: PredictionSpec): PredictionResult {
  const { days, assets, predictions, folds, strategies, againstNaive } = study;
  const day = (at: number) => dayText(days[at] as number);
  const newest = predictions.at(-1)?.day ?? 0;
  const [first] = strategies;
  const places = thinned(first?.days.length ?? 0, MOST_POINTS);
  return {
    assets,
    featureNames: study.featureNames,
    target,
    from: day(predictions[0]?.day ?? 0),
    to: day(newest),
    nDays: new Set(predictions.map((row) => row.day)).size,
    nPredictions: predictions.length,
    folds: thinned(folds.length, MOST_FOLDS).flatMap((at) => {
      const fold = folds[at];
      return fold ? [{ ...fold, firstTestDay: day(fold.firstTestDay) }] : [];
    }),
    ic: coefficientOf(study.ic, day),
    rankIc: coefficientOf(study.rankIc, day),
    hitRate: study.hitRate,
    againstNaive: againstNaive && {
      ...againstNaive,
      better: againstNaive.better === null ? null : againstNaive.better === "a" ? "MODEL" : "NAIVE",
    },
    days: places.map((place) => day(first?.days[place] ?? 0)),
    strategies: strategies.map((strategy) => strategyOf(strategy, places)),
    audit: study.audit && { ...study.audit, findings: study.audit.findings.map((finding) => ({ ...finding })) },
    latest: predictions
      .filter((row) => row.day === newest)
      .map(({ asset, score }) => ({ asset: assets[asset] ?? "", day: day(newest), score })),
  };
}

function coefficientOf(ic: InformationCoefficient, day: (at: number) => string): CoefficientResult {
  const { kind, mean, deviation, ratio, tStatistic, pValue, n } = ic;
  const places = thinned(ic.values.length, MOST_POINTS);
  return {
    kind,
    mean,
    deviation,
    ratio,
    tStatistic,
    pValue,
    n,
    days: places.map((place) => day(ic.days[place] as number)),
    values: places.map((place) => ic.values[place] as number),
  };
}

function strategyOf(
  { name, performance, significance, turnover, costs, exposure, wealth }: StrategyResult,
  places: readonly number[],
): StrategyOutcome {
  let peak = 1;
  const drawdown = wealth.map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
  const { sharpe, probabilistic, expectedBest, deflated, nTrials } = significance;
  return {
    name,
    performance: namedNumbers({ ...performance }),
    sharpe,
    probabilistic,
    expectedBest,
    deflated,
    nTrials,
    turnover,
    costs,
    exposure,
    wealth: places.map((place) => wealth[place] as number),
    drawdown: places.map((place) => drawdown[place] as number),
  };
}
