import { z } from "zod";
import { count, positive } from "../environments/params.ts";

/** How fitted Q evaluation is made. */
export const FqeOptions = z.strictObject({
  model: z.enum(["AUTO", "TABLE", "NETWORK"]).default("AUTO").meta({
    title: "Model",
    description: "TABLE counts distinct observations and solves exactly; NETWORK fits; AUTO counts where there are few.",
  }),
  units: z
    .array(z.int("must be a whole number").min(1, "must be at least 1").max(1024, "must be at most 1024"))
    .min(1, "needs at least one layer")
    .max(6, "takes at most 6 layers")
    .default([64, 64])
    .meta({ title: "Units", description: "Units of each hidden layer." }),
  steps: count(20_000, 10_000_000, "Steps", "Learning steps of the network."),
  batchSize: count(512, 65_536, "Batch size", "Logged steps of a learning step."),
  learningRate: positive(1e-3, "Learning rate", "Of Adam; falls along a half cosine."),
  targetEvery: count(100, 1_000_000, "Target copy", "Learning steps between copies into the target network."),
  replicates: z
    .int("must be a whole number")
    .min(0, "must be at least 0")
    .max(1000, "must be at most 1000")
    .default(50)
    .meta({ title: "Replicates", description: "Resamples of episodes for the standard error of a table; 0 for none." }),
});
