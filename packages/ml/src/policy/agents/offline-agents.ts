import { z } from "zod";
import { count, positive, share } from "../environments/params.ts";
import { type AgentRun, defineAgent } from "./agent.ts";
import { fitParams, hiddenUnits } from "./params.ts";

const standardise = () =>
  z
    .boolean()
    .default(true)
    .meta({ title: "Standardise", description: "Bring each input to mean 0 and deviation 1 first; off for one-hot states." });

const shared = {
  units: hiddenUnits([64, 64]),
  steps: count(20_000, 10_000_000, "Steps", "Learning steps."),
  batchSize: count(256, 65_536, "Batch size", "Logged steps of a learning step."),
  learningRate: positive(1e-3, "Learning rate", "Of Adam; falls along a half cosine."),
  targetEvery: count(100, 1_000_000, "Target copy", "Learning steps between copies into the target network: one round of fitted Q."),
  standardise: standardise(),
};
type Shared = { [Key in keyof typeof shared]: z.output<(typeof shared)[Key]> };

const learn = async (
  { engine, source, params, seed, point, progress, signal }: AgentRun<Shared, "TRAJECTORIES">,
  own: { alpha: number; threshold: number | null },
) => {
  const { fitOfflineQ } = await import("../offline/q-learning.ts");
  return fitOfflineQ(
    engine,
    source.data,
    { ...params, ...own, gamma: source.gamma, seed },
    {
      signal,
      onPoint(entry) {
        point(entry);
        progress(entry.step / params.steps);
      },
    },
  );
};

/** Fitted Q iteration with a network. */
export const fittedQ = defineAgent({
  name: "fitted-q",
  title: "Fitted Q",
  description: "Action values learned from logged steps alone. Without a brake it believes what it has seldom seen.",
  learnsFrom: "TRAJECTORIES",
  params: z.strictObject(shared),
  train: (run) => learn(run, { alpha: 0, threshold: null }),
});

/** Conservative Q-learning over listed actions. */
export const cql = defineAgent({
  name: "cql",
  title: "Conservative Q-learning",
  description: "Fitted Q with a penalty on the values of actions that the log does not take.",
  learnsFrom: "TRAJECTORIES",
  params: z.strictObject({
    ...shared,
    alpha: positive(0.01, "Alpha", "Weight of the penalty, on rewards of root mean square one. Larger stays closer to the log."),
  }),
  train: (run) => learn(run, { alpha: run.params.alpha, threshold: null }),
});

/** Batch-constrained Q-learning over listed actions. */
export const bcq = defineAgent({
  name: "bcq",
  title: "Batch-constrained Q-learning",
  description: "Fitted Q among the actions that the log takes often enough in like circumstances.",
  learnsFrom: "TRAJECTORIES",
  params: z.strictObject({
    ...shared,
    threshold: share(
      0.05,
      "Threshold",
      "Least share of the most frequent action's chance. 0.3 suits logs that explored much, less those that seldom did.",
    ),
  }),
  train: (run) => learn(run, { alpha: 0, threshold: run.params.threshold }),
});

/** A copy of what the log did. */
export const behaviourCloning = defineAgent({
  name: "behaviour-cloning",
  title: "Behaviour cloning",
  description: "Takes what the log took, with the chances that the log took it: what every learner has to beat.",
  learnsFrom: "TRAJECTORIES",
  params: z.strictObject({ units: hiddenUnits([64]), ...fitParams(10), standardise: standardise() }),
  async train({ engine, source, params, seed, point, progress, signal }) {
    const { cloneBehaviour } = await import("../offline/clone.ts");
    return cloneBehaviour(engine, source.data, {
      ...params,
      seed,
      signal,
      onEpoch(epoch, loss) {
        point({ step: epoch, name: "loss", value: loss });
        progress(epoch / params.epochs);
      },
    });
  },
});
