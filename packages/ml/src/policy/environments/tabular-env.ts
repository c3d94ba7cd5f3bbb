import { createRng, type Rng } from "@plimsoll/features";
import { checkAction, type DiscreteEnv, drawIndex } from "../env.ts";
import type { TabularModel } from "../tabular/model.ts";

export interface TabularEnvSetting {
  id: string;
  version: number;
  model: TabularModel;
  /** States in which the process has ended. */
  terminal: readonly number[];
  /** Steps after which watching ends. */
  maxSteps: number;
  /** What a step really pays; its mean must be the model's reward. The model's reward itself when absent. */
  payoff?(state: number, action: number, next: number, rng: Rng): number;
}

/** A model with listed states as an environment: the observation is the state, one-hot; `info.state` is its name. */
export function tabularEnv({ id, version, model, terminal, maxSteps, payoff }: TabularEnvSetting): DiscreteEnv {
  const { nStates, nActions, transition, reward, start, mask, stateNames, actionNames } = model;
  const ends = new Set(terminal);
  let rng = createRng(0);
  let state = 0;
  let steps = 0;
  let over = true;
  const observe = () => {
    const obs = new Float64Array(nStates);
    obs[state] = 1;
    return obs;
  };
  const info = () => ({ state: stateNames[state] ?? String(state) });
  const actionMask = () => Array.from(mask.subarray(state * nActions, (state + 1) * nActions), Boolean);
  return {
    id,
    version,
    observationSpace: { kind: "box", low: new Array<number>(nStates).fill(0), high: new Array<number>(nStates).fill(1) },
    actionSpace: { kind: "discrete", n: nActions },
    observationNames: stateNames,
    actionNames,
    reset(seed) {
      rng = createRng(seed);
      state = drawIndex(start, rng.next());
      steps = 0;
      over = false;
      return { obs: observe(), info: info() };
    },
    actionMask,
    step(action) {
      checkAction(id, action, nActions, over ? null : actionMask(), over);
      const next = drawIndex(transition, rng.next(), (action * nStates + state) * nStates, nStates);
      const paid = payoff ? payoff(state, action, next, rng) : (reward[action * nStates + state] as number);
      state = next;
      steps++;
      const terminated = ends.has(state);
      const truncated = !terminated && steps >= maxSteps;
      over = terminated || truncated;
      return { obs: observe(), reward: paid, terminated, truncated, info: info() };
    },
  };
}
