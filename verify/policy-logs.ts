/** Policies and their values from logs alone: simulated lenders whose truth is known exactly, with seeds, bandits and models drawn now. */
import { randomInt } from "node:crypto";
import { createRng } from "@plimsoll/features";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { loadEngine } from "../packages/ml/src/engine/load.ts";
import { trainPolicy } from "../packages/ml/src/policy/agents/train-policy.ts";
import { type DiscreteEnv, drawIndex } from "../packages/ml/src/policy/env.ts";
import { type PricingBandit, pricingBandit } from "../packages/ml/src/policy/environments/bandit-pricing.ts";
import { environment } from "../packages/ml/src/policy/environments/index.ts";
import { type DecisionLog, decisionLog } from "../packages/ml/src/policy/logs/decision-log.ts";
import { pastPricing } from "../packages/ml/src/policy/logs/sample.ts";
import { chancesOf, playEpisodes } from "../packages/ml/src/policy/logs/trajectories.ts";
import { evaluatePolicy } from "../packages/ml/src/policy/ope/evaluate.ts";
import { fittedQEvaluation } from "../packages/ml/src/policy/ope/fqe.ts";
import { type DiscretePolicy, softmaxChances } from "../packages/ml/src/policy/policies/policy.ts";
import { modelPolicy } from "../packages/ml/src/policy/policies/tabular.ts";
import { evaluateTabularPolicy } from "../packages/ml/src/policy/tabular/evaluate.ts";
import { deterministic, type TabularModel, uniformPolicy } from "../packages/ml/src/policy/tabular/model.ts";
import { policyIteration } from "../packages/ml/src/policy/tabular/solve.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const listed = (values: readonly number[], digits = 3): string => values.map((value) => value.toFixed(digits)).join(", ");

/** What a lender logged in n offers; the context is the segment, one-hot. */
function pricingLog(bandit: PricingBandit, n: number, seed: number): DecisionLog {
  const rng = createRng(seed);
  const rows = Array.from({ length: n }, (_row, i) => {
    const segment = drawIndex(bandit.shares, rng.next());
    const chances = pastPricing(bandit, segment);
    const action = drawIndex(chances, rng.next());
    const context = new Float64Array(bandit.nSegments);
    context[segment] = 1;
    return {
      context,
      action,
      propensity: chances[action] as number,
      reward: bandit.draw(segment, action, rng),
      rewardDueAt: null,
      mask: null,
      policyVersion: null,
      segment: `S${segment}`,
      decidedAt: i,
      episode: null,
    };
  });
  return decisionLog(
    { featureNames: Array.from({ length: bandit.nSegments }, (_name, g) => `S${g}`), actionNames: bandit.actionNames },
    rows,
  );
}

/** The exact value of a policy of the bandit, and the best one's. */
function exactValue(bandit: PricingBandit, policy: DiscretePolicy): { value: number; optimum: number } {
  let [value, optimum] = [0, 0];
  bandit.shares.forEach((share, g) => {
    const context = new Float64Array(bandit.nSegments);
    context[g] = 1;
    const means = bandit.meanReward.subarray(g * bandit.nActions, (g + 1) * bandit.nActions);
    policy.distribution(context, null).forEach((chance, a) => {
      value += share * chance * (means[a] as number);
    });
    optimum += share * Math.max(...means);
  });
  return { value, optimum };
}

/** Another lender: other segments, risks, prices and tastes. */
function drawnBandit(seed: number): PricingBandit {
  const rng = createRng(seed);
  const raw = Array.from({ length: 12 }, () => 0.5 + rng.next());
  const total = raw.reduce((sum, value) => sum + value, 0);
  const prices = [0.1 + 0.04 * rng.next(), 0.16 + 0.05 * rng.next(), 0.24 + 0.06 * rng.next()];
  return pricingBandit({
    segmentShares: raw.map((value) => value / total),
    pd: Array.from({ length: 12 }, (_pd, g) => 0.004 * 1.45 ** g * (0.8 + 0.4 * rng.next())),
    prices,
    takeRate: [0.85 - 0.1 * rng.next(), 0.65 - 0.1 * rng.next(), 0.42 - 0.1 * rng.next()],
  });
}

