import type { TrainingOptions } from "@plimsoll/schema";
import type { HistoryEntry } from "./checkpoint.ts";

/**
 * The learning rate of an optimizer step. With rate r, w = warmupEpochs * steps an epoch, N = all steps of the run:
 * CONSTANT r; COSINE r / 2 * (1 + cos(pi * (step - 1 - w) / (N - w))); PLATEAU r * plateauFactor^(times the loss stood still);
 * during the first w steps the constant rate times step / w instead.
 * @param step optimizer step from 1. @param history of the epochs done. Source of COSINE: Loshchilov and Hutter (2017), without restarts.
 */
export function learningRateAt(options: TrainingOptions, step: number, stepsPerEpoch: number, history: readonly HistoryEntry[]): number {
  const { learningRate, epochs, schedule } = options;
  const warmup = (options.warmupEpochs ?? 0) * stepsPerEpoch;
  if (step <= warmup) return (learningRate * step) / warmup;
  if (schedule === "COSINE") {
    const part = (step - 1 - warmup) / Math.max(epochs * stepsPerEpoch - warmup, 1);
    return (learningRate / 2) * (1 + Math.cos(Math.PI * Math.min(Math.max(part, 0), 1)));
  }
  return schedule === "PLATEAU" ? learningRate * (options.plateauFactor ?? 0.5) ** standstills(history, options) : learningRate;
}

/** Whether the rate changes in the course of a run, so that the history should tell it. */
export const isScheduled = ({ schedule, warmupEpochs }: TrainingOptions): boolean =>
  (schedule ?? "CONSTANT") !== "CONSTANT" || Boolean(warmupEpochs);

/** How often `plateauPatience` epochs passed without a new lowest loss; counting starts anew after each time. */
function standstills(history: readonly HistoryEntry[], { plateauPatience }: TrainingOptions): number {
  const watched = history.some(({ name }) => name === "val_loss") ? "val_loss" : "loss";
  let lowest = Number.POSITIVE_INFINITY;
  let waited = 0;
  let count = 0;
  for (const { value } of history.filter(({ name }) => name === watched)) {
    waited = value < lowest ? 0 : waited + 1;
    lowest = Math.min(lowest, value);
    if (waited < (plateauPatience ?? 2)) continue;
    count++;
    waited = 0;
  }
  return count;
}
