import type { SearchSpec, TrainingSpec, TuningSpec } from "@plimsoll/schema";
import { AppError } from "@plimsoll/schema";
import { watchedOf } from "../training/watched-metrics.ts";
import { rungsOf } from "./halving.ts";
import { resolveSpace } from "./resolve-space.ts";
import { sampleTrials } from "./sample-trials.ts";

/**
 * A search with everything that it leaves open settled: the metric, and where each parameter is searched. What is stored with the run, so
 * that the search is the same for whoever carries it out.
 * @throws AppError "INVALID_INPUT" naming what cannot be searched.
 */
export function resolveTuning(training: TrainingSpec, search: SearchSpec): TuningSpec {
  if (training.validation.method === "HOLD_OUT" && training.split.validationFraction === 0) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      "A search needs validation rows to compare trials by: raise split.validationFraction, or choose a validation with folds.",
      { path: ["split", "validationFraction"] },
    );
  }
  rungsOfSearch(search, training.training.epochs);
  const dimensions = resolveSpace(training, search);
  // A small space may hold fewer settings than were asked for.
  const trials = sampleTrials(training, dimensions, search.trials, search.seed).length;
  const metric = search.metric ?? watchedOf(training.task)[0] ?? "val_loss";
  return { training, search: { ...search, trials, metric, dimensions } };
}

/** Epochs at which the trials of a search are compared. */
export const rungsOfSearch = ({ method, eta, minEpochs }: SearchSpec, epochs: number): number[] =>
  method === "RANDOM" ? [epochs] : rungsOf(epochs, eta, minEpochs ?? null);
