import { expect, it } from "vitest";
import { loadEngine } from "../../engine/load.ts";
import type { DiscreteEnv } from "../env.ts";
import { environment } from "../environments/index.ts";
import { playEpisodes } from "../logs/trajectories.ts";
import { modelPolicy } from "../policies/tabular.ts";
import { evaluateTabularPolicy } from "../tabular/evaluate.ts";
import { deterministic, type TabularModel, uniformPolicy } from "../tabular/model.ts";
import { policyIteration } from "../tabular/solve.ts";
import { fittedQEvaluation } from "./fqe.ts";

const engine = await loadEngine();
const GAMMA = 0.8;
const world = environment("random-mdp");
const PARAMS = { states: 6, actions: 3, gamma: GAMMA, maxSteps: 20, seed: 23 };
const model = world.model?.(PARAMS) as TabularModel;
const logged = modelPolicy(model, uniformPolicy(model));
const bestChances = deterministic(model, policyIteration(model).actions);
const best = modelPolicy(model, bestChances);
const NETWORK = { model: "NETWORK", units: [24], steps: 500, batchSize: 128, targetEvery: 20, learningRate: 0.004 };
const logOf = (k: number, episodes = 120) => playEpisodes(world.create(PARAMS) as DiscreteEnv, logged, episodes, 1_000_000 * (k + 1));

it("the interval of a network's FQE holds the exact value of a tabular process in about 95 of 100 logs, and its width is the spread over logs", {
  timeout: 120_000,
}, async () => {
  const exact = evaluateTabularPolicy(model, bestChances).objective;
  const found = [];
  for (let k = 0; k < 16; k++) found.push(await fittedQEvaluation(engine, logOf(k), best, { gamma: GAMMA, seed: k, options: NETWORK }));
  const covered = found.filter(({ ciLow, ciHigh }) => (ciLow ?? Infinity) <= exact && exact <= (ciHigh ?? -Infinity)).length;
  // Of 16 logs with chance 0.95 each, fewer than 12 are one in a thousand.
  expect(covered).toBeGreaterThanOrEqual(12);
  const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
  const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (found.length - 1));
  const se = found.reduce((sum, own) => sum + (own.se ?? Number.NaN), 0) / found.length;
  // A spread over 16 logs is known within 40 %; an interval that is far too wide would cover too.
  expect(se / spread).toBeGreaterThan(0.6);
  expect(se / spread).toBeLessThan(1.7);
});

it("a network's error is near the resampled one of a table on the same log, and falls with the root of the episodes", {
  timeout: 60_000,
}, async () => {
  const [few, many] = [logOf(50, 100), logOf(51, 400)];
  const table = await fittedQEvaluation(engine, many, best, { gamma: GAMMA, seed: 1, options: { model: "TABLE", replicates: 200 } });
  const of = async (data: typeof few) => (await fittedQEvaluation(engine, data, best, { gamma: GAMMA, seed: 1, options: NETWORK })).se ?? 0;
  const [small, large] = [await of(few), await of(many)];
  expect(large / (table.se ?? 0)).toBeGreaterThan(0.6);
  expect(large / (table.se ?? 0)).toBeLessThan(1.7);
  expect(small / large).toBeGreaterThan(1.3);
  expect(small / large).toBeLessThan(3);
});

it("a network that was stopped too early says so by a wide interval", { timeout: 30_000 }, async () => {
  const data = logOf(60, 200);
  const done = await fittedQEvaluation(engine, data, best, { gamma: GAMMA, seed: 2, options: NETWORK });
  const early = await fittedQEvaluation(engine, data, best, { gamma: GAMMA, seed: 2, options: { ...NETWORK, steps: 40 } });
  expect(early.se).toBeGreaterThan(2 * (done.se ?? Number.NaN));
  const exact = evaluateTabularPolicy(model, bestChances).objective;
  expect(early.ciLow).toBeLessThan(exact);
  expect(early.ciHigh).toBeGreaterThan(exact);
});
