import { createRng, type Rng } from "@plimsoll/features";
import { z } from "zod";
import { type ContinuousEnv, checkVector } from "../env.ts";
import { type HedgeSetting, marketStep, payoff } from "../hedging/market.ts";
import { count, positive } from "./params.ts";

/** The parameters that hedging environments share. */
export const hedgeParams = {
  spot: positive(100, "Spot", "Price of the underlying at the start."),
  strike: positive(100, "Strike", "Strike of the option."),
  maturity: positive(30 / 365, "Maturity", "Time to maturity, years."),
  steps: count(30, 1000, "Steps", "Trading moments until maturity."),
  sigma: positive(0.2, "Volatility", "Volatility a year, decimal; of the reference hedge too."),
  cost: z
    .number("must be a number in [0, 1)")
    .min(0, "must be at least 0")
    .lt(1, "must be below 1")
    .default(0)
    .meta({ title: "Cost", description: "Share of the traded value that a trade costs; 10 basis points are 0.001." }),
  call: z.boolean().default(true).meta({ title: "Call", description: "A call; a put otherwise." }),
};

/**
 * Hedging one sold option: the action is the position to hold until the next moment, the reward its gain less costs; the last step
 * also pays out the option and closes the position, so that the rewards of an episode sum to -L of `hedgeLosses`.
 */
export function hedgeEnv(id: string, setting: HedgeSetting): ContinuousEnv {
  const { steps, spot: first, strike, cost, heston } = setting;
  const advance = marketStep(setting);
  const low = setting.call ? [-1] : [-2];
  const actionSpace = { kind: "box", low, high: setting.call ? [2] : [1] } as const;
  let rng: Rng = createRng(0);
  let [spot, variance, held, gains, step] = [first, heston?.v0 ?? 0, 0, 0, 0];
  let over = true;
  const observe = () =>
    Float64Array.from([Math.log(spot / strike), 1 - step / steps, held, gains, ...(heston ? [Math.sqrt(Math.max(variance, 0))] : [])]);
  const names = ["log_moneyness", "time_left", "held", "gains", ...(heston ? ["volatility"] : [])];
  return {
    id,
    version: 1,
    observationSpace: {
      kind: "box",
      low: names.map((name) => (name === "time_left" || name === "volatility" ? 0 : Number.NEGATIVE_INFINITY)),
      high: names.map((name) => (name === "time_left" ? 1 : Number.POSITIVE_INFINITY)),
    },
    actionSpace,
    observationNames: names,
    actionNames: ["position"],
    reset(seed) {
      rng = createRng(seed);
      [spot, variance, held, gains, step] = [first, heston?.v0 ?? 0, 0, 0, 0];
      over = false;
      return { obs: observe(), info: { spot } };
    },
    step(action) {
      checkVector(id, action, actionSpace, over);
      const position = action[0] as number;
      const before = spot;
      [spot, variance] = advance(spot, variance, () => rng.normal());
      let reward = position * (spot - before) - cost * before * Math.abs(position - held);
      gains += reward;
      held = position;
      step++;
      const terminated = step === steps;
      if (terminated) reward -= payoff(setting, spot) + cost * spot * Math.abs(held);
      over = terminated;
      return { obs: observe(), reward, terminated, truncated: false, info: { spot } };
    },
  };
}
