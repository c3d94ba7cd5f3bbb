import { z } from "zod";
import { type LinearBanditOptions, linearBandit } from "../bandits/linear-bandit.ts";
import { atLeastZero, positive, share } from "../environments/params.ts";
import { type AgentRun, defineAgent } from "./agent.ts";

const ridge = () => positive(1, "Ridge", "Weight of the prior: larger trusts the log less.");

/** Takes a log in decision by decision; from logs the order does not matter to the regressions. */
async function learnLog({ source, progress, signal }: AgentRun<unknown, "DECISIONS">, options: LinearBanditOptions) {
  const { giveTurn } = await import("../../training/epoch.ts");
  const { log } = source;
  const d = log.featureNames.length;
  const learner = linearBandit({ observationNames: log.featureNames, actionNames: log.actionNames }, options);
  for (let i = 0; i < log.n; i++) {
    learner.learn(log.context.subarray(i * d, (i + 1) * d), log.action[i] as number, log.reward[i] as number);
    if (i % 1000 !== 0) continue;
    progress(i / log.n);
    await giveTurn(signal);
  }
  return learner.policy();
}

/** One regression an action, the best estimate taken but for a share of chance. */
export const epsilonGreedy = defineAgent({
  name: "epsilon-greedy",
  title: "Epsilon-greedy",
  description: "A ridge regression for each action; the best estimate is taken, and a share of decisions is drawn at random.",
  learnsFrom: "DECISIONS",
  params: z.strictObject({ ridge: ridge(), epsilon: share(0.1, "Epsilon", "Share of decisions drawn at random.") }),
  train: (run) => learnLog(run, { rule: "GREEDY", scale: 0, ...run.params }),
});

/** The largest upper bound of disjoint regressions. */
export const linUcb = defineAgent({
  name: "lin-ucb",
  title: "LinUCB",
  description: "A ridge regression for each action; the largest estimate plus alpha standard deviations is taken.",
  learnsFrom: "DECISIONS",
  params: z.strictObject({
    ridge: ridge(),
    alpha: atLeastZero(1, "Alpha", "Deviations above the estimate, in the reward's unit."),
    epsilon: share(0, "Epsilon", "Share of decisions drawn at random."),
  }),
  train: (run) => learnLog(run, { rule: "UCB", scale: run.params.alpha, ridge: run.params.ridge, epsilon: run.params.epsilon }),
});

/** Values drawn from the posteriors of disjoint regressions. */
export const linTs = defineAgent({
  name: "lin-ts",
  title: "Linear Thompson sampling",
  description: "A Bayesian regression for each action; an action is taken with the chance that it is the best.",
  learnsFrom: "DECISIONS",
  params: z.strictObject({
    ridge: ridge(),
    scale: positive(1, "Scale", "Standard deviation of the reward's noise, in the reward's unit."),
    epsilon: share(0, "Epsilon", "Share of decisions drawn at random."),
  }),
  train: (run) => learnLog(run, { rule: "THOMPSON", ...run.params }),
});
