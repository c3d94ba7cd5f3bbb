import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import type { DiscreteEnv } from "../env.ts";
import { environment } from "../environments/index.ts";
import { tabularEnv } from "../environments/tabular-env.ts";
import { tabularModel } from "../tabular/model.ts";
import { policyIteration } from "../tabular/solve.ts";
import { curveBands, greedyReturns } from "./curve.ts";
import { trainDqn } from "./dqn.ts";
import { DqnParams } from "./dqn-params.ts";
import { trainPpo } from "./ppo.ts";
import { PpoParams } from "./ppo-params.ts";
import { createQNetwork } from "./q-network.ts";
import { type Experience, nStep, replayBuffer } from "./replay.ts";

const engine = await loadEngine();

describe("experience", () => {
  const step = (reward: number, over: { terminated?: boolean; truncated?: boolean } = {}) => ({
    obs: [reward],
    action: 1,
    reward,
    next: [reward + 0.5],
    nextMask: [1, 0],
    terminated: false,
    truncated: false,
    ...over,
  });
  const gathered = (n: number, steps: ReturnType<typeof step>[]): Experience[] => {
    const out: Experience[] = [];
    const buffer = nStep(n, 0.5, (experience) => out.push(experience));
    for (const own of steps) buffer.push(own);
    return out;
  };

  it("two steps by hand: rewards discounted, the value after by gamma squared", () => {
    const [first] = gathered(2, [step(4), step(2), step(8)]);
    expect(first).toMatchObject({ obs: [4], reward: 4 + 0.5 * 2, next: [2.5], discount: 0.25 });
  });

  it("after a terminated step nothing counts; after a truncated one the next value does", () => {
    const ended = gathered(3, [step(4), step(2, { terminated: true })]);
    expect(ended.map(({ reward, discount }) => ({ reward, discount }))).toEqual([
      { reward: 5, discount: 0 },
      { reward: 2, discount: 0 },
    ]);
    const cut = gathered(3, [step(4), step(2, { truncated: true })]);
    expect(cut.map(({ reward, discount }) => ({ reward, discount }))).toEqual([
      { reward: 5, discount: 0.25 },
      { reward: 2, discount: 0.5 },
    ]);
  });

  it("no experience reaches over the end of an episode", () => {
    const all = gathered(3, [step(1, { truncated: true }), step(2), step(3), step(4)]);
    expect(all.map(({ reward }) => reward)).toEqual([1, 2 + 1.5 + 1]);
  });

  it("a full buffer forgets the oldest, and draws from all it holds", () => {
    const buffer = replayBuffer(4, 1, 2, 2);
    for (let k = 0; k < 7; k++) buffer.add({ obs: [k], action: 0, reward: k, next: [k], discount: 1, nextMask: [1, 1] });
    expect(buffer.size).toBe(4);
    const rng = createRng(1);
    const seen = new Set<number>();
    for (let draw = 0; draw < 100; draw++) for (const reward of buffer.sample(rng).reward) seen.add(reward);
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });
});

describe("action values", () => {
  const batch = {
    n: 2,
    obs: Float32Array.of(1, 0, 0, 1),
    next: Float32Array.of(0, 1, 1, 0),
    action: Int32Array.of(0, 2),
    reward: Float32Array.of(1, 2),
    discount: Float32Array.of(0.9, 0),
    nextMask: Uint8Array.of(1, 1, 0, 1, 1, 1),
  };

  it.each([
    [false, false],
    [true, false],
    [true, true],
  ])("targets with double %s and dueling %s are r + discount * the best allowed next value", (double, dueling) => {
    const q = createQNetwork({ engine, units: [8], nInputs: 2, nActions: 3, double, dueling, seed: 3, clipNorm: null });
    // The copy is left behind by a few steps, so that the two networks differ.
    for (let step = 1; step <= 20; step++) q.learn(batch, { step, learningRate: 0.05, rng: createRng(1) });
    const [later, own] = [q.values(batch.next, 2, "target"), q.values(batch.next, 2, "learning")];
    const chooser = double ? own : later;
    const best = (chooser[1] as number) > (chooser[0] as number) ? 1 : 0;
    const targets = q.targets(batch);
    expect(targets[0]).toBeCloseTo(1 + 0.9 * (later[best] as number), 5);
    expect(targets[1]).toBeCloseTo(2, 6);
    q.copy();
    expect(q.values(batch.next, 2, "target")).toEqual(own);
    q.dispose();
  });

  it.each([false, true])("with dueling %s learns given targets", (dueling) => {
    const q = createQNetwork({ engine, units: [16], nInputs: 2, nActions: 3, double: true, dueling, seed: 3, clipNorm: 10 });
    const targets = Float32Array.of(3, -2);
    for (let step = 1; step <= 400; step++) q.learn(batch, { step, learningRate: 0.02, rng: createRng(1) }, targets);
    const values = q.values(batch.obs, 2, "learning");
    expect(values[0]).toBeCloseTo(3, 1);
    expect(values[5]).toBeCloseTo(-2, 1);
    q.dispose();
  });
});

