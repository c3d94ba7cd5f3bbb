import type { DiscretePolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { evaluateTabularPolicy } from "../tabular/evaluate.ts";
import type { TabularModel } from "../tabular/model.ts";
import { policyIteration } from "../tabular/solve.ts";

/** A learned policy beside the exact best one of its environment's model. */
export interface OracleGap {
  /** Exact discounted value from the start, of the policy and of the best. */
  value: number;
  optimum: number;
  /** For each state: what is best, what the policy likes most, with which chance, and what taking it costs in value. */
  states: { state: string; best: string; learned: string; chance: number; regret: number }[];
}

/** @throws AppError "INVALID_INPUT" if the policy does not read the model's states one-hot or chooses among other actions. */
export function oracleGap(model: TabularModel, policy: DiscretePolicy): OracleGap {
  const { nStates, nActions, stateNames, actionNames, mask } = model;
  if (policy.schema.observationNames.length !== nStates || policy.schema.actionNames.length !== nActions)
    throw refuse(
      `The model has ${nStates} states and ${nActions} actions, the policy reads ${policy.schema.observationNames.length} numbers and takes ${policy.schema.actionNames.length} actions.`,
    );
  const chances = new Float64Array(nStates * nActions);
  for (let s = 0; s < nStates; s++) {
    const obs = new Float64Array(nStates);
    obs[s] = 1;
    chances.set(policy.distribution(obs, mask.subarray(s * nActions, (s + 1) * nActions)), s * nActions);
  }
  const best = policyIteration(model);
  return {
    value: evaluateTabularPolicy(model, chances).objective,
    optimum: best.objective,
    states: stateNames.map((state, s) => {
      const own = chances.subarray(s * nActions, (s + 1) * nActions);
      const learned = own.indexOf(own.reduce((most, chance) => Math.max(most, chance), 0));
      const [top, a] = [best.actions[s] as number, learned];
      return {
        state,
        best: actionNames[top] ?? "",
        learned: actionNames[a] ?? "",
        chance: own[learned] as number,
        regret: (best.values[s] as number) - (best.q[s * nActions + a] as number),
      };
    }),
  };
}