async function pricingChecks(base: number): Promise<Check[]> {
  const engine = await loadEngine();
  const checks: Check[] = [];
  for (const name of ["ipw-learner", "dr-learner"]) {
    const values: number[] = [];
    for (let k = 0; k < 5; k++) {
      const bandit = pricingBandit();
      const source = { kind: "DECISIONS" as const, log: pricingLog(bandit, 20_000, base + k) };
      values.push(
        exactValue(bandit, (await trainPolicy({ engine, agent: name, params: {}, source, seed: base + k })).policy as DiscretePolicy).value,
      );
    }
    checks.push([
      `${name} from 20,000 offers, five seeds: exact value at least 67.0 on average, each at least 64.5, none above the optimum of 69.807`,
      mean(values) >= 67 && Math.min(...values) >= 64.5 && Math.max(...values) <= 69.8068,
      `${mean(values).toFixed(2)}: ${listed(values, 2)}`,
    ]);
  }
  const shares: number[] = [];
  for (let k = 0; k < 3; k++) {
    const bandit = drawnBandit(base + 50 + k);
    const source = { kind: "DECISIONS" as const, log: pricingLog(bandit, 20_000, base + k) };
    const { value, optimum } = exactValue(
      bandit,
      (await trainPolicy({ engine, agent: "dr-learner", params: {}, source, seed: base + k })).policy as DiscretePolicy,
    );
    shares.push(value / optimum);
  }
  checks.push([
    "dr-learner on three lenders drawn now: at least 94 % of the optimum on average",
    mean(shares) >= 0.94 && Math.max(...shares) <= 1 + 1e-12,
    listed(shares),
  ]);
  return checks;
}

/** A logged bandit with many actions and a reward that no linear model holds: estimates of a fixed policy against its exact value. */
async function syntheticChecks(base: number): Promise<Check[]> {
  const engine = await loadEngine();
  const rng = createRng(base);
  const [n, d, k] = [100_000, 5, 10];
  const theta = Float64Array.from({ length: d * k }, () => rng.normal());
  const tilt = Float64Array.from({ length: d * k }, () => rng.normal());
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_name, i) => `${prefix}${i}`);
  const score = (x: Float64Array, weights: Float64Array, a: number) =>
    x.reduce((sum, value, f) => sum + value * (weights[f * k + a] as number), 0);
  const meanReward = (x: Float64Array, a: number) => 1 / (1 + Math.exp(-score(x, theta, a)));
  const all = new Uint8Array(k).fill(1);
  const target = new Float64Array(n * k);
  let [exact, logged] = [0, 0];
  const rows = Array.from({ length: n }, (_row, i) => {
    const x = Float64Array.from({ length: d }, () => rng.normal());
    const q = Array.from({ length: k }, (_q, a) => meanReward(x, a));
    const chances = softmaxChances(
      q.map((value) => -2 * value),
      all,
    );
    const action = drawIndex(chances, rng.next());
    const evaluated = softmaxChances(
      q.map((value, a) => 3 * value + 0.3 * score(x, tilt, a)),
      all,
    );
    target.set(evaluated, i * k);
    evaluated.forEach((chance, a) => {
      exact += (chance * (q[a] as number)) / n;
    });
    const reward = Number(rng.next() < (q[action] as number));
    logged += reward / n;
    return {
      context: x,
      action,
      propensity: chances[action] as number,
      reward,
      rewardDueAt: null,
      mask: null,
      policyVersion: null,
      segment: null,
      decidedAt: i,
      episode: null,
    };
  });
  const log = decisionLog({ featureNames: names("x", d), actionNames: names("a", k) }, rows);
  // A reward model that is too simple on purpose: DM must show its error, DR must not.
  const report = await evaluatePolicy({ engine, log, candidate: target, now: n, seed: base, rewardModel: { units: [1], epochs: 3 } });
  const off = (name: string) => Math.abs((report.estimates.find(({ estimator }) => estimator === name)?.value ?? 0) / exact - 1);
  const figure = report.estimates.map(({ estimator, value }) => `${estimator} ${Math.abs(value / exact - 1).toFixed(4)}`).join(", ");
  return [
    [
      "100,000 rounds of ten actions: DR and IPS within 2 % of the exact value",
      off("dr") <= 0.02 && off("ips") <= 0.02,
      `exact ${exact.toFixed(4)}, logged ${logged.toFixed(4)}; relative errors ${figure}`,
    ],
    ["and nearer than a reward model that is too simple by itself", off("dr") < off("dm"), `DM ${off("dm").toFixed(4)}`],
  ];
}

