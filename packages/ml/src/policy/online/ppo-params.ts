import { z } from "zod";
import { hiddenUnits } from "../agents/params.ts";
import { atLeastZero, count, positive, share } from "../environments/params.ts";

export const PpoParams = z.strictObject({
  steps: count(150_000, 100_000_000, "Steps", "Environment steps over all environments."),
  units: hiddenUnits([64, 64]),
  learningRate: positive(1e-3, "Learning rate", "Of Adam; falls straight to 0."),
  environments: count(8, 1024, "Environments", "Environments stepped side by side."),
  horizon: count(32, 100_000, "Horizon", "Steps of each environment between updates."),
  epochs: count(20, 1000, "Epochs", "Passes over the steps of an update."),
  batchSize: count(256, 65_536, "Batch size", "Steps of a learning step."),
  gamma: share(0.98, "Discount", "Discount of one step."),
  lambda: share(0.8, "GAE lambda", "Weight of later differences in the advantage."),
  clip: share(0.2, "Clip", "How far a chance may move in one update; falls straight to 0."),
  entropy: atLeastZero(0, "Entropy", "Weight of the policy's entropy."),
  valueWeight: atLeastZero(0.5, "Value weight", "Weight of the value's squared error."),
  clipNorm: positive(0.5, "Gradient clip", "Largest norm of all gradients together."),
  evaluateEvery: count(
    10_000,
    100_000_000,
    "Evaluate every",
    "Environment steps between greedy evaluations; the best one's weights are kept.",
  ),
  evaluationEpisodes: count(20, 10_000, "Evaluation episodes", "Greedy episodes of an evaluation, from seeds of their own."),
});
export type PpoParams = z.output<typeof PpoParams>;
