import { createRng, type Rng } from "@plimsoll/features";
import { orthogonal } from "../../engine/initializers.ts";
import type { Network } from "../../engine/network.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import { type DiscreteEnv, drawIndex } from "../env.ts";
import { denseForward } from "../network/forward.ts";
import { createMlp, gatherRows } from "../network/mlp.ts";
import { identityStandardisation } from "../network/standardise.ts";
import { networkPolicy } from "../policies/network.ts";
import { type DiscretePolicy, softmaxChances } from "../policies/policy.ts";
import { bestPolicy, type OnlineTraining } from "./dqn.ts";
import type { PpoParams } from "./ppo-params.ts";

/** The steps of all environments since the last update, [horizon, environments]. */
interface Rollout {
  obs: Float32Array;
  mask: Uint8Array;
  action: Int32Array;
  logChance: Float64Array;
  value: Float64Array;
  advantage: Float64Array;
  target: Float64Array;
}

/**
 * Proximal policy optimisation over listed actions: clipped ratios, generalised advantages, forbidden actions taken out of the softmax.
 * Policy and value have networks of their own, from orthogonal weights. A truncated episode's last value is estimated, a terminated one's is 0.
 * The weights kept are those of the best greedy evaluation. Source: Schulman et al. (2017); Huang et al. (2022) for the details.
 * @throws AppError "DIVERGED", "CANCELLED".
 */
export async function trainPpo(
  { engine, env: makeEnv, seed, onPoint, signal }: OnlineTraining,
  params: PpoParams,
): Promise<DiscretePolicy> {
  const envs = Array.from({ length: params.environments }, makeEnv);
  const [first] = envs as [DiscreteEnv];
  const schema = { observationNames: first.observationNames, actionNames: first.actionNames };
  const [d, k] = [schema.observationNames.length, schema.actionNames.length];
  const spec = {
    engine,
    units: params.units,
    activation: "tanh",
    nInputs: d,
    init: { seed },
    optimizer: { clipNorm: params.clipNorm },
  } as const;
  const rng = createRng(seed + 2 ** 32);
  const policy = orthogonalStart(createMlp({ ...spec, nOutputs: k }), rng, 0.01);
  const critic = orthogonalStart(createMlp({ ...spec, nOutputs: 1 }), rng, 1);
  const players = envs.map((env, e) => ({ env, obs: env.reset(seed + e * 2 ** 20).obs, episode: 0, total: 0, seed: seed + e * 2 ** 20 }));
  const perUpdate = params.environments * params.horizon;
  const updates = Math.max(1, Math.floor(params.steps / perUpdate));
  const best = bestPolicy(makeEnv(), params.evaluationEpisodes);
  const policyNow = () =>
    networkPolicy(
      schema,
      { head: "SOFTMAX", activation: "tanh", epsilon: 0, standardisation: identityStandardisation(d) },
      policy.weights(),
    );
  let [learned, evaluated] = [0, 0];
  try {
    for (let update = 1; update <= updates; update++) {
      const left = 1 - (update - 1) / updates;
      const step = update * perUpdate;
      const rollout = collect(players, policy, critic, params, rng, (value) => onPoint?.({ step, name: "episode_return", value }));
      for (let epoch = 0; epoch < params.epochs; epoch++) {
        learned = learnEpoch({ policy, critic, rollout, params, d, k, rng, left, learned });
        await giveTurn(signal);
      }
      if (step - evaluated >= params.evaluateEvery || update === updates) {
        evaluated = step;
        onPoint?.({ step, name: "return", value: best.offer(policyNow()) });
      }
    }
    return best.policy() ?? policyNow();
  } finally {
    policy.dispose();
    critic.dispose();
  }
}

/** Orthogonal kernels of gain sqrt 2, the last one's as given; biases zero. */
function orthogonalStart(network: Network, rng: Rng, lastGain: number): Network {
  const { parameters } = network;
  network.store.write(
    parameters.map(({ shape }, at) => {
      const [rows = 0, columns = 0] = shape;
      if (shape.length === 1) return new Float32Array(rows);
      const gain = at >= parameters.length - 2 ? lastGain : Math.SQRT2;
      return orthogonal(rng, rows, columns).map((value) => gain * value);
    }),
  );
  return network;
}

interface Player {
  env: DiscreteEnv;
  obs: Float64Array;
  episode: number;
  total: number;
  seed: number;
}

