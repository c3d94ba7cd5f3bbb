import { type ProgramRow, solveProgram } from "../../numeric/program.ts";
import { refuse } from "../refuse.ts";
import type { TabularModel } from "./model.ts";
import { policyIteration } from "./solve.ts";

/** A budget: the expected discounted sum of a cost, from the start, is at most `cap`. */
export interface OccupancyBudget {
  name: string;
  /** [nActions, nStates] expected cost of an action in a state, such as its credit loss; positive = money lost. */
  cost: Float64Array;
  cap: number;
}

export interface ConstrainedSolution {
  /** [nStates, nActions] chances. Where a budget binds, the best policy draws between actions in some state. */
  policy: Float64Array;
  /** Expected discounted reward from the start. */
  objective: number;
  /** For each budget: the cost spent, and what one unit more of its cap would add to the objective. */
  budgets: { name: string; spent: number; cap: number; multiplier: number }[];
  /** [nStates, nActions] expected discounted visits. */
  occupancy: Float64Array;
}

/**
 * The best policy under budgets, by the linear program over discounted visits x(s, a) >= 0:
 * maximise sum R x, subject to sum_a x(s', a) - gamma sum P(s' | s, a) x(s, a) = start(s') and sum c x <= cap.
 * The policy is x(s, a) / sum_a x(s, a); where a state is never visited, the best one against the reward less multipliers times costs.
 * @throws AppError "INFEASIBLE" if no policy keeps all budgets. Source: Altman (1999), chapter 3.
 */
export async function solveConstrained(model: TabularModel, budgets: readonly OccupancyBudget[]): Promise<ConstrainedSolution> {
  const { nStates, nActions, transition, reward, gamma, start, mask } = model;
  for (const { name, cost } of budgets) {
    if (cost.length !== reward.length)
      throw refuse(`The cost of budget '${name}' has ${cost.length} values, expected ${nActions} actions * ${nStates} states.`);
  }
  const pairs: { s: number; a: number }[] = [];
  for (let s = 0; s < nStates; s++) for (let a = 0; a < nActions; a++) if (mask[s * nActions + a] === 1) pairs.push({ s, a });
  const flows: ProgramRow[] = Array.from({ length: nStates }, (_row, next) => {
    const indices: number[] = [];
    const values: number[] = [];
    pairs.forEach(({ s, a }, at) => {
      const value = Number(s === next) - gamma * (transition[(a * nStates + s) * nStates + next] as number);
      if (value !== 0) {
        indices.push(at);
        values.push(value);
      }
    });
    return { indices, values, lower: start[next] as number, upper: start[next] as number };
  });
  const all = pairs.map((_pair, at) => at);
  const caps = budgets.map(({ cost, cap }) => ({
    indices: all,
    values: pairs.map(({ s, a }) => cost[a * nStates + s] as number),
    upper: cap,
  }));
  const { x, rowDuals } = await solveProgram({
    cost: pairs.map(({ s, a }) => -(reward[a * nStates + s] as number)),
    rows: [...flows, ...caps],
  });

  const occupancy = new Float64Array(nStates * nActions);
  pairs.forEach(({ s, a }, at) => {
    occupancy[s * nActions + a] = Math.max(0, x[at] as number);
  });
  const multipliers = budgets.map((_budget, at) => Math.max(0, -(rowDuals[nStates + at] as number)));
  const policy = policyOf(model, occupancy, lagrangian(model, budgets, multipliers));
  const spent = (cost: Float64Array) =>
    pairs.reduce((sum, { s, a }) => sum + (cost[a * nStates + s] as number) * (occupancy[s * nActions + a] as number), 0);
  return {
    policy,
    objective: spent(reward),
    budgets: budgets.map(({ name, cost, cap }, at) => ({ name, spent: spent(cost), cap, multiplier: multipliers[at] as number })),
    occupancy,
  };
}

/** The model with the reward R - sum of multiplier * cost. */
function lagrangian(model: TabularModel, budgets: readonly OccupancyBudget[], multipliers: readonly number[]): TabularModel {
  const reward = model.reward.map((value, at) =>
    budgets.reduce((left, { cost }, k) => left - (multipliers[k] as number) * (cost[at] as number), value),
  );
  return { ...model, reward };
}

function policyOf({ nStates, nActions }: TabularModel, occupancy: Float64Array, priced: TabularModel): Float64Array {
  const { actions } = policyIteration(priced);
  const policy = new Float64Array(nStates * nActions);
  for (let s = 0; s < nStates; s++) {
    const own = occupancy.subarray(s * nActions, (s + 1) * nActions);
    const visits = own.reduce((sum, value) => sum + value, 0);
    // Below the solver's own tolerance a visit is none.
    if (visits > 1e-9) for (let a = 0; a < nActions; a++) policy[s * nActions + a] = (own[a] as number) / visits;
    else policy[s * nActions + (actions[s] as number)] = 1;
  }
  return policy;
}
