import { z } from "zod";
import { defineEnv } from "../env.ts";
import { type TabularModel, tabularModel } from "../tabular/model.ts";
import { count, discount } from "./params.ts";
import { tabularEnv } from "./tabular-env.ts";

const params = z.strictObject({
  seed: z
    .int("must be a whole number")
    .min(0, "must be at least 0")
    .max(2 ** 32 - 1, "must be below 2^32")
    .default(1)
    .meta({ title: "Seed", description: "Draws the model." }),
  states: count(20, 500, "States", "Number of states."),
  actions: count(4, 50, "Actions", "Number of actions."),
  gamma: discount(0.95, "Discount of one step."),
  maxSteps: count(200, 100_000, "Steps", "Steps that an episode watches; the process itself never ends."),
});

/**
 * The 32-bit generator that published random models of this kind are drawn with, so that a seed names the same model everywhere.
 * @returns numbers in [0, 1). Source: Tommy Ettinger (2017), public domain.
 */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** For each state and action: weights (-ln(1 - u))^2 of the next states, scaled to chances, then a reward u in [0, 1). Starts anywhere. */
function modelOf({ seed, states, actions, gamma }: z.output<typeof params>): TabularModel {
  const draw = mulberry32(seed);
  const transition: Float64Array[][] = Array.from({ length: actions }, () => []);
  const reward: number[][] = Array.from({ length: actions }, () => []);
  for (let s = 0; s < states; s++) {
    for (let a = 0; a < actions; a++) {
      const weights = Float64Array.from({ length: states }, () => Math.log(1 - draw()) ** 2);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      transition[a]?.push(weights.map((weight) => weight / total));
      reward[a]?.push(draw());
    }
  }
  return tabularModel({
    stateNames: Array.from({ length: states }, (_name, s) => `s${s}`),
    actionNames: Array.from({ length: actions }, (_name, a) => `a${a}`),
    transition,
    reward,
    gamma,
    start: new Float64Array(states).fill(1 / states),
  });
}

/** A model drawn by a seed: a check of solvers and learners on cases that nobody chose. */
export const randomMdp = defineEnv({
  id: "random-mdp",
  version: 1,
  title: "Random decision process",
  description: "States, chances and rewards drawn by a seed: a check of solvers and learners on cases that nobody chose.",
  actions: "discrete",
  params,
  model: modelOf,
  create: (setting) => tabularEnv({ id: "random-mdp", version: 1, model: modelOf(setting), terminal: [], maxSteps: setting.maxSteps }),
});
