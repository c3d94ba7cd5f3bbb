import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { almgrenChriss } from "../closed-form/almgren-chriss.ts";
import type { AnyEnv, StepResult } from "../env.ts";
import { hedgeLosses, hedgeSetting } from "../hedging/market.ts";
import { acrobotStep } from "./acrobot.ts";
import { pricingBandit } from "./bandit-pricing.ts";
import { cartPoleStep } from "./cartpole.ts";
import { environment, environments } from "./index.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
const refused = expect.objectContaining({ code: "INVALID_INPUT", kind: "input" });

/** Steps with an action of either kind, drawn from what is allowed. */
function drawnStep(env: AnyEnv, uniform: () => number): StepResult<Float64Array> {
  if (env.actionSpace.kind === "discrete") {
    const allowed = (env.actionMask?.() ?? new Array<boolean>(env.actionSpace.n).fill(true)).flatMap((open, a) => (open ? [a] : []));
    return (env as { step(a: number): StepResult<Float64Array> }).step(allowed[Math.floor(uniform() * allowed.length)] as number);
  }
  const { low, high } = env.actionSpace;
  const action = Float64Array.from(low, (from, k) => from + uniform() * ((high[k] as number) - from));
  return (env as { step(a: Float64Array): StepResult<Float64Array> }).step(action);
}

function episode(env: AnyEnv, seed: number, actionSeed: number): StepResult<Float64Array>[] {
  const rng = createRng(actionSeed);
  const { obs } = env.reset(seed);
  const steps = [{ obs, reward: 0, terminated: false, truncated: false, info: {} }];
  for (let k = 0; k < 3000; k++) {
    const step = drawnStep(env, rng.next);
    steps.push(step);
    if (step.terminated || step.truncated) return steps;
  }
  throw new Error(`no end of ${env.id}`);
}

describe.each(environments.map((entry) => [entry.id, entry] as const))("environment %s", (id, definition) => {
  it("parses no parameters to its defaults, titles each, and refuses one it does not have", () => {
    const defaults = definition.parse({});
    expect(definition.parse(defaults)).toEqual(defaults);
    const { properties } = definition.paramsJsonSchema() as { properties: Record<string, object> };
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    expect(() => definition.parse({ noSuchParameter: 1 })).toThrow(refused);
  });

  it("gives the same episode for the same seed and actions, and another for another seed, in any number of instances", () => {
    const [first, again] = [definition.create(), definition.create()];
    const alike = episode(first, 3, 9);
    expect(episode(again, 3, 9)).toEqual(alike);
    expect(episode(first, 3, 9)).toEqual(alike);
    const others = [4, 5, 6, 7, 8].map((seed) => episode(first, seed, 9));
    expect(others.some((other) => JSON.stringify(other) !== JSON.stringify(alike))).toBe(true);
  });

  it("keeps observations in its space, rewards finite, and ends either terminated or truncated, not both", () => {
    const env = definition.create();
    expect(env.id).toBe(id);
    expect(env.observationNames).toHaveLength(env.observationSpace.low.length);
    for (let seed = 0; seed < 20; seed++) {
      const steps = episode(env, seed, seed + 100);
      const isInside = (value: number, j: number) =>
        value >= (env.observationSpace.low[j] as number) && value <= (env.observationSpace.high[j] as number);
      expect(steps.every(({ reward }) => Number.isFinite(reward))).toBe(true);
      expect(steps.every(({ obs }) => obs.every(isInside))).toBe(true);
      expect(steps.findIndex(({ terminated, truncated }) => terminated || truncated)).toBe(steps.length - 1);
      expect(steps.some(({ terminated, truncated }) => terminated && truncated)).toBe(false);
    }
  });

  it("refuses a step before reset, after the end, and with an action that is none", () => {
    const env = definition.create();
    expect(() => drawnStep(env, () => 0)).toThrow(refused);
    episode(env, 1, 1);
    expect(() => drawnStep(env, () => 0)).toThrow(refused);
    env.reset(1);
    const bad = env.actionSpace.kind === "discrete" ? 99 : Float64Array.of(Number.NaN);
    expect(() => (env as { step(a: unknown): unknown }).step(bad)).toThrow(refused);
  });

  it("does not change an observation it has given away", () => {
    const env = definition.create();
    const { obs } = env.reset(2);
    const copy = obs.slice();
    drawnStep(env, () => 0.4);
    expect(obs).toEqual(copy);
  });
});

it("an unknown environment is refused with the names of those that exist", () => {
  expect(() => environment("no-such")).toThrow(/credit-limit/);
});

it("the cart pole moves as the reference's does, within 1e-9 from a known start", () => {
  const { start, steps } = golden.cartpole_v1;
  let state: Float64Array = Float64Array.from(start);
  for (const { a, state: wanted } of steps) {
    state = cartPoleStep(state, a);
    wanted.forEach((value: number, k: number) => {
      expect(Math.abs((state[k] as number) - value)).toBeLessThan(1e-9);
    });
  }
});

