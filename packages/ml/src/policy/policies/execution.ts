import { z } from "zod";
import type { NamedWeight } from "../../engine/network.ts";
import { almgrenChriss, type ExecutionSchedule, type ExecutionSetting } from "../closed-form/almgren-chriss.ts";
import { denseForward } from "../network/forward.ts";
import type { HiddenActivation } from "../network/mlp.ts";
import { checkLayers } from "./network.ts";
import { type ContinuousPolicy, checkObservation, type PolicyType } from "./policy.ts";

export interface ExecutionPolicySpec {
  setting: ExecutionSetting;
  activation: HiddenActivation;
}

/** A learned schedule: a policy of the execution environment. */
export interface ExecutionPolicy extends ContinuousPolicy {
  readonly spec: ExecutionPolicySpec;
  /** What it sells step by step, all in all every share. */
  schedule(): ExecutionSchedule;
}

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export function executionPolicy(spec: ExecutionPolicySpec, weights: readonly NamedWeight[]): ExecutionPolicy {
  checkLayers(weights, 2, 1);
  const { setting } = spec;
  const schema = { observationNames: ["time_left", "shares_left"], actionNames: ["sold_share"] };
  const forward = denseForward(weights, spec.activation);
  const shareAt = (obs: ArrayLike<number>): number => {
    checkObservation(schema, obs);
    return sigmoid(forward(Float32Array.from(obs))[0] as number);
  };
  return {
    kind: "continuous",
    type: "execution",
    schema,
    spec,
    distribution: (obs) => ({ mean: Float64Array.of(shareAt(obs)), std: new Float64Array(1) }),
    act: (obs) => ({ action: Float64Array.of(shareAt(obs)), propensity: 1 }),
    schedule() {
      const { shares, steps } = setting;
      const holdings = new Float64Array(steps + 1);
      const trades = new Float64Array(steps);
      holdings[0] = shares;
      for (let k = 0; k < steps; k++) {
        const left = holdings[k] as number;
        trades[k] = k === steps - 1 ? left : left * shareAt([1 - k / steps, left / shares]);
        holdings[k + 1] = left - (trades[k] as number);
      }
      return { holdings, trades };
    },
    serialize: () => ({ type: "execution", schema, spec: { ...spec }, weights }),
  };
}

const Spec = z.object({
  setting: z.object({
    shares: z.number(),
    horizon_days: z.number(),
    steps: z.int(),
    sigma: z.number(),
    eta: z.number(),
    gamma: z.number(),
    epsilon: z.number(),
    lambda: z.number(),
  }),
  activation: z.enum(["relu", "tanh", "elu"]),
});

export const executionType: PolicyType = {
  type: "execution",
  read({ spec, weights }) {
    const own = Spec.parse(spec);
    almgrenChriss(own.setting);
    return executionPolicy(own, weights);
  },
};
