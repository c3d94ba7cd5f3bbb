import { refuse } from "../refuse.ts";

/**
 * A Markov decision process with listed states and actions: what exact solvers take, and what a simulator of it draws from.
 * Actions that the mask forbids are never taken, so their rows of `transition` and `reward` are not read.
 */
export interface TabularModel {
  nStates: number;
  nActions: number;
  stateNames: readonly string[];
  actionNames: readonly string[];
  /** [nActions, nStates, nStates] row-major: the chance of the last state after the action in the first. */
  transition: Float64Array;
  /** [nActions, nStates] expected reward, currency of the model. */
  reward: Float64Array;
  /** Discount of one step, in [0, 1). */
  gamma: number;
  /** [nStates] chances of the first state. */
  start: Float64Array;
  /** [nStates, nActions] 1 = allowed. */
  mask: Uint8Array;
}

export interface TabularDescription {
  stateNames: readonly string[];
  actionNames: readonly string[];
  /** [action][state][next state] */
  transition: readonly (readonly ArrayLike<number>[])[];
  /** [action][state] */
  reward: readonly ArrayLike<number>[];
  gamma: number;
  start: ArrayLike<number>;
  /** [state][action], 1 or true = allowed; all when nothing is said. */
  mask?: readonly ArrayLike<number | boolean>[];
}

/** Chances of a row may miss one by this much: sums of decimals as people write them. */
const SUM_TOLERANCE = 1e-9;

/** A model from nested lists. @throws AppError "INVALID_INPUT" as `checkModel`. */
export function tabularModel({ stateNames, actionNames, transition, reward, gamma, start, mask }: TabularDescription): TabularModel {
  const [nStates, nActions] = [stateNames.length, actionNames.length];
  const flat = new Float64Array(nActions * nStates * nStates);
  const rewards = new Float64Array(nActions * nStates);
  const allowed = new Uint8Array(nStates * nActions).fill(1);
  for (let a = 0; a < nActions; a++) {
    for (let s = 0; s < nStates; s++) {
      const row = transition[a]?.[s];
      if (row?.length !== nStates)
        throw refuse(`The transition of action ${a} in state ${s} has ${row?.length ?? "no"} chances, expected ${nStates}.`);
      flat.set(Array.from(row), (a * nStates + s) * nStates);
      rewards[a * nStates + s] = reward[a]?.[s] ?? Number.NaN;
      if (mask) allowed[s * nActions + a] = Number(Boolean(mask[s]?.[a]));
    }
  }
  return checkModel({
    nStates,
    nActions,
    stateNames,
    actionNames,
    transition: flat,
    reward: rewards,
    gamma,
    start: Float64Array.from(start),
    mask: allowed,
  });
}

/** @throws AppError "INVALID_INPUT" if chances are no distribution, a reward is not finite, a state allows nothing, or gamma is outside [0, 1). */
export function checkModel(model: TabularModel): TabularModel {
  const { nStates, nActions, transition, reward, gamma, start, mask } = model;
  if (nStates < 1 || nActions < 1) throw refuse(`A model needs a state and an action. Got ${nStates} and ${nActions}.`);
  const lengths = [transition.length, reward.length, start.length, mask.length];
  const wanted = [nActions * nStates * nStates, nActions * nStates, nStates, nStates * nActions];
  if (lengths.join() !== wanted.join())
    throw refuse(
      `A model of ${nStates} states and ${nActions} actions has arrays of ${wanted.join(", ")} values. Got ${lengths.join(", ")}.`,
    );
  if (!(gamma >= 0 && gamma < 1)) throw refuse(`Parameter 'gamma' of a model must be in [0, 1). Got ${gamma}.`);
  checkChances(start, 0, nStates, "The start");
  for (let s = 0; s < nStates; s++) {
    let allowed = 0;
    for (let a = 0; a < nActions; a++) {
      if (mask[s * nActions + a] === 0) continue;
      allowed++;
      checkChances(transition, (a * nStates + s) * nStates, nStates, `Action ${a} in state ${s}`);
      if (!Number.isFinite(reward[a * nStates + s])) throw refuse(`The reward of action ${a} in state ${s} is ${reward[a * nStates + s]}.`);
    }
    if (allowed === 0) throw refuse(`State ${s} allows no action. Let at least one stand, "do nothing" for example.`);
  }
  return model;
}

function checkChances(values: Float64Array, from: number, count: number, what: string): void {
  let sum = 0;
  for (let k = from; k < from + count; k++) {
    const chance = values[k] as number;
    if (!(chance >= 0)) throw refuse(`${what} has the chance ${chance}. Chances are at least 0.`);
    sum += chance;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw refuse(`${what} has chances that sum to ${sum}, expected 1.`);
}

/** A stochastic policy of a model, [nStates, nActions] row-major, that always takes these actions. */
export function deterministic(model: TabularModel, actions: ArrayLike<number>): Float64Array {
  const policy = new Float64Array(model.nStates * model.nActions);
  for (let s = 0; s < model.nStates; s++) policy[s * model.nActions + (actions[s] as number)] = 1;
  return policy;
}

/** The policy that takes each allowed action with the same chance, [nStates, nActions]. */
export function uniformPolicy({ nStates, nActions, mask }: TabularModel): Float64Array {
  const policy = new Float64Array(nStates * nActions);
  for (let s = 0; s < nStates; s++) {
    let allowed = 0;
    for (let a = 0; a < nActions; a++) allowed += mask[s * nActions + a] as number;
    for (let a = 0; a < nActions; a++) policy[s * nActions + a] = (mask[s * nActions + a] as number) / allowed;
  }
  return policy;
}
