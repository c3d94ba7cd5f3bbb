import type { TrainingOptions } from "@plimsoll/schema";
import { z } from "zod";
import { dropoutRate, layerUnits, wholeNumber } from "../../../architectures/params.ts";

/** How the networks of this folder are trained: small ones, several of them, on a few thousand noisy rows. */
export const networkParams = (units: number[], epochs: number) => ({
  units: layerUnits(units, "Units of each layer, first to last."),
  dropout: dropoutRate("Share of each layer's outputs dropped while training."),
  members: wholeNumber(5, [1, 50], "Members", "Networks from different seeds whose forecasts are averaged."),
  epochs: wholeNumber(epochs, [1, 1000], "Epochs", "Passes over the training rows; the learning rate falls to zero over them."),
  batchSize: wholeNumber(128, [8, 8192], "Batch size", "Rows of one step."),
  learningRate: z
    .number("must be a number in (0, 1]")
    .gt(0, "must be above 0")
    .max(1, "must be at most 1")
    .default(0.005)
    .meta({ title: "Learning rate", description: "Of the first step." }),
  weightDecay: z
    .number("must be a number in [0, 1]")
    .min(0, "must be at least 0")
    .max(1, "must be at most 1")
    .default(0.02)
    .meta({ title: "Weight decay", description: "Share of each kernel that a step takes away, times the learning rate." }),
});

export interface NetworkTraining {
  members: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
}

/** The training options of one member. */
export function trainingOptionsOf(
  { epochs, batchSize, learningRate, weightDecay }: NetworkTraining,
  seed: number,
  loss: Pick<TrainingOptions, "loss" | "quantiles">,
): TrainingOptions {
  return {
    epochs,
    batchSize,
    learningRate,
    seed,
    classWeight: "NONE",
    optimizer: "ADAMW",
    weightDecay,
    schedule: "COSINE",
    gradientClipNorm: 1,
    ...loss,
  };
}
