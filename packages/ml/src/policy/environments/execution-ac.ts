import { createRng, type Rng } from "@plimsoll/features";
import { z } from "zod";
import { almgrenChriss } from "../closed-form/almgren-chriss.ts";
import { type ContinuousEnv, checkVector, defineEnv } from "../env.ts";
import { atLeastZero, count, positive } from "./params.ts";

export const executionParams = z.strictObject({
  shares: positive(1e6, "Shares", "Shares to sell."),
  horizon_days: positive(5, "Horizon", "Days until all must be sold."),
  steps: count(5, 500, "Steps", "Equal steps until then."),
  sigma: atLeastZero(0.95, "Volatility", "Standard deviation of the price over a day, currency a share."),
  eta: positive(2.5e-6, "Temporary impact", "Currency a share for one share a day."),
  gamma: atLeastZero(2.5e-7, "Permanent impact", "Currency a share for one share."),
  epsilon: atLeastZero(0.0625, "Half spread", "Currency a share."),
  lambda: atLeastZero(1e-6, "Risk aversion", "Weight of the variance of the cost, 1 / currency."),
});

/**
 * Selling a block: the action is the share of what is left that is sold in this step; the last step sells the rest.
 * The reward of a step is -(its cost + lambda * sigma^2 tau * x^2), x the shares left after it, so that a schedule's rewards have the mean
 * -(E + lambda V) of Almgren and Chriss.
 */
export const executionAc = defineEnv({
  id: "execution-ac",
  version: 1,
  title: "Order execution",
  description: "A block of shares is sold in steps; fast selling moves the price, slow selling bears its risk.",
  actions: "box",
  params: executionParams,
  create(setting): ContinuousEnv {
    const { shares, horizon_days, steps, sigma, gamma, epsilon, lambda } = setting;
    const { etaTilde } = almgrenChriss(setting);
    const tau = horizon_days / steps;
    const actionSpace = { kind: "box", low: [0], high: [1] } as const;
    let rng: Rng = createRng(0);
    let [left, step, over] = [shares, 0, true];
    const observe = () => Float64Array.of(1 - step / steps, left / shares);
    return {
      id: "execution-ac",
      version: 1,
      observationSpace: { kind: "box", low: [0, 0], high: [1, 1] },
      actionSpace,
      observationNames: ["time_left", "shares_left"],
      actionNames: ["sold_share"],
      reset(seed) {
        rng = createRng(seed);
        [left, step, over] = [shares, 0, false];
        return { obs: observe(), info: { holdings: left } };
      },
      step(action) {
        checkVector("execution-ac", action, actionSpace, over);
        step++;
        const terminated = step === steps;
        const sold = terminated ? left : left * (action[0] as number);
        // Permanent impact over the whole sale is gamma X^2 / 2 whatever the schedule; each step bears its part.
        const permanent = (gamma * (left * left - (left - sold) ** 2)) / 2;
        left -= sold;
        const cost = permanent + epsilon * sold + (etaTilde / tau) * sold * sold - sigma * Math.sqrt(tau) * rng.normal() * left;
        over = terminated;
        const reward = -(cost + lambda * sigma * sigma * tau * left * left);
        return { obs: observe(), reward, terminated, truncated: false, info: { holdings: left, sold } };
      },
    };
  },
});
