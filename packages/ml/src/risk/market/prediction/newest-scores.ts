import { invalidInput } from "../../../evaluation/inputs.ts";
import { parseForecaster, stepsOf } from "./forecaster.ts";
import { buildPanel } from "./panel.ts";
import { leastTrainingRows, type PredictionRequest, predictFold } from "./predict-market.ts";
import { predictionFolds, samplesOf } from "./samples.ts";

export interface NewestScores {
  /** Milliseconds since 1970. */
  day: number;
  /** Assets whose features are known on that day. */
  scores: { asset: string; score: number }[];
  /** Rows that the forecaster was fitted on. */
  nTrain: number;
}

/**
 * Fits the forecaster on the window that ends with the newest day and scores that day.
 * @throws AppError as `predictMarket`; "INVALID_INPUT" where no asset's features are known on the newest day.
 */
export async function newestScores(
  request: Pick<PredictionRequest, "table" | "panel" | "target" | "forecaster" | "window" | "seed" | "engine" | "signal">,
): Promise<NewestScores> {
  const forecaster = parseForecaster(request.forecaster);
  const panel = buildPanel(request.table, request.panel);
  const last = panel.days.length - 1;
  const samples = samplesOf(panel, stepsOf(forecaster));
  const [fold] = predictionFolds(samples, panel.days.length, request.window, last);
  if (!fold)
    throw invalidInput("No asset has all features on the newest day: an indicator or a column is missing there. Complete the last row.");
  const least = leastTrainingRows(panel);
  if (fold.train.length < least)
    throw invalidInput(`The newest window leaves ${fold.train.length} rows to train on; at least ${least} are needed. Give more history.`);
  const rows = await predictFold(panel, samples, fold, forecaster, request);
  return {
    day: panel.days[last] as number,
    scores: rows.map(({ asset, score }) => ({ asset: panel.assets[asset]?.name ?? "", score })),
    nTrain: fold.train.length,
  };
}
