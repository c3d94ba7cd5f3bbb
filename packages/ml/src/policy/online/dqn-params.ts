import { z } from "zod";
import { hiddenUnits } from "../agents/params.ts";
import { count, positive, share } from "../environments/params.ts";

export const DqnParams = z.strictObject({
  steps: count(100_000, 100_000_000, "Steps", "Environment steps."),
  units: hiddenUnits([120, 84]),
  learningRate: positive(2e-3, "Learning rate", "Of Adam; falls straight to a tenth."),
  bufferSize: count(50_000, 10_000_000, "Buffer", "Experiences remembered."),
  batchSize: count(128, 65_536, "Batch size", "Experiences of a learning step."),
  gamma: share(0.99, "Discount", "Discount of one step."),
  learningStarts: count(1000, 10_000_000, "Learning starts", "Steps before the first learning step."),
  trainFrequency: count(4, 100_000, "Train frequency", "Environment steps between learning."),
  gradientSteps: count(1, 100_000, "Gradient steps", "Learning steps each time."),
  targetEvery: count(500, 10_000_000, "Target copy", "Environment steps between copies into the target network."),
  explorationStart: share(1, "Exploration at first", "Share of random actions at first."),
  explorationEnd: share(0.05, "Exploration at last", "Share of random actions at last."),
  explorationShare: share(0.2, "Exploration time", "Share of all steps over which exploration falls."),
  double: z
    .boolean()
    .default(true)
    .meta({ title: "Double", description: "The learning network chooses the next action, its copy values it." }),
  dueling: z
    .boolean()
    .default(false)
    .meta({ title: "Dueling", description: "Separate outputs for the state's value and the actions' advantages." }),
  nStep: count(3, 100, "n-step", "Steps whose rewards are summed before the next value counts."),
  clipNorm: positive(1000, "Gradient clip", "Largest norm of all gradients together."),
  evaluateEvery: count(
    2000,
    100_000_000,
    "Evaluate every",
    "Environment steps between greedy evaluations; the best one's weights are kept.",
  ),
  evaluationEpisodes: count(30, 10_000, "Evaluation episodes", "Greedy episodes of an evaluation, from seeds of their own."),
});
export type DqnParams = z.output<typeof DqnParams>;
