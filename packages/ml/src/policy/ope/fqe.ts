import { createRng } from "@plimsoll/features";
import type { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import { parseParams } from "../env.ts";
import { chancesOf, type Trajectories } from "../logs/trajectories.ts";
import { type TransitionSet, transitionBatches, transitionSet } from "../offline/transitions.ts";
import { createQNetwork } from "../online/q-network.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { checkSeed } from "../seed.ts";
import { fqeError } from "./fqe-error.ts";
import { FqeOptions } from "./fqe-options.ts";
import { tableOf, tableValues, type VisitedTable } from "./fqe-table.ts";

export interface FqeResult {
  estimator: "fqe";
  model: "TABLE" | "NETWORK";
  /** Mean over the logged starts of the policy's discounted value. */
  value: number;
  /** Of a table by resampling episodes; of a network by `fqeError`. Null where neither can be had. */
  se: number | null;
  ciLow: number | null;
  ciHigh: number | null;
  episodes: number;
  /** Mean chance of the policy's actions that the log never took in the observation: their values are extrapolation, 0 in a table. */
  unsupportedShare: number | null;
  /** [n] estimated value of each logged step's action and observation, for sequential DR. */
  q: Float64Array;
  v: Float64Array;
  /** [episodes] estimated value after the last step; 0 where the process had ended. */
  after: Float64Array;
}

/** Observations up to which AUTO counts, if each is seen often enough. */
const [MAX_TABLE, LEAST_VISITS] = [400, 20];

/**
 * Fitted Q evaluation: Q <- r + gamma * sum_a pi(a | s') Q(s', a) over logged steps, until it stands; the value is the mean of
 * sum_a pi(a | s) Q(s, a) over the first observations of the episodes. Source: Le, Voloshin and Yue (2019).
 * It extrapolates where the log is thin: below some 20,000 accounts of two years its error can exceed what policies differ by.
 * @param gamma discount of one step, in [0, 1).
 */
export async function fittedQEvaluation(
  engine: Engine,
  data: Trajectories,
  policy: DiscretePolicy,
  { gamma, seed, options = {}, signal }: { gamma: number; seed: number; options?: unknown; signal?: AbortSignal | undefined },
): Promise<FqeResult> {
  if (!(gamma >= 0 && gamma < 1)) throw refuse(`Parameter 'gamma' of FQE must be in [0, 1). Got ${gamma}.`, ["gamma"]);
  checkSeed(seed);
  const unknown = data.reward.findIndex((value) => !Number.isFinite(value));
  if (unknown >= 0) throw refuse(`Step ${unknown} has no known reward. Leave out what has not matured first.`, ["reward"]);
  const settings = parseParams(FqeOptions, options, "FQE");
  const table = settings.model === "NETWORK" ? null : tableOf(data, MAX_TABLE);
  if (settings.model === "TABLE" && !table)
    throw refuse(`The log has more than ${MAX_TABLE} distinct observations: a table cannot hold them. Take NETWORK.`, ["options", "model"]);
  if (table && (settings.model === "TABLE" || data.n / table.nStates >= LEAST_VISITS))
    return byTable(data, table, policy, gamma, seed, settings.replicates);
  return byNetwork(engine, data, policy, gamma, seed, settings, signal);
}

function byTable(
  data: Trajectories,
  table: VisitedTable,
  policy: DiscretePolicy,
  gamma: number,
  seed: number,
  replicates: number,
): FqeResult {
  const { nStates, nActions, state } = table;
  const chances = chancesOf(policy, table.observations, table.masks);
  const episodes = data.offsets.length - 1;
  const whole = tableValues(table, data, chances, gamma, null);
  const rng = createRng(seed);
  const values = Float64Array.from({ length: replicates }, () => {
    const times = new Uint16Array(episodes);
    for (let draw = 0; draw < episodes; draw++) {
      const e = Math.floor(rng.next() * episodes);
      times[e] = (times[e] as number) + 1;
    }
    return tableValues(table, data, chances, gamma, times).value;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(replicates, 1);
  const se = replicates > 1 ? Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (replicates - 1)) : null;
  const v = new Float64Array(nStates);
  for (let s = 0; s < nStates; s++)
    for (let a = 0; a < nActions; a++)
      v[s] = (v[s] as number) + (chances[s * nActions + a] as number) * (whole.q[s * nActions + a] as number);
  return {
    estimator: "fqe",
    model: "TABLE",
    value: whole.value,
    se,
    ciLow: se === null ? null : whole.value - 1.96 * se,
    ciHigh: se === null ? null : whole.value + 1.96 * se,
    episodes,
    unsupportedShare: whole.unsupportedShare,
    q: Float64Array.from({ length: data.n }, (_q, i) => whole.q[(state[i] as number) * nActions + (data.action[i] as number)] as number),
    v: Float64Array.from({ length: data.n }, (_v, i) => v[state[i] as number] as number),
    after: lastSteps(data).map((i) => (data.terminated[i] === 1 ? 0 : (v[table.next[i] as number] as number))),
  };
}

async function byNetwork(
  engine: Engine,
  data: Trajectories,
  policy: DiscretePolicy,
  gamma: number,
  seed: number,
  { units, steps, batchSize, learningRate, targetEvery }: z.output<typeof FqeOptions>,
  signal: AbortSignal | undefined,
): Promise<FqeResult> {
  const set = transitionSet(data, gamma, true);
  const { n, nActions: k, rewardScale } = set;
  const nextChances = chancesOfOpen(policy, data.next, data.nextMask, set);
  const q = createQNetwork({
    engine,
    units,
    nInputs: set.nInputs,
    nActions: k,
    dueling: false,
    double: false,
    seed,
    clipNorm: 10,
  });
  try {
    const rng = createRng(seed + 2 ** 32);
    const draw = transitionBatches(set, batchSize);
    for (let step = 1; step <= steps; step++) {
      const batch = draw(rng);
      const later = q.values(batch.next, batchSize, "target");
      const targets = Float32Array.from({ length: batchSize }, (_target, i) => {
        let value = 0;
        for (let a = 0; a < k; a++) value += (nextChances[(batch.rows[i] as number) * k + a] as number) * (later[i * k + a] as number);
        return (batch.reward[i] as number) + (batch.discount[i] as number) * value;
      });
      const rate = learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / steps)));
      const loss = q.learn(batch, { step, learningRate: rate, rng }, targets);
      if (!Number.isFinite(loss)) throw diverged("loss", loss, step, learningRate);
      if (step % targetEvery === 0) q.copy();
      if (step % 16 === 0) await giveTurn(signal);
    }
    const chances = chancesOf(policy, data.obs, data.mask);
    const all = q.values(set.obs, n, "learning");
    const v = Float64Array.from({ length: n }, (_v, i) => {
      let value = 0;
      for (let a = 0; a < k; a++) value += (chances[i * k + a] as number) * (all[i * k + a] as number);
      return value * rewardScale;
    });
    const episodes = data.offsets.length - 1;
    let sum = 0;
    for (let e = 0; e < episodes; e++) sum += v[data.offsets[e] as number] as number;
    const value = sum / episodes;
    const error = await fqeError({ set, offsets: data.offsets, weights: q.weights(), chances, nextChances, signal });
    return {
      estimator: "fqe",
      model: "NETWORK",
      value,
      se: error?.se ?? null,
      ciLow: error && value - 1.96 * error.se,
      ciHigh: error && value + 1.96 * error.se,
      episodes,
      unsupportedShare: null,
      q: Float64Array.from({ length: n }, (_q, i) => (all[i * k + (data.action[i] as number)] as number) * rewardScale),
      v,
      after: lastSteps(data).map((i) => {
        if (data.terminated[i] === 1) return 0;
        const later = q.values(set.next.subarray(i * set.nInputs, (i + 1) * set.nInputs), 1, "learning");
        return later.reduce((sum, value, a) => sum + (nextChances[i * k + a] as number) * value, 0) * rewardScale;
      }),
    };
  } finally {
    q.dispose();
  }
}

/** [episodes] index of each one's last step. */
const lastSteps = ({ offsets }: Trajectories): Float64Array => Float64Array.from(offsets.subarray(1), (end) => end - 1);

/** Chances at next observations; zeros where the process had ended, whose observation may mean nothing. */
function chancesOfOpen(
  policy: DiscretePolicy,
  obs: Float64Array,
  mask: Uint8Array,
  { n, nInputs: d, nActions: k, discount }: TransitionSet,
): Float64Array {
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    if (discount[i] === 0) continue;
    out.set(policy.distribution(obs.subarray(i * d, (i + 1) * d), mask.subarray(i * k, (i + 1) * k)), i * k);
  }
  return out;
}
