import type { Engine } from "../../engine/engine.ts";
import type { Trajectories } from "../logs/trajectories.ts";
import { networkPolicy } from "../policies/network.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { type BehaviourOptions, fitBehaviour } from "./behaviour.ts";
import { transitionSet } from "./transitions.ts";

/** Behaviour cloning: a policy that takes what the log took, with the chances that the log took it. What every learner has to beat. */
export async function cloneBehaviour(
  engine: Engine,
  data: Trajectories,
  options: BehaviourOptions & { standardise: boolean },
): Promise<DiscretePolicy> {
  const set = transitionSet(data, 1, options.standardise);
  const network = await fitBehaviour(engine, set, options);
  try {
    return networkPolicy(
      { observationNames: data.observationNames, actionNames: data.actionNames },
      { head: "SOFTMAX", activation: "relu", epsilon: 0, standardisation: set.standardisation },
      network.weights(),
    );
  } finally {
    network.dispose();
  }
}
