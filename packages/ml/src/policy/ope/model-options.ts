import { z } from "zod";
import { count, positive } from "../environments/params.ts";

const shared = (units: number[]) => ({
  units: z
    .array(z.int("must be a whole number").min(1, "must be at least 1").max(1024, "must be at most 1024"))
    .min(1, "needs at least one layer")
    .max(6, "takes at most 6 layers")
    .default(units)
    .meta({ title: "Units", description: "Units of each hidden layer." }),
  epochs: count(15, 1000, "Epochs", "Passes over the rows."),
  batchSize: count(256, 65_536, "Batch size", "Rows of a step."),
  learningRate: positive(0.003, "Learning rate", "Of Adam."),
  folds: z
    .int("must be a whole number")
    .min(2, "must be at least 2")
    .max(10, "must be at most 10")
    .default(2)
    .meta({ title: "Folds", description: "Each row's estimate comes from a model that has not seen its fold." }),
});

/** How the mean reward of each action is estimated from the log. */
export const RewardModelOptions = z.strictObject(shared([32]));

/** How the past policy's chances are estimated where the log has none. */
export const PropensityOptions = z.strictObject(shared([16]));