/** 0.7 usual action (where allowed) + 0.3 uniform over what is allowed. */
function usualPolicy(model: TabularModel, usual: number): Float64Array {
  const uniform = uniformPolicy(model);
  return uniform.map((chance, at) => {
    const s = Math.floor(at / model.nActions);
    return model.mask[s * model.nActions + usual] === 1 ? 0.3 * chance + 0.7 * Number(at % model.nActions === usual) : chance;
  });
}

async function offlineChecks(base: number): Promise<Check[]> {
  const engine = await loadEngine();
  const accounts = environment("credit-limit");
  const model = accounts.model?.() as TabularModel;
  const logged = usualPolicy(model, 1);
  const value = (policy: Float64Array) => evaluateTabularPolicy(model, policy).objective;
  const [start, best] = [value(logged), policyIteration(model)];
  const states = new Float64Array(model.nStates ** 2);
  for (let s = 0; s < model.nStates; s++) states[s * model.nStates + s] = 1;
  const score = (policy: DiscretePolicy) => (value(chancesOf(policy, states, model.mask)) - start) / (best.objective - start);
  const scores: Record<string, number[]> = { cql: [], bcq: [], "behaviour-cloning": [] };
  const errors: Record<string, number[]> = { optimal: [], hold: [], uniform: [] };
  let ranked = 0;
  for (let k = 0; k < 5; k++) {
    const data = playEpisodes(accounts.create() as DiscreteEnv, modelPolicy(model, logged), 2000, base + 1e7 * k);
    for (const name of Object.keys(scores)) {
      const params =
        name === "behaviour-cloning" ? { standardise: false } : { standardise: false, steps: 6000, targetEvery: 60, batchSize: 512 };
      const { policy } = await trainPolicy({
        engine,
        agent: name,
        params,
        source: { kind: "TRAJECTORIES", data, gamma: model.gamma },
        seed: base + k,
      });
      scores[name]?.push(score(policy as DiscretePolicy));
    }
    const many = playEpisodes(accounts.create() as DiscreteEnv, modelPolicy(model, logged), 20_000, base + 1e7 * k + 5e6);
    const policies = {
      optimal: deterministic(model, best.actions),
      hold: deterministic(model, new Array<number>(11).fill(1)),
      uniform: uniformPolicy(model),
    };
    const found: number[] = [];
    for (const [name, policy] of Object.entries(policies)) {
      const result = await fittedQEvaluation(engine, many, modelPolicy(model, policy), {
        gamma: model.gamma,
        seed: base,
        options: { replicates: 0 },
      });
      found.push(result.value);
      errors[name]?.push(result.value - value(policy));
    }
    ranked += Number((found[0] as number) > (found[2] as number) && (found[2] as number) > (found[1] as number));
    process.stdout.write(
      `accounts, seed ${k + 1}: ${Object.entries(scores)
        .map(([name, own]) => `${name} ${own.at(-1)?.toFixed(3)}`)
        .join(", ")}\n`,
    );
  }
  const largest = (name: string) => Math.max(...(errors[name] ?? []).map(Math.abs));
  return [
    ...["cql", "bcq"].map(
      (name): Check => [
        `${name} from 2,000 accounts of 24 months, five seeds: score at least 0.95 each`,
        (scores[name] ?? []).every((own) => own >= 0.95 && own <= 1 + 1e-9),
        listed(scores[name] ?? []),
      ],
    ),
    [
      "behaviour cloning stays where the log was",
      (scores["behaviour-cloning"] ?? []).every((own) => Math.abs(own) <= 0.1),
      listed(scores["behaviour-cloning"] ?? []),
    ],
    [
      "FQE from 20,000 accounts, five seeds: off by at most 60 (optimal), 12 (hold), 12 (uniform)",
      largest("optimal") <= 60 && largest("hold") <= 12 && largest("uniform") <= 12,
      Object.entries(errors)
        .map(([name, own]) => `${name} ${listed(own, 1)}`)
        .join("; "),
    ],
    ["FQE ranks optimal, uniform and hold rightly in five of five", ranked === 5, `${ranked} of 5`],
  ];
}

export async function run(base = randomInt(2 ** 31)): Promise<boolean> {
  process.stdout.write(`seeds from ${base}\n`);
  for (const [name, value] of Object.entries(trainingEnvironment("NATIVE"))) process.env[name] ??= value;
  return finish("policies from logs", [...(await pricingChecks(base)), ...(await syntheticChecks(base)), ...(await offlineChecks(base))]);
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
