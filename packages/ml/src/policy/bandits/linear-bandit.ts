import type { Rng } from "@plimsoll/features";
import { type LinearPolicySpec, type LinearRule, linearPolicy } from "../policies/linear.ts";
import type { Decision, DiscretePolicy, Mask, PolicySchema } from "../policies/policy.ts";
import { ridgeEstimate, ridgeState, ridgeUpdate } from "./ridge.ts";

/** A learner that decides and learns decision by decision. */
export interface BanditLearner {
  /** The policy as it is now: a snapshot that later rewards do not change. */
  policy(): DiscretePolicy;
  decide(obs: ArrayLike<number>, mask: Mask, rng: Rng): Decision;
  /** Takes in what a decision brought. */
  learn(obs: ArrayLike<number>, action: number, reward: number): void;
}

export interface LinearBanditOptions {
  rule: LinearRule;
  /** UCB: deviations above the estimate. THOMPSON: factor on the posterior's deviation. */
  scale: number;
  ridge: number;
  epsilon: number;
}

/**
 * One ridge regression for each action ("disjoint"): LinUCB takes argmax of theta' x + alpha sqrt(x' A^-1 x), Thompson sampling draws
 * theta' x from N(theta' x, v^2 x' A^-1 x), epsilon-greedy takes the largest theta' x but for a share of chance.
 * Source: Li, Chu, Langford and Schapire (2010), algorithm 1; Agrawal and Goyal (2013).
 */
export function linearBandit(schema: PolicySchema, { rule, scale, ridge, epsilon }: LinearBanditOptions): BanditLearner {
  const states = schema.actionNames.map(() => ridgeState(schema.observationNames.length, ridge));
  const spec: LinearPolicySpec = { rule, scale, epsilon, states };
  const live = linearPolicy(schema, spec);
  return {
    policy: () =>
      linearPolicy(schema, {
        ...spec,
        states: states.map(({ inverse, moment, theta }) => ({ inverse: inverse.slice(), moment: moment.slice(), theta: theta.slice() })),
      }),
    decide: (obs, mask, rng) => live.act(obs, mask, rng),
    learn(obs, action, reward) {
      const state = states[action];
      if (state) ridgeUpdate(state, obs, reward);
    },
  };
}

/** The upper bounds theta' x + alpha sqrt(x' A^-1 x) of all actions, for reports. */
export const upperBounds = ({ states, scale }: LinearPolicySpec, x: ArrayLike<number>): number[] =>
  states.map((state) => {
    const { mean, deviation } = ridgeEstimate(state, x);
    return mean + scale * deviation;
  });
