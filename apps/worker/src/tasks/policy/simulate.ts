import { readFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { createRng } from "@plimsoll/features";
import { type DiscreteEnv, type DiscretePolicy, environment, isDiscrete, oracleGap } from "@plimsoll/ml";
import type { PolicySimulationResult, PolicySimulationSpec, SimulatedPolicy } from "@plimsoll/schema";
import type { PolicySimulateTask } from "../../messages/policy.ts";
import { readStoredPolicy } from "../../policies/stored-policy.ts";
import type { TaskIo } from "../task-io.ts";
import { policyFor } from "./in-environment.ts";
import { simulateNumbers } from "./simulate-numbers.ts";
import { BINS, emptyResult, notFor } from "./simulation-result.ts";

const [FROM, TO] = [0.05, 0.95];
/** Episodes between two signs of life. */
const TURN = 50;

/** Runs a policy in an environment: episodes beside chance, hedges beside the delta, schedules beside the closed form. */
export async function policySimulateTask(task: PolicySimulateTask, io: TaskIo): Promise<PolicySimulationResult> {
  const { spec } = task;
  const definition = environment(spec.environment);
  const params = definition.parse(spec.params);
  const stored = readStoredPolicy(await readFile(task.policyPath));
  io.progress("Simulating", FROM);
  if (stored.policy.kind === "continuous") return simulateNumbers(task, stored, params, io);
  const env = definition.create(params);
  if (!isDiscrete(env)) throw notFor(spec);
  const policy = policyFor(stored, env);
  const runs = { policy: await play(env, policy, spec, (done) => io.progress("Simulating", FROM + ((TO - FROM) / 2) * done)) };
  const chance = await play(env, uniform(env), spec, (done) =>
    io.progress("Simulating chance", (FROM + TO) / 2 + ((TO - FROM) / 2) * done),
  );
  const model = definition.model?.(params);
  const edges = edgesOf([runs.policy.returns, chance.returns]);
  return {
    ...emptyResult(spec),
    edges,
    policies: [summary("policy", runs.policy, edges), summary("chance", chance, edges)],
    difference: differenceOf(runs.policy.returns, chance.returns),
    oracle: model ? oracleGap(model, policy) : null,
  };
}

interface Played {
  returns: Float64Array;
  steps: number;
}

/** Undiscounted returns of episodes from seeds `seed`, `seed + 1`, ..; a policy draws its actions with its own chances. */
async function play(
  env: DiscreteEnv,
  policy: DiscretePolicy,
  spec: PolicySimulationSpec,
  progress: (done: number) => void,
): Promise<Played> {
  const returns = new Float64Array(spec.episodes);
  let steps = 0;
  for (let e = 0; e < spec.episodes; e++) {
    // 2^32 apart from the environment's own stream of the same seed.
    const rng = createRng(spec.seed + e + 2 ** 32);
    let { obs } = env.reset(spec.seed + e);
    for (let over = false; !over; steps++) {
      const { action } = policy.act(obs, env.actionMask?.() ?? null, rng);
      const result = env.step(action);
      returns[e] = (returns[e] as number) + result.reward;
      over = result.terminated || result.truncated;
      obs = result.obs;
    }
    if (e % TURN !== 0) continue;
    progress(e / spec.episodes);
    await turn();
  }
  return { returns, steps };
}

/** Every allowed action equally likely. */
function uniform(env: DiscreteEnv): Pick<DiscretePolicy, "act"> & DiscretePolicy {
  const k = env.actionNames.length;
  const distribution: DiscretePolicy["distribution"] = (_obs, mask) => {
    const open = Float64Array.from({ length: k }, (_open, a) => Number(!mask || Boolean(mask[a])));
    const n = open.reduce((sum, value) => sum + value, 0);
    return open.map((value) => value / n);
  };
  return {
    kind: "discrete",
    type: "uniform",
    schema: { observationNames: env.observationNames, actionNames: env.actionNames },
    distribution,
    act(obs, mask, rng) {
      const open = [...distribution(obs, mask).entries()].filter(([, chance]) => chance > 0);
      const [action, propensity] = open[rng.int(open.length)] as [number, number];
      return { action, propensity };
    },
    serialize() {
      throw new Error("Chance is not stored.");
    },
  };
}

function edgesOf(all: readonly Float64Array[]): number[] {
  const sorted = all.map((values) => values.slice().sort());
  const at = (values: Float64Array, share: number) => values[Math.round(share * (values.length - 1))] as number;
  const low = Math.min(...sorted.map((values) => at(values, 0.001)));
  const high = Math.max(...sorted.map((values) => at(values, 0.999)));
  const width = high > low ? high - low : 1;
  return Array.from({ length: BINS + 1 }, (_edge, k) => low + (width * k) / BINS);
}

function summary(name: string, { returns, steps }: Played, edges: readonly number[]): SimulatedPolicy {
  const n = returns.length;
  const mean = returns.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const sorted = returns.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (n - 1))] as number;
  const worst = sorted.subarray(0, Math.max(1, Math.round(0.05 * n)));
  const histogram = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  for (const value of returns) {
    const bin = Math.min(Math.max(Math.floor(((value - low) / (high - low)) * histogram.length), 0), histogram.length - 1);
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return {
    name,
    mean,
    se: std / Math.sqrt(n),
    std,
    p05: at(0.05),
    median: at(0.5),
    p95: at(0.95),
    worst5: worst.reduce((sum, value) => sum + value, 0) / worst.length,
    meanLength: steps / n,
    histogram,
  };
}

function differenceOf(ours: Float64Array, theirs: Float64Array): PolicySimulationResult["difference"] {
  const n = ours.length;
  const parts = ours.map((value, e) => value - (theirs[e] as number));
  const mean = parts.reduce((sum, value) => sum + value, 0) / n;
  const se = Math.sqrt(parts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
  return { mean, se, low: mean - 1.96 * se, high: mean + 1.96 * se };
}
