import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import type { Network } from "../engine/network.ts";
import { createGatherer, createTargetGatherer } from "./batches.ts";
import type { HistoryEntry } from "./checkpoint.ts";
import { smoothed } from "./label-smoothing.ts";
import type { Loss } from "./losses/loss.ts";
import { trainingLoss } from "./members.ts";
import { addPenalty } from "./penalty.ts";
import type { MetricEntry, TrainRequest } from "./request.ts";
import { isScheduled, learningRateAt } from "./schedule.ts";

/** Runs one epoch after `stepsBefore` optimizer steps, with the history of the epochs before. */
export type EpochRunner = (
  epoch: number,
  stepsBefore: number,
  history: readonly HistoryEntry[],
) => Promise<{ step: number; values: MetricEntry[] }>;

/** One pass over the training rows in an order drawn from seed and epoch. @param weight [n] of the rows, or null. */
export function epochRunner(network: Network, loss: Loss, request: TrainRequest, weight: Float32Array | null): EpochRunner {
  const { options, train: rows, onProgress, signal } = request;
  const { batchSize, seed, labelSmoothing } = options;
  const capacity = Math.min(batchSize, rows.n);
  const gather = createGatherer(rows.x, network.design.input, rows.nSteps, rows.nFeatures, capacity);
  const targets = createTargetGatherer(rows.y, weight, capacity);
  const ownLoss = { ...loss, ...smoothed(loss, labelSmoothing ?? 0, request.nClasses) };
  const objective = trainingLoss(ownLoss, network.members);
  const order = new Uint32Array(rows.n);
  const steps = Math.ceil(rows.n / batchSize);

  return async (epoch, stepsBefore, history) => {
    for (let i = 0; i < order.length; i++) order[i] = i;
    // Each epoch has its own stream, so that a resumed run needs no state of it; 2^32 keeps it apart from the stream of the weights.
    const rng = createRng(seed + epoch * 2 ** 32);
    rng.shuffle(order);
    let step = stepsBefore;
    let learningRate = options.learningRate;
    let lossSum = 0;
    let correct = 0;
    for (let start = 0; start < rows.n; start += batchSize) {
      const batch = order.subarray(start, start + batchSize);
      const input = gather.rows(batch);
      const batchRows = { ...targets(batch), input: input.values };
      step++;
      learningRate = learningRateAt(options, step, steps, history);
      const batchLoss = network.trainStep(
        input,
        (logits, gradient) => {
          correct += objective.countCorrect?.(logits, batchRows) ?? 0;
          const value = objective.evaluate(logits, batchRows, gradient);
          if (request.penalty) addPenalty(request.penalty, network.members, logits, batch, gradient);
          return value;
        },
        { step, learningRate, rng },
      );
      if (!Number.isFinite(batchLoss)) throw diverged("loss", batchLoss, epoch, learningRate);
      lossSum += batchLoss;
      onProgress?.({ epoch, step: step - stepsBefore, steps });
      await giveTurn(signal);
    }
    const accuracy = loss.countCorrect ? [{ name: "accuracy", value: correct / rows.n }] : [];
    const rate = isScheduled(options) ? [{ name: "learning_rate", value: learningRate }] : [];
    return { step, values: [{ name: "loss", value: lossSum / rows.n }, ...accuracy, ...rate] };
  };
}

/** Lets messages, timers and aborts through. @throws AppError "CANCELLED" after an abort. */
export async function giveTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new AppError("CANCELLED", "cancelled", "Training was cancelled.", {}, { cause: signal.reason });
}

export function diverged(what: string, value: number, epoch: number, learningRate: number): AppError {
  const advice = `Lower learningRate (it is ${learningRate}; a tenth of it is a good next try) or look for extreme values in the features.`;
  return new AppError("DIVERGED", "numerical", `Training diverged: ${what} became ${value} in epoch ${epoch}. ${advice}`, { epoch });
}
