import { solveLinear } from "../../numeric/linear.ts";
import { refuse } from "../refuse.ts";
import type { TabularModel } from "./model.ts";

export interface PolicyValues {
  /** [nStates] expected discounted reward from each state. */
  values: Float64Array;
  /** The same from a state drawn from the start. */
  objective: number;
}

/**
 * The value of a policy, exactly: the solution of (I - gamma P_pi) V = R_pi.
 * @param policy [nStates, nActions] chances. @param reward [nActions, nStates] in place of the model's own: a cost, for example.
 * @throws AppError "INVALID_INPUT" if the policy is no distribution over the allowed actions.
 */
export function evaluateTabularPolicy(model: TabularModel, policy: Float64Array, reward: Float64Array = model.reward): PolicyValues {
  checkPolicy(model, policy);
  const { nStates, nActions, transition, gamma, start } = model;
  const matrix = new Float64Array(nStates * nStates);
  const right = new Float64Array(nStates);
  for (let s = 0; s < nStates; s++) {
    matrix[s * nStates + s] = 1;
    for (let a = 0; a < nActions; a++) {
      const chance = policy[s * nActions + a] as number;
      if (chance === 0) continue;
      right[s] = (right[s] as number) + chance * (reward[a * nStates + s] as number);
      const row = (a * nStates + s) * nStates;
      for (let next = 0; next < nStates; next++) {
        const at = s * nStates + next;
        matrix[at] = (matrix[at] as number) - gamma * chance * (transition[row + next] as number);
      }
    }
  }
  const values = solveLinear(matrix, right);
  return { values, objective: fromStart(start, values) };
}

/** sum over s of start(s) V(s). */
export function fromStart(start: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < start.length; s++) sum += (start[s] as number) * (values[s] as number);
  return sum;
}

/** Q(s, a) = R(s, a) + gamma * sum over s' of P(s' | s, a) V(s'), [nStates, nActions]; NaN for actions that are not allowed. */
export function actionValues(model: TabularModel, values: Float64Array, gamma = model.gamma): Float64Array {
  const { nStates, nActions, transition, reward, mask } = model;
  const q = new Float64Array(nStates * nActions);
  for (let s = 0; s < nStates; s++) {
    for (let a = 0; a < nActions; a++) {
      if (mask[s * nActions + a] === 0) {
        q[s * nActions + a] = Number.NaN;
        continue;
      }
      const row = (a * nStates + s) * nStates;
      let sum = 0;
      for (let next = 0; next < nStates; next++) sum += (transition[row + next] as number) * (values[next] as number);
      q[s * nActions + a] = (reward[a * nStates + s] as number) + gamma * sum;
    }
  }
  return q;
}

/** The best allowed action of each state, the first where several are equally good, and its value. */
export function greedy(q: Float64Array, nActions: number): { actions: Int32Array; values: Float64Array } {
  const nStates = q.length / nActions;
  const actions = new Int32Array(nStates);
  const values = new Float64Array(nStates).fill(Number.NEGATIVE_INFINITY);
  for (let s = 0; s < nStates; s++) {
    for (let a = 0; a < nActions; a++) {
      if (!((q[s * nActions + a] as number) > (values[s] as number))) continue;
      values[s] = q[s * nActions + a] as number;
      actions[s] = a;
    }
  }
  return { actions, values };
}

function checkPolicy({ nStates, nActions, mask }: TabularModel, policy: Float64Array): void {
  if (policy.length !== nStates * nActions)
    throw refuse(`A policy of ${nStates} states and ${nActions} actions has ${nStates * nActions} chances. Got ${policy.length}.`);
  for (let s = 0; s < nStates; s++) {
    let sum = 0;
    for (let a = 0; a < nActions; a++) {
      const chance = policy[s * nActions + a] as number;
      if (!(chance >= 0)) throw refuse(`The policy takes action ${a} in state ${s} with the chance ${chance}.`);
      if (chance > 0 && mask[s * nActions + a] === 0)
        throw refuse(`The policy takes action ${a} in state ${s}, where it is not allowed. Give it the chance 0.`);
      sum += chance;
    }
    if (Math.abs(sum - 1) > 1e-9) throw refuse(`The policy's chances in state ${s} sum to ${sum}, expected 1.`);
  }
}