/** Three rooms in a row: left pays 0.2 and stays, right leads to a goal of 1 two rooms on; the middle room forbids staying. */
const rooms = () => {
  const model = tabularModel({
    stateNames: ["r0", "r1", "goal"],
    actionNames: ["left", "right", "trap"],
    transition: [
      [
        [1, 0, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
      [
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 1],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    ],
    reward: [
      [0.2, 0, 0],
      [0, 3, 0],
      [9, 9, 9],
    ],
    gamma: 0.9,
    start: [1, 0, 0],
    mask: [
      [1, 1, 0],
      [1, 1, 0],
      [1, 1, 0],
    ],
  });
  return { model, env: () => tabularEnv({ id: "rooms", version: 1, model, terminal: [2], maxSteps: 20 }) };
};

describe("learners find the exact best policy of a small model and keep to its mask", { timeout: 60_000 }, () => {
  const { model, env } = rooms();
  const { actions } = policyIteration(model);
  const oneHot = (s: number) => [0, 1, 2].map((k) => Number(k === s));
  const choice = (policy: Awaited<ReturnType<typeof trainDqn>>, s: number) => {
    const chances = policy.distribution(oneHot(s), [true, true, false]);
    return chances.indexOf(Math.max(...chances));
  };

  it("DQN", async () => {
    const params = DqnParams.parse({
      steps: 1500,
      units: [16],
      learningStarts: 50,
      batchSize: 32,
      bufferSize: 1000,
      gamma: 0.9,
      targetEvery: 50,
      trainFrequency: 2,
      learningRate: 0.005,
      evaluateEvery: 500,
      evaluationEpisodes: 2,
    });
    const policy = await trainDqn({ engine, env, seed: 2 }, params);
    expect([choice(policy, 0), choice(policy, 1)]).toEqual([actions[0], actions[1]]);
  });

  it("PPO", async () => {
    const params = PpoParams.parse({
      steps: 3000,
      units: [16],
      environments: 4,
      horizon: 32,
      epochs: 8,
      batchSize: 64,
      gamma: 0.9,
      learningRate: 0.005,
      evaluateEvery: 1000,
      evaluationEpisodes: 2,
    });
    const policy = await trainPpo({ engine, env, seed: 2 }, params);
    expect([choice(policy, 0), choice(policy, 1)]).toEqual([actions[0], actions[1]]);
  });
});

it("greedy returns are those of the environment's own seeds, and curves join as median and quartiles", async () => {
  const env = () => environment("cartpole").create({ maxSteps: 50 }) as DiscreteEnv;
  const params = DqnParams.parse({
    steps: 60,
    units: [4],
    learningStarts: 20,
    batchSize: 8,
    bufferSize: 100,
    evaluateEvery: 30,
    evaluationEpisodes: 2,
  });
  const policy = await trainDqn({ engine, env, seed: 1 }, params);
  expect(greedyReturns(env(), policy, 5, 3)).toEqual(greedyReturns(env(), policy, 5, 3));
  const point = (step: number, value: number) => ({ step, name: "return", value });
  expect(curveBands([[point(10, 1), point(20, 5)], [point(10, 3)], [point(10, 2)]])).toEqual([
    { step: 10, name: "return", median: 2, low: 1.5, high: 2.5, seeds: 3 },
  ]);
});
