import { dayText, type MarketSeries, newestScores, varMethod, volatilityModel } from "@plimsoll/ml";
import { AppError, type MarketForecastResult, type MarketModel, type SeriesPoint } from "@plimsoll/schema";
import type { MarketForecastTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import type { SeriesFile } from "./asset-returns.ts";
import { readMarketSeries } from "./market-series.ts";
import { engineFor, newestTail, newestVolatility } from "./newest-fit.ts";
import { predictionRequest } from "./prediction.ts";

type Answer = Omit<MarketForecastResult, "type" | "modelVersionId">;
const NOTHING = { volatility: [], tail: [], scores: [], parameters: [], statistics: [], yesterday: null } satisfies Partial<Answer>;

/** Fits a version's model on the newest window of the data set and asks it for the days after the last row. */
export async function marketForecastTask(task: MarketForecastTask, io: TaskIo): Promise<Answer> {
  const { model } = task;
  const file = { path: task.datasetPath, columns: task.columns };
  io.progress("Reading", 0.05);
  if (model.type === "PREDICTION") return predictionForecast(task, model, file, io);
  const { series, summary, point } = await readMarketSeries(file, model.series);
  const n = series.returns.length;
  const known = { ...NOTHING, day: summary.read.to, nRows: summary.read.nRows };
  const { entry, window, seed, horizons } = model;
  io.progress("Fitting", 0.2);
  if (model.type === "VOLATILITY") {
    const engine = await engineFor([entry.name], volatilityModel, task.engine);
    const { latest, parameters, statistics } = await newestVolatility({ series, entry, window, seed, engine }, horizons);
    return { ...known, volatility: latest, parameters, statistics };
  }
  const engine = await engineFor([entry.name], varMethod, task.engine);
  const request = { series, entry, window, seed, engine };
  const answer: Answer = known;
  for (const [at, horizon] of horizons.entries()) {
    io.progress("Fitting", 0.2 + (0.5 * at) / horizons.length);
    const { latest, parameters, statistics } = await newestTail(request, { alphas: model.alphas, horizon });
    answer.tail = [...answer.tail, ...latest.map((level) => ({ horizon, ...level }))];
    if (at === 0) [answer.parameters, answer.statistics] = [parameters, statistics];
  }
  io.progress("Looking back", 0.8);
  return { ...answer, yesterday: await lookBack(model, request, point(n - 1)) };
}

/** What the version says of the newest day from the rows before it, beside what came. */
async function lookBack(
  { alphas }: Extract<MarketModel, { type: "VAR" }>,
  request: Parameters<typeof newestTail>[0] & { series: MarketSeries },
  { day }: SeriesPoint,
): Promise<MarketForecastResult["yesterday"]> {
  const { returns } = request.series;
  const loss = -(returns.at(-1) as number);
  try {
    const { latest } = await newestTail(request, { alphas, horizon: 1, end: returns.length - 1 });
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
  io.progress("Fitting", 0.3);
  const { day, scores, nTrain } = await newestScores(request);
  const newest = dayText(day);
  return {
    ...NOTHING,
    day: newest,
    nRows: request.table.rowCount,
    scores: scores.map((score) => ({ ...score, day: newest })),
    statistics: [{ name: "training_rows", value: nTrain }],
  };
}
