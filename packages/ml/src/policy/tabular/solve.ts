import { AppError } from "@plimsoll/schema";
import { refuse } from "../refuse.ts";
import { actionValues, evaluateTabularPolicy, fromStart, greedy } from "./evaluate.ts";
import { deterministic, type TabularModel } from "./model.ts";

export interface TabularSolution {
  /** [nStates] value of acting best from each state. */
  values: Float64Array;
  /** [nStates, nActions]; NaN where not allowed. */
  q: Float64Array;
  /** [nStates] a best action of each state; the first of equals. */
  actions: Int32Array;
  /** Value of acting best from a state drawn from the start. */
  objective: number;
  iterations: number;
}

const MAX_ITERATIONS = 1_000_000;

/**
 * Value iteration: V(s) <- max over a of Q(s, a), until V is within `tolerance` of the best value everywhere.
 * It stops when one sweep changes V by at most tolerance * (1 - gamma) / gamma (Puterman 1994, theorem 6.3.1).
 * @throws AppError "INVALID_INPUT" if tolerance is not above 0; "NOT_CONVERGED" after a million sweeps.
 */
export function valueIteration(model: TabularModel, { tolerance = 1e-9 } = {}): TabularSolution {
  if (!(tolerance > 0)) throw refuse(`Parameter 'tolerance' of valueIteration must be above 0. Got ${tolerance}.`);
  const { nActions, gamma, start } = model;
  let values: Float64Array = new Float64Array(model.nStates);
  // Below what double precision resolves of the largest value no sweep can get.
  const resolution = (largest: number) => largest * 4 * Number.EPSILON;
  const enough = gamma > 0 ? (tolerance * (1 - gamma)) / gamma : Number.POSITIVE_INFINITY;
  for (let iterations = 1; iterations <= MAX_ITERATIONS; iterations++) {
    const q = actionValues(model, values);
    const best = greedy(q, nActions);
    let [change, largest] = [0, 0];
    for (let s = 0; s < values.length; s++) {
      change = Math.max(change, Math.abs((best.values[s] as number) - (values[s] as number)));
      largest = Math.max(largest, Math.abs(best.values[s] as number));
    }
    values = best.values;
    if (change <= Math.max(enough, resolution(largest)))
      return { values, q, actions: best.actions, objective: fromStart(start, values), iterations };
  }
  throw notConverged("Value iteration", MAX_ITERATIONS);
}

/**
 * Policy iteration (Howard 1960): the policy's exact value by a linear solution, then the best action against it, until none is
 * better. It ends after finitely many turns with a best policy, its value exact to rounding.
 */
export function policyIteration(model: TabularModel): TabularSolution {
  const { nStates, nActions, mask } = model;
  let actions = Int32Array.from({ length: nStates }, (_action, s) => mask.subarray(s * nActions, (s + 1) * nActions).indexOf(1));
  for (let iterations = 1; iterations <= 1000; iterations++) {
    const { values, objective } = evaluateTabularPolicy(model, deterministic(model, actions));
    const q = actionValues(model, values);
    const improved = actions.slice();
    for (let s = 0; s < nStates; s++) {
      for (let a = 0; a < nActions; a++) {
        const [now, other] = [q[s * nActions + (improved[s] as number)] as number, q[s * nActions + a] as number];
        // Of equals the old one stays: rounding alone must not turn a policy round for ever.
        if (other > now + 1e-11 * Math.max(1, Math.abs(now))) improved[s] = a;
      }
    }
    if (improved.every((action, s) => action === actions[s])) return { values, q, actions, objective, iterations };
    actions = improved;
  }
  throw notConverged("Policy iteration", 1000);
}

export interface FiniteHorizonSolution {
  /** [nStates] best value with all steps to go. */
  values: Float64Array;
  /** For each step from the first: [nStates] a best action. */
  actions: Int32Array[];
}

/**
 * Acting best for a fixed number of steps, by backward induction; after the last step nothing counts.
 * @param gamma discount of one step, 1 for none. @throws AppError "INVALID_INPUT" if steps is not a whole number of at least 1.
 */
export function solveFiniteHorizon(model: TabularModel, steps: number, gamma = 1): FiniteHorizonSolution {
  if (!Number.isInteger(steps) || steps < 1) throw refuse(`Parameter 'steps' must be a whole number of at least 1. Got ${steps}.`);
  let values: Float64Array = new Float64Array(model.nStates);
  const actions: Int32Array[] = [];
  for (let left = 1; left <= steps; left++) {
    const best = greedy(actionValues(model, values, gamma), model.nActions);
    values = best.values;
    actions.unshift(best.actions);
  }
  return { values, actions };
}

const notConverged = (what: string, turns: number): AppError =>
  new AppError("NOT_CONVERGED", "numerical", `${what} did not end within ${turns} turns. Lower gamma or scale the rewards closer to one.`);
