import { dayText, newestScores, StoredForecaster } from "@plimsoll/ml";
import { AppError, type MarketForecastResult, type MarketModel, type SeriesPoint } from "@plimsoll/schema";
import type { MarketForecastTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import type { SeriesFile } from "./asset-returns.ts";
import { type FitsInForce, fitsInForce, storedFit } from "./fit-in-force.ts";
import { readMarketSeries } from "./market-series.ts";
import { engineFor, newestTail, newestVolatility, varUsesEngine, volatilityUsesEngine } from "./newest-fit.ts";
import { predictionRequest } from "./prediction.ts";

type Answer = Omit<MarketForecastResult, "type" | "modelVersionId">;
const NOTHING = { volatility: [], tail: [], scores: [], parameters: [], statistics: [], yesterday: null } satisfies Partial<Answer>;

/**
 * Asks a version for the days after the last row of the data set: its stored fit reads on through the rows that have come since. It is fitted anew
 * only where the window's refit is due, or where the rows are not those that it was fitted on.
 */
export async function marketForecastTask(task: MarketForecastTask, io: TaskIo): Promise<Answer> {
  const { model } = task;
  const file = { path: task.datasetPath, columns: task.columns };
  io.progress("Reading", 0.05);
  if (model.type === "PREDICTION") return predictionForecast(task, model, file, io);
  const read = await readMarketSeries(file, model.series);
  const { entry, window, seed, horizons } = model;
  const fits = await fitsInForce(task.modelPath, read, window);
  const { series } = fits;
  const end = series.returns.length;
  const { summary, point } = read;
  const known = { ...NOTHING, day: summary.read.to, nRows: summary.read.nRows, fit: fits.told(end) };
  io.progress(known.fit.source === "STORED" ? "Filtering" : "Fitting", 0.2);
  if (model.type === "VOLATILITY") {
    const engine = await engineFor([entry], volatilityUsesEngine, task.engine);
    const { latest, parameters, statistics } = await newestVolatility({ series, entry, seed, engine }, fits.at(end, 0), horizons);
    return { ...known, volatility: latest, parameters, statistics };
  }
  const engine = await engineFor([entry], varUsesEngine, task.engine);
  const request = { series, entry, seed, engine };
  const answer: Answer = known;
  for (const [at, horizon] of horizons.entries()) {
    io.progress("Forecasting", 0.2 + (0.5 * at) / horizons.length);
    const { latest, parameters, statistics } = await newestTail(request, fits.at(end, at), { alphas: model.alphas, horizon });
    answer.tail = [...answer.tail, ...latest.map((level) => ({ horizon, ...level }))];
    if (at === 0) [answer.parameters, answer.statistics] = [parameters, statistics];
  }
  io.progress("Looking back", 0.8);
  return { ...answer, yesterday: await lookBack(model, request, fits, point(read.series.returns.length - 1)) };
}

/** What the version says of the newest day from the rows before it, beside what came. */
async function lookBack(
  { alphas, horizons }: Extract<MarketModel, { type: "VAR" }>,
  request: Parameters<typeof newestTail>[0],
  fits: FitsInForce,
  { day }: SeriesPoint,
): Promise<MarketForecastResult["yesterday"]> {
  const { returns } = request.series;
  const loss = -(returns.at(-1) as number);
  const end = returns.length - 1;
  try {
    const { latest } = await newestTail(request, fits.at(end, horizons.indexOf(1)), { alphas, horizon: 1, end });
    return { day, loss, levels: latest.map(({ alpha, var: valueAtRisk }) => ({ alpha, var: valueAtRisk, isHit: loss > valueAtRisk })) };
  } catch (error) {
    // One row fewer may be too few: the forecast itself stands.
    if (error instanceof AppError && error.kind === "input") return null;
    throw error;
  }
}

async function predictionForecast(
  task: MarketForecastTask,
  { spec }: Extract<MarketModel, { type: "PREDICTION" }>,
  file: SeriesFile,
  io: TaskIo,
): Promise<Answer> {
  const request = await predictionRequest(file, spec, task.engine);
  io.progress("Scoring", 0.3);
  const { day, scores, nTrain, source, fitDay, daysSince } = await newestScores(request, await storedFit(task.modelPath, StoredForecaster));
  const newest = dayText(day);
  return {
    ...NOTHING,
    day: newest,
    nRows: request.table.rowCount,
    scores: scores.map((score) => ({ ...score, day: newest })),
    statistics: [{ name: "training_rows", value: nTrain }],
    fit: { source, throughDay: dayText(fitDay), rowsSince: daysSince, refitEvery: spec.window.refitEvery },
  };
}
