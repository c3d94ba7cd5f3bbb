import { z } from "zod";
import { count, positive } from "../environments/params.ts";

/** Parameters that several agents share, with the same bounds. */
export const hiddenUnits = (defaults: number[]) =>
  z
    .array(z.int("must be a whole number").min(1, "must be at least 1").max(2048, "must be at most 2048"))
    .min(1, "needs at least one layer")
    .max(8, "takes at most 8 layers")
    .default(defaults)
    .meta({ title: "Units", description: "Units of each hidden layer." });

export const fitParams = (epochs: number) => ({
  epochs: count(epochs, 10_000, "Epochs", "Passes over the decisions."),
  batchSize: count(256, 65_536, "Batch size", "Decisions of a learning step."),
  learningRate: positive(0.003, "Learning rate", "Of Adam."),
});
