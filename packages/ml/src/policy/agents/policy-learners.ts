import { z } from "zod";
import { atLeastZero, share } from "../environments/params.ts";
import { RewardModelOptions } from "../ope/model-options.ts";
import { type AgentRun, defineAgent } from "./agent.ts";
import { fitParams, hiddenUnits } from "./params.ts";

const shared = {
  units: hiddenUnits([32]),
  ...fitParams(30),
  entropy: atLeastZero(
    0.02,
    "Entropy",
    "Weight of the policy's entropy, in standard deviations of the reward: keeps chances open where gains are small.",
  ),
  weightDecay: atLeastZero(0.01, "Weight decay", "Share of themselves that kernels lose a step, times the learning rate."),
  epsilon: share(0.02, "Epsilon", "Share of decisions that the finished policy draws at random, so that its own log can be learned from."),
};
type Shared = { [Key in keyof typeof shared]: z.output<(typeof shared)[Key]> };

const learn = async (
  { engine, source, params, seed, point, progress, signal }: AgentRun<Shared, "DECISIONS">,
  objective: "IPW" | "DR",
  rewardModel: unknown,
) => {
  const { fitPolicyLearner } = await import("../bandits/policy-learner.ts");
  return fitPolicyLearner(
    engine,
    source.log,
    { ...params, objective, rewardModel, seed },
    {
      signal,
      onEpoch(epoch, value) {
        point({ step: epoch, name: "off_policy_value", value });
        progress(epoch / params.epochs);
      },
    },
  );
};

/** The policy that its own inverse-propensity value likes best. */
export const ipwLearner = defineAgent({
  name: "ipw-learner",
  title: "IPW policy learner",
  description: "A stochastic policy trained to maximise its value by inverse propensity weights on the log.",
  learnsFrom: "DECISIONS",
  params: z.strictObject(shared),
  train: (run) => learn(run, "IPW", undefined),
});

/** The policy that its own doubly robust value likes best. */
export const drLearner = defineAgent({
  name: "dr-learner",
  title: "DR policy learner",
  description: "A stochastic policy trained to maximise its doubly robust value on the log, with a cross-fitted reward model.",
  learnsFrom: "DECISIONS",
  params: z.strictObject({
    ...shared,
    rewardModel: RewardModelOptions.prefault({}).meta({
      title: "Reward model",
      description: "How the mean reward of each action is estimated.",
    }),
  }),
  train: (run) => learn(run, "DR", run.params.rewardModel),
});
