import { refuse } from "../refuse.ts";
import type { Agent } from "./agent.ts";
import { deepHedge } from "./deep-hedge.ts";
import { exact } from "./exact.ts";
import { executionNet } from "./execution-net.ts";
import { epsilonGreedy, linTs, linUcb } from "./linear-agents.ts";
import { neuralLinearTs } from "./neural-linear-ts.ts";
import { bcq, behaviourCloning, cql, fittedQ } from "./offline-agents.ts";
import { dqn, ppo } from "./online-agents.ts";
import { drLearner, ipwLearner } from "./policy-learners.ts";

/** Every learning algorithm for policies, one line each. */
export const agents: readonly Agent[] = [
  epsilonGreedy,
  linUcb,
  linTs,
  neuralLinearTs,
  ipwLearner,
  drLearner,
  behaviourCloning,
  fittedQ,
  cql,
  bcq,
  dqn,
  ppo,
  deepHedge,
  executionNet,
  exact,
];

/** The agent of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function agent(name: string): Agent {
  const found = agents.find((entry) => entry.name === name);
  if (found) return found;
  throw refuse(`Agent '${name}' does not exist. Choose one of: ${agents.map((entry) => entry.name).join(", ")}.`, ["agent"]);
}