function collect(
  players: readonly Player[],
  policy: Network,
  critic: Network,
  { horizon, gamma, lambda }: PpoParams,
  rng: Rng,
  onEpisode: (total: number) => void,
): Rollout {
  const [d, k, n] = [policy.nFeatures, policy.nOutputs, players.length];
  const size = horizon * n;
  const [actForward, valueForward] = [denseForward(policy.weights(), "tanh"), denseForward(critic.weights(), "tanh")];
  const worth = (obs: ArrayLike<number>) => valueForward(obs)[0] as number;
  const rollout: Rollout = {
    obs: new Float32Array(size * d),
    mask: new Uint8Array(size * k).fill(1),
    action: new Int32Array(size),
    logChance: new Float64Array(size),
    value: new Float64Array(size),
    advantage: new Float64Array(size),
    target: new Float64Array(size),
  };
  const reward = new Float64Array(size);
  /** Value after the step, 0 where the process had ended; and whether the next step belongs to the same episode. */
  const after = new Float64Array(size);
  const goesOn = new Uint8Array(size);
  for (let t = 0; t < horizon; t++) {
    players.forEach((player, e) => {
      const at = t * n + e;
      const row = rollout.obs.subarray(at * d, (at + 1) * d);
      row.set(player.obs);
      const mask = rollout.mask.subarray(at * k, (at + 1) * k);
      const given = player.env.actionMask?.();
      if (given) mask.set(given.map(Number));
      const chances = softmaxChances(actForward(row), mask);
      const action = drawIndex(chances, rng.next());
      const result = player.env.step(action);
      rollout.action[at] = action;
      rollout.logChance[at] = Math.log(chances[action] as number);
      rollout.value[at] = worth(row);
      reward[at] = result.reward;
      player.total += result.reward;
      const over = result.terminated || result.truncated;
      goesOn[at] = Number(!over);
      after[at] = result.terminated ? 0 : worth(Float32Array.from(result.obs));
      player.obs = result.obs;
      if (!over) return;
      onEpisode(player.total);
      player.total = 0;
      player.episode++;
      player.obs = player.env.reset(player.seed + player.episode).obs;
    });
  }
  for (let e = 0; e < n; e++) {
    let running = 0;
    for (let t = horizon - 1; t >= 0; t--) {
      const at = t * n + e;
      const difference = (reward[at] as number) + gamma * (after[at] as number) - (rollout.value[at] as number);
      running = difference + (goesOn[at] === 1 ? gamma * lambda * running : 0);
      rollout.advantage[at] = running;
      rollout.target[at] = running + (rollout.value[at] as number);
    }
  }
  return rollout;
}

interface EpochWork {
  policy: Network;
  critic: Network;
  rollout: Rollout;
  params: PpoParams;
  d: number;
  k: number;
  rng: Rng;
  /** Share of the training that is left: rate and clip fall with it. */
  left: number;
  learned: number;
}

/** One pass over the rollout. @returns learning steps done in all. */
function learnEpoch({ policy, critic, rollout, params, d, k, rng, left, learned }: EpochWork): number {
  const size = rollout.action.length;
  const order = rng.shuffle(Uint32Array.from({ length: size }, (_step, i) => i));
  const buffer = new Float32Array(Math.min(params.batchSize, size) * d);
  let step = learned;
  for (let start = 0; start < size; start += params.batchSize) {
    const rows = order.subarray(start, Math.min(start + params.batchSize, size));
    gatherRows(rollout.obs, d, rows, buffer);
    step++;
    const input = { values: buffer.subarray(0, rows.length * d), n: rows.length };
    const update = { step, learningRate: params.learningRate * left, rng };
    const policyLoss = policy.trainStep(input, (logits, gradient) => clippedLoss(rows, rollout, params, left, k, logits, gradient), update);
    const valueLoss = critic.trainStep(
      input,
      (values, gradient) => {
        let sum = 0;
        rows.forEach((row, i) => {
          const missed = (values[i] as number) - (rollout.target[row] as number);
          sum += params.valueWeight * missed * missed;
          gradient[i] = (2 * params.valueWeight * missed) / rows.length;
        });
        return sum / rows.length;
      },
      update,
    );
    if (!Number.isFinite(policyLoss + valueLoss)) throw diverged("loss", policyLoss + valueLoss, step, params.learningRate);
  }
  return step;
}

/** -min(ratio A, clip(ratio) A) - entropy weight * entropy, advantages scaled within the batch; the gradient by the logits. */
function clippedLoss(
  rows: Uint32Array,
  rollout: Rollout,
  { clip, entropy }: PpoParams,
  left: number,
  k: number,
  logits: Float32Array,
  gradient: Float32Array,
): number {
  const n = rows.length;
  let [mean, square] = [0, 0];
  for (const row of rows) mean += (rollout.advantage[row] as number) / n;
  for (const row of rows) square += ((rollout.advantage[row] as number) - mean) ** 2 / n;
  const scale = 1 / (Math.sqrt(square) + 1e-8);
  const width = clip * left;
  let sum = 0;
  rows.forEach((row, i) => {
    const allowed = rollout.mask.subarray(row * k, (row + 1) * k);
    const chances = softmaxChances(logits.subarray(i * k, (i + 1) * k), allowed);
    const a = rollout.action[row] as number;
    const advantage = ((rollout.advantage[row] as number) - mean) * scale;
    const ratio = Math.exp(Math.log(chances[a] as number) - (rollout.logChance[row] as number));
    const clipped = Math.min(Math.max(ratio, 1 - width), 1 + width);
    const isFree = ratio * advantage <= clipped * advantage;
    let spread = 0;
    for (const chance of chances) if (chance > 0) spread -= chance * Math.log(chance);
    sum -= Math.min(ratio * advantage, clipped * advantage) + entropy * spread;
    for (let b = 0; b < k; b++) {
      if (allowed[b] === 0) continue;
      const chance = chances[b] as number;
      const byRatio = isFree ? -advantage * ratio * (Number(a === b) - chance) : 0;
      const byEntropy = chance > 0 ? entropy * chance * (Math.log(chance) + spread) : 0;
      gradient[i * k + b] = (byRatio + byEntropy) / n;
    }
  });
  return sum / n;
}
