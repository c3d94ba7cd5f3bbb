import { z } from "zod";
import { bestOfNormals } from "../bandits/best-of-normals.ts";
import { type RidgeState, ridgeEstimate } from "../bandits/ridge.ts";
import { Numbers } from "./network.ts";
import { type DiscretePolicy, discretePolicy, greedyChances, type PolicySchema, type PolicyType } from "./policy.ts";

/** UCB takes the largest estimate plus `scale` deviations; THOMPSON draws each action's value from its posterior, deviations times `scale`; GREEDY takes the largest estimate. */
export const LINEAR_RULES = ["UCB", "THOMPSON", "GREEDY"] as const;
export type LinearRule = (typeof LINEAR_RULES)[number];

export interface LinearPolicySpec {
  rule: LinearRule;
  scale: number;
  epsilon: number;
  /** One regression for each action. */
  states: RidgeState[];
}

/** A policy by one ridge regression for each action, in double precision. */
export function linearPolicy(schema: PolicySchema, spec: LinearPolicySpec): DiscretePolicy {
  return discretePolicy(
    "linear",
    schema,
    (obs, allowed) => linearChances(spec, obs, allowed),
    () => ({ spec: plainLinear(spec), weights: [] }),
  );
}

/** The chances of a rule over ridge regressions at features x. */
export function linearChances({ rule, scale, epsilon, states }: LinearPolicySpec, x: ArrayLike<number>, allowed: Uint8Array): Float64Array {
  const estimates = states.map((state) => ridgeEstimate(state, x));
  if (rule === "THOMPSON") {
    const chances = bestOfNormals(
      estimates.map(({ mean }) => mean),
      estimates.map(({ deviation }) => scale * deviation),
      allowed,
    );
    const open = allowed.reduce((sum, value) => sum + value, 0);
    return epsilon > 0 ? chances.map((chance, a) => (1 - epsilon) * chance + (epsilon * (allowed[a] as number)) / open) : chances;
  }
  const bonus = rule === "UCB" ? scale : 0;
  return greedyChances(
    estimates.map(({ mean, deviation }) => mean + bonus * deviation),
    allowed,
    epsilon,
  );
}

/** The spec as plain JSON. */
export const plainLinear = ({ states, ...spec }: LinearPolicySpec) => ({
  ...spec,
  states: states.map(({ inverse, moment, theta }) => ({ inverse: [...inverse], moment: [...moment], theta: [...theta] })),
});

export const LinearSpec = z.object({
  rule: z.enum(LINEAR_RULES),
  scale: z.number().min(0),
  epsilon: z.number().min(0).max(1),
  states: z.array(z.object({ inverse: Numbers, moment: Numbers, theta: Numbers })),
});

export const statesOf = (spec: z.output<typeof LinearSpec>): LinearPolicySpec => ({
  ...spec,
  states: spec.states.map(({ inverse, moment, theta }) => ({
    inverse: Float64Array.from(inverse),
    moment: Float64Array.from(moment),
    theta: Float64Array.from(theta),
  })),
});

export const linearType: PolicyType = {
  type: "linear",
  read: ({ schema, spec }) => linearPolicy(schema, statesOf(LinearSpec.parse(spec))),
};
