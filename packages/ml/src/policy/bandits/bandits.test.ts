import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import { drawIndex } from "../env.ts";
import { pricingBandit } from "../environments/bandit-pricing.ts";
import { decisionLog } from "../logs/decision-log.ts";
import { pastPricing } from "../logs/sample.ts";
import { statesOf } from "../policies/linear.ts";
import { bestOfNormals } from "./best-of-normals.ts";
import { linearBandit, upperBounds } from "./linear-bandit.ts";
import { fitPolicyLearner } from "./policy-learner.ts";
import { ridgeEstimate, ridgeState, ridgeUpdate } from "./ridge.ts";

const golden = JSON.parse(readFileSync(new URL("../golden/policy.json", import.meta.url), "utf8"));
/** 1e-8 absolute, as the reference states. */
const TOLERANCE = 1e-8;

describe("disjoint LinUCB over fifteen explicit rounds", () => {
  const { rounds, theta_hat, posterior_cov_trace, alpha, ridge } = golden.linucb_disjoint;
  const schema = { observationNames: ["one", "x1", "x2"], actionNames: ["a", "b", "c"] };
  const learner = linearBandit(schema, { rule: "UCB", scale: alpha, ridge, epsilon: 0 });

  it("takes the reference's actions by the reference's bounds, and ends with its estimates", () => {
    const rng = createRng(1);
    for (const { x, ucb, chosen, reward } of rounds) {
      const spec = statesOf(learner.policy().serialize().spec as unknown as Parameters<typeof statesOf>[0]);
      upperBounds(spec, x).forEach((bound, a) => {
        expect(Math.abs(bound - ucb[a])).toBeLessThan(TOLERANCE);
      });
      expect(learner.decide(x, null, rng)).toEqual({ action: chosen, propensity: 1 });
      learner.learn(x, chosen, reward);
    }
    const { states } = statesOf(learner.policy().serialize().spec as unknown as Parameters<typeof statesOf>[0]);
    states.forEach(({ theta, inverse }, a) => {
      theta.forEach((value, k) => {
        expect(Math.abs(value - theta_hat[a][k])).toBeLessThan(TOLERANCE);
      });
      const trace = [0, 4, 8].reduce((sum, at) => sum + (inverse[at] as number), 0);
      expect(Math.abs(trace - posterior_cov_trace[a])).toBeLessThan(TOLERANCE);
    });
  });
});

it("the growing regression is the one that is solved at once: two rows by hand", () => {
  // A = I + (1,2)(1,2)' + 2 (0,1)(0,1)' = [[2,2],[2,7]], b = 3 (1,2) + 2 * 1 (0,1) = (3,8); A^-1 b = (0.5, 1).
  const state = ridgeState(2, 1);
  ridgeUpdate(state, [1, 2], 3);
  ridgeUpdate(state, [0, 1], 1, 2);
  expect(state.theta[0]).toBeCloseTo(0.5, 12);
  expect(state.theta[1]).toBeCloseTo(1, 12);
  // x = (1, 0): deviation sqrt(7 / 10).
  expect(ridgeEstimate(state, [1, 0]).deviation).toBeCloseTo(Math.sqrt(0.7), 12);
});

describe("the chance of being the best of normal values", () => {
  it("of two is Phi of the gap over the joint deviation, and symmetric cases share", () => {
    const [first] = bestOfNormals([1, 0], [0.6, 0.8], Uint8Array.of(1, 1));
    // Phi(1 / sqrt(0.36 + 0.64)) = Phi(1).
    expect(first).toBeCloseTo(0.8413447460685429, 9);
    for (const chance of bestOfNormals([2, 2, 2], [1, 1, 1], Uint8Array.of(1, 1, 1))) expect(chance).toBeCloseTo(1 / 3, 12);
  });

  it("leaves out what is forbidden, and without spread takes the first of the largest", () => {
    expect([...bestOfNormals([5, 1, 1], [1, 1, 1], Uint8Array.of(0, 1, 1))]).toEqual([0, 0.5, 0.5]);
    expect([...bestOfNormals([1, 2, 2], [0, 0, 0], Uint8Array.of(1, 1, 1))]).toEqual([0, 1, 0]);
  });

  it("is how often Thompson sampling by draws takes each action, within 4 standard errors", () => {
    const [means, deviations] = [
      [0.3, 0, -0.2],
      [0.2, 0.7, 1.5],
    ];
    const chances = bestOfNormals(means, deviations, Uint8Array.of(1, 1, 1));
    const rng = createRng(3);
    const n = 100_000;
    const counts = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const drawn = means.map((mean, a) => mean + (deviations[a] as number) * rng.normal());
      const best = drawn.indexOf(Math.max(...drawn));
      counts[best] = (counts[best] as number) + 1;
    }
    counts.forEach((count, a) => {
      const p = chances[a] as number;
      expect(Math.abs(count / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
    });
  });
});

it("Thompson sampling finds the better action of a bandit and still knows its chances", () => {
  const learner = linearBandit(
    { observationNames: ["one"], actionNames: ["a", "b"] },
    { rule: "THOMPSON", scale: 1, ridge: 1, epsilon: 0 },
  );
  const rng = createRng(6);
  let taken = 0;
  for (let i = 0; i < 600; i++) {
    const { action, propensity } = learner.decide([1], null, rng);
    expect(propensity).toBeGreaterThan(0);
    if (i >= 300) taken += action;
    learner.learn([1], action, action + rng.normal());
  }
  expect(taken).toBeGreaterThan(270);
});

it.each(["IPW", "DR"] as const)(
  "the %s learner, from 20,000 logged offers, comes within 8 percent of the best policy's exact value",
  { timeout: 120_000 },
  async (objective) => {
    const engine = await loadEngine();
    const bandit = pricingBandit();
    const rng = createRng(23);
    const oneHot = (g: number) => Array.from({ length: 12 }, (_value, k) => Number(k === g));
    const rows = Array.from({ length: 20_000 }, (_row, i) => {
      const g = drawIndex(bandit.shares, rng.next());
      const chances = pastPricing(bandit, g);
      const action = drawIndex(chances, rng.next());
      return {
        context: oneHot(g),
        action,
        propensity: chances[action] as number,
        reward: bandit.draw(g, action, rng),
        rewardDueAt: null,
        mask: null,
        policyVersion: null,
        segment: null,
        decidedAt: i,
        episode: null,
      };
    });
    const log = decisionLog({ featureNames: oneHot(0).map((_value, k) => `s${k}`), actionNames: bandit.actionNames }, rows);
    const policy = await fitPolicyLearner(engine, log, {
      objective,
      units: [16],
      epochs: 12,
      batchSize: 512,
      learningRate: 0.01,
      entropy: 0.02,
      weightDecay: 0.01,
      epsilon: 0,
      rewardModel: { units: [16], epochs: 5, batchSize: 512, learningRate: 0.01 },
      seed: 1,
    });
    let [value, optimum] = [0, 0];
    bandit.shares.forEach((share, g) => {
      const means = [...bandit.meanReward.subarray(g * 4, g * 4 + 4)];
      optimum += share * Math.max(...means);
      policy.distribution(oneHot(g), null).forEach((chance, a) => {
        value += share * chance * (means[a] as number);
      });
    });
    expect(value).toBeGreaterThan(0.92 * optimum);
    expect(value).toBeLessThanOrEqual(optimum);
  },
);
