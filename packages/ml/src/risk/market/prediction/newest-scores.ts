import type { FitSource } from "@plimsoll/schema";
import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { keptEstimates, newEstimates } from "../estimates.ts";
import { scheduledFit } from "../fit-schedule.ts";
import { type ForecasterSpec, parseForecaster, stepsOf } from "./forecaster.ts";
import { buildPanel, type Panel } from "./panel.ts";
import {
  forecasterOf,
  leastTrainingRows,
  type PredictionRequest,
  panelInputs,
  type ScaledForecaster,
  scaledForecaster,
} from "./predict-market.ts";
import { predictionFolds, type Samples, samplesOf } from "./samples.ts";

/** A forecaster as a version keeps it: fitted to score from one day on. */
export const StoredForecaster = z.strictObject({
  /** The first day it scores, and the newest when it was fitted; milliseconds since 1970. */
  day: z.number(),
  featureNames: z.array(z.string()),
  /** Rows that it was fitted on, and the scale of their features. */
  nTrain: z.int(),
  scale: z.strictObject({ means: z.array(z.number()), deviations: z.array(z.number()) }),
  estimates: z.record(z.string(), z.unknown()),
  /** What it said of that day, by which later rows are known to be the same series. */
  scores: z.array(z.strictObject({ asset: z.string(), score: z.number() })),
});
export type StoredForecaster = z.output<typeof StoredForecaster>;

export interface NewestScores {
  /** Milliseconds since 1970. */
  day: number;
  /** Assets whose features are known on that day. */
  scores: { asset: string; score: number }[];
  /** Rows that the forecaster was fitted on. */
  nTrain: number;
  /** Where the forecaster came from, the first day it scores, and the days since. */
  source: FitSource;
  fitDay: number;
  daysSince: number;
  /** The forecaster, to be kept. */
  stored: StoredForecaster;
}

type Request = Pick<PredictionRequest, "table" | "panel" | "target" | "forecaster" | "window" | "seed" | "engine" | "signal">;

/** Beyond this share of the scores' size a stored day's scores are others: prices were revised by more than their rounding. */
const SAME = 1e-3;

/**
 * Scores the newest day with the forecaster of the version, as a walk through time would: the stored one until `window.refitEvery` days after it,
 * from then on one that is fitted on the window before the day on which the last refit was due. Rows that are not those of the stored forecaster
 * (its day is missing, or has other scores) are another panel, for which one is fitted on the newest window.
 * @param stored null where there is none yet.
 * @throws AppError as `predictMarket`; "INVALID_INPUT" where no asset's features are known on the newest day.
 */
export async function newestScores(request: Request, stored: StoredForecaster | null = null): Promise<NewestScores> {
  const spec = parseForecaster(request.forecaster);
  const panel = buildPanel(request.table, request.panel);
  const samples = samplesOf(panel, stepsOf(spec));
  const last = panel.days.length - 1;
  if (!samples.day.includes(last))
    throw invalidInput("No asset has all features on the newest day: an indicator or a column is missing there. Complete the last row.");
  const known = stored && (await restored(panel, samples, stored, spec, request));
  const at = known ? panel.days.indexOf((stored as StoredForecaster).day) : null;
  const { source, begin } = scheduledFit({ isStored: stored !== null, at, end: last, refitEvery: request.window.refitEvery });
  const fitted =
    source === "STORED" && known ? { ...known, stored: stored as StoredForecaster } : await fittedAt(panel, samples, begin, spec, request);
  return {
    day: panel.days[last] as number,
    scores: scoresOn(panel, samples, last, spec, fitted),
    nTrain: fitted.stored.nTrain,
    source,
    fitDay: panel.days[begin] as number,
    daysSince: last - begin,
    stored: fitted.stored,
  };
}

/** The stored forecaster, if the panel is the one that it was fitted on. */
async function restored(
  panel: Panel,
  samples: Samples,
  stored: StoredForecaster,
  spec: ForecasterSpec,
  request: Request,
): Promise<ScaledForecaster | null> {
  const at = panel.days.indexOf(stored.day);
  if (at < 0 || stored.featureNames.join("\n") !== panel.featureNames.join("\n")) return null;
  const forecaster = await forecasterOf(panel, spec, stored.scale, { ...request, estimates: keptEstimates(stored.estimates) });
  const now = new Map(scoresOn(panel, samples, at, spec, forecaster).map(({ asset, score }) => [asset, score]));
  const size = Math.max(...stored.scores.map(({ score }) => Math.abs(score)), 1e-12);
  const isSame =
    now.size === stored.scores.length &&
    stored.scores.every(({ asset, score }) => Math.abs((now.get(asset) ?? Number.POSITIVE_INFINITY) - score) <= SAME * size);
  return isSame ? forecaster : null;
}

/** Fits on the window that ends before a day. */
async function fittedAt(
  panel: Panel,
  samples: Samples,
  begin: number,
  spec: ForecasterSpec,
  request: Request,
): Promise<ScaledForecaster & { stored: StoredForecaster }> {
  const train = predictionFolds(samples, panel.days.length, request.window, begin)[0]?.train ?? new Int32Array();
  const least = leastTrainingRows(panel);
  if (train.length < least)
    throw invalidInput(`The newest window leaves ${train.length} rows to train on; at least ${least} are needed. Give more history.`);
  const estimates = newEstimates();
  const fitted = await scaledForecaster(panel, samples, train, spec, { ...request, estimates });
  const stored = {
    day: panel.days[begin] as number,
    featureNames: [...panel.featureNames],
    nTrain: train.length,
    scale: fitted.scale,
    estimates: estimates.values,
    scores: scoresOn(panel, samples, begin, spec, fitted),
  };
  return { ...fitted, stored };
}

function scoresOn(panel: Panel, samples: Samples, day: number, spec: ForecasterSpec, { scale, score }: ScaledForecaster) {
  const chosen = Int32Array.from(samples.day.keys()).filter((sample) => samples.day[sample] === day);
  const scores = score(panelInputs(panel, samples, chosen, stepsOf(spec), scale), chosen.length);
  return Array.from(chosen, (sample, k) => ({
    asset: panel.assets[samples.asset[sample] as number]?.name ?? "",
    score: scores[k] as number,
  }));
}
