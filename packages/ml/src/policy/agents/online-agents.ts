import { type DiscreteEnv, isDiscrete } from "../env.ts";
import type { OnlineTraining } from "../online/dqn.ts";
import { DqnParams } from "../online/dqn-params.ts";
import { PpoParams } from "../online/ppo-params.ts";
import { refuse } from "../refuse.ts";
import { type AgentRun, defineAgent } from "./agent.ts";

const trainingOf = ({
  engine,
  source,
  seed,
  params,
  point,
  progress,
  signal,
}: AgentRun<{ steps: number }, "ENVIRONMENT">): OnlineTraining => ({
  engine,
  env(): DiscreteEnv {
    const made = source.environment.create(source.params);
    if (isDiscrete(made)) return made;
    throw refuse(`Environment '${made.id}' has no listed actions.`, ["environment"]);
  },
  seed,
  signal,
  onPoint(entry) {
    if (entry.name === "return") point(entry);
    progress(entry.step / params.steps);
  },
});

/** Deep Q-learning in an environment. */
export const dqn = defineAgent({
  name: "dqn",
  title: "Deep Q-learning (DQN)",
  description: "Action values learned by acting, from a replay buffer; double, dueling and n-step as asked.",
  learnsFrom: "ENVIRONMENT",
  params: DqnParams,
  train: async (run) => (await import("../online/dqn.ts")).trainDqn(trainingOf(run), run.params),
});

/** Proximal policy optimisation in an environment. */
export const ppo = defineAgent({
  name: "ppo",
  title: "Proximal policy optimisation (PPO)",
  description: "A stochastic policy improved in small, clipped steps by acting in several environments side by side.",
  learnsFrom: "ENVIRONMENT",
  params: PpoParams,
  train: async (run) => (await import("../online/ppo.ts")).trainPpo(trainingOf(run), run.params),
});