it("a balanced cart pole is truncated after 500 steps, a fallen one terminated", () => {
  const env = environment("cartpole").create();
  if (env.actionSpace.kind !== "discrete") throw new Error("discrete");
  const step = (env as { step(a: number): StepResult<Float64Array> }).step;
  const ends = { terminated: 0, truncated: 0 };
  for (let seed = 0; seed < 30; seed++) {
    let { obs } = env.reset(seed);
    for (let steps = 1; ; steps++) {
      const balanced = (obs[2] as number) + (obs[3] as number) > 0 ? 1 : 0;
      const result = step(seed % 2 === 0 ? balanced : 1);
      obs = result.obs;
      if (result.terminated) ends.terminated++;
      if (result.truncated) {
        ends.truncated++;
        expect(steps).toBe(500);
      }
      if (result.terminated || result.truncated) break;
    }
  }
  expect(ends.truncated).toBeGreaterThan(8);
  expect(ends.terminated).toBeGreaterThanOrEqual(15);
});

it("the acrobot without torque keeps its energy to 0.2 percent over 50 steps", () => {
  // Both links hang down at angle 0: potential energy is measured from there.
  const energy = ([a1, a2, s1, s2]: readonly [number, number, number, number]): number => {
    const d1 = 0.25 + (1 + 0.25 + Math.cos(a2)) + 2;
    const d2 = 0.25 + 0.5 * Math.cos(a2) + 1;
    const kinetic = 0.5 * d1 * s1 * s1 + d2 * s1 * s2 + 0.5 * 1.25 * s2 * s2;
    return kinetic - 9.8 * (1.5 * Math.cos(a1) + 0.5 * Math.cos(a1 + a2));
  };
  let state = [0.5, 0.3, 0.1, -0.1] as const as readonly [number, number, number, number];
  const start = energy(state);
  for (let k = 0; k < 50; k++) {
    state = acrobotStep(state, 1);
    expect(Math.abs(energy(state) - start)).toBeLessThan(0.002 * Math.abs(start));
  }
});

it("the pricing bandit has the reference's means and second moments, and draws them", () => {
  const wanted = golden.bandit_pricing;
  const bandit = pricingBandit();
  wanted["mean_reward[seg][a]"].flat().forEach((value: number, at: number) => {
    expect(Math.abs((bandit.meanReward[at] as number) - value)).toBeLessThan(1e-8);
  });
  wanted["second_moment[seg][a]"].flat().forEach((value: number, at: number) => {
    expect(Math.abs((bandit.secondMoment[at] as number) - value)).toBeLessThan(1e-8);
  });
  const rng = createRng(8);
  for (const [segment, action] of [
    [0, 1],
    [5, 2],
    [11, 3],
  ] as const) {
    const n = 40_000;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += bandit.draw(segment, action, rng);
    const at = segment * 4 + action;
    const deviation = Math.sqrt(((bandit.secondMoment[at] as number) - (bandit.meanReward[at] as number) ** 2) / n);
    expect(Math.abs(sum / n - (bandit.meanReward[at] as number))).toBeLessThan(4 * deviation);
  }
});

it("an episode of a hedging environment pays minus the loss that the path simulator charges for the same path and positions", () => {
  for (const id of ["hedge-bs", "hedge-heston"]) {
    const env = environment(id).create({ steps: 7, cost: 0.002 });
    const rng = createRng(4);
    const start = env.reset(21);
    const [spots, positions] = [[start.info.spot as number], [] as number[]];
    let total = 0;
    for (let k = 0; k < 7; k++) {
      const position = rng.next();
      positions.push(position);
      const result = (env as { step(a: Float64Array): StepResult<Float64Array> }).step(Float64Array.of(position));
      spots.push(result.info.spot as number);
      total += result.reward;
    }
    const setting = hedgeSetting({ steps: 7, cost: 0.002 });
    const paths = { n: 1, steps: 7, spot: Float64Array.from(spots), variance: null };
    const [loss] = hedgeLosses(setting, paths, ({ step }) => Float64Array.of(positions[step] as number));
    expect(total).toBeCloseTo(-(loss as number), 10);
  }
});

it("selling by the best schedule costs on average what the closed form says, within 4 standard errors", () => {
  const definition = environment("execution-ac");
  const env = definition.create();
  const optimum = almgrenChriss(definition.parse({}) as unknown as Parameters<typeof almgrenChriss>[0]);
  const n = 4000;
  let [sum, squares] = [0, 0];
  for (let seed = 0; seed < n; seed++) {
    env.reset(seed);
    let total = 0;
    for (let k = 0; k < 5; k++) {
      const share = (optimum.trades[k] as number) / (optimum.holdings[k] as number);
      total -= (env as { step(a: Float64Array): StepResult<Float64Array> }).step(Float64Array.of(Math.min(share, 1))).reward;
    }
    sum += total;
    squares += total * total;
  }
  const mean = sum / n;
  const deviation = Math.sqrt((squares / n - mean * mean) / n);
  expect(Math.abs(mean - optimum.objective)).toBeLessThan(4 * deviation);
  // The spread is that of the closed form too: sqrt(V) within 5 percent.
  expect(Math.abs(Math.sqrt(squares / n - mean * mean) / optimum.std - 1)).toBeLessThan(0.05);
});
