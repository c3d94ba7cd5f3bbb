import { z } from "zod";
import { refuse } from "../refuse.ts";
import type { TabularModel } from "../tabular/model.ts";
import { type DiscretePolicy, discretePolicy, type PolicySchema, type PolicyType } from "./policy.ts";

/**
 * A table of chances for one-hot observations: the form of an exact solution. Where the mask takes chance away the rest is scaled up;
 * where it takes all, what is allowed is equally likely.
 * @param chances [states, actions] row-major, rows that sum to 1.
 */
export function tablePolicy(schema: PolicySchema, chances: Float64Array): DiscretePolicy {
  const [nStates, nActions] = [schema.observationNames.length, schema.actionNames.length];
  if (chances.length !== nStates * nActions)
    throw refuse(`A table of ${nStates} states and ${nActions} actions has ${nStates * nActions} chances. Got ${chances.length}.`);
  for (let s = 0; s < nStates; s++) {
    const row = chances.subarray(s * nActions, (s + 1) * nActions);
    const total = row.reduce((sum, value) => sum + value, 0);
    if (!row.every((value) => value >= 0) || Math.abs(total - 1) > 1e-9) throw refuse(`The chances of state ${s} are no distribution.`);
  }
  return discretePolicy(
    "table",
    schema,
    (obs, allowed) => {
      let state = -1;
      for (let k = 0; k < nStates; k++) {
        if (obs[k] === 0) continue;
        if (obs[k] !== 1 || state >= 0)
          throw refuse("A table of chances reads a one-hot observation: a single 1, the rest 0.", ["observation"]);
        state = k;
      }
      if (state < 0) throw refuse("A table of chances reads a one-hot observation. Got zeros alone.", ["observation"]);
      const row = chances.slice(state * nActions, (state + 1) * nActions).map((value, a) => value * (allowed[a] as number));
      const total = row.reduce((sum, value) => sum + value, 0);
      const open = allowed.reduce((sum, value) => sum + value, 0);
      return total > 0 ? row.map((value) => value / total) : row.map((_value, a) => (allowed[a] as number) / open);
    },
    () => ({ spec: { chances: [...chances] }, weights: [] }),
  );
}

/** A solution of a model as a policy of its environment. */
export const modelPolicy = (model: TabularModel, chances: Float64Array): DiscretePolicy =>
  tablePolicy({ observationNames: model.stateNames, actionNames: model.actionNames }, chances);

export const tableType: PolicyType = {
  type: "table",
  read: ({ schema, spec }) => tablePolicy(schema, Float64Array.from(z.object({ chances: z.array(z.number()) }).parse(spec).chances)),
};
