import { createRng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import type { Trajectories } from "../logs/trajectories.ts";
import { outputsOf } from "../network/mlp.ts";
import { createQNetwork, type Regulariser } from "../online/q-network.ts";
import { batchConstrainedPolicy, frequent } from "../policies/batch-constrained.ts";
import { networkPolicy } from "../policies/network.ts";
import { type DiscretePolicy, softmaxChances } from "../policies/policy.ts";
import { fitBehaviour } from "./behaviour.ts";
import { type TransitionSet, transitionBatches, transitionSet } from "./transitions.ts";

export interface OfflineQOptions {
  units: readonly number[];
  gamma: number;
  /** Learning steps; the rate falls along a half cosine to a hundredth. */
  steps: number;
  batchSize: number;
  learningRate: number;
  /** Learning steps between copies into the target network: one round of fitted Q. */
  targetEvery: number;
  standardise: boolean;
  seed: number;
  /** CQL: weight of logsumexp Q - Q of the action taken, on rewards of root mean square one; 0 leaves it out. */
  alpha: number;
  /** BCQ: least share of the most frequent action's chance; null leaves the constraint out. */
  threshold: number | null;
}

export interface OfflineHooks {
  signal?: AbortSignal | undefined;
  onPoint?(point: { step: number; name: string; value: number }): void;
}

/**
 * Learning action values from logged steps alone. Plain: fitted Q (Ernst, Geurts and Wehenkel 2005; Riedmiller 2005). With `alpha`: discrete
 * conservative Q-learning, loss + alpha * (logsumexp over allowed Q - Q of the action taken) (Kumar et al. 2020). With `threshold`: discrete
 * batch-constrained Q-learning (Fujimoto et al. 2019). Forbidden actions count neither in targets nor in the policy.
 * @throws AppError "DIVERGED", "CANCELLED".
 */
export async function fitOfflineQ(
  engine: Engine,
  data: Trajectories,
  options: OfflineQOptions,
  hooks: OfflineHooks = {},
): Promise<DiscretePolicy> {
  const { units, steps, batchSize, learningRate, targetEvery, seed, alpha, threshold } = options;
  const set = transitionSet(data, options.gamma, options.standardise);
  const schema = { observationNames: data.observationNames, actionNames: data.actionNames };
  const behaviour =
    threshold === null
      ? null
      : await fitBehaviour(engine, set, { units, epochs: 5, batchSize, learningRate: 0.003, seed, signal: hooks.signal });
  const constrained = behaviour && threshold !== null ? constrainedNext(set, outputsOf(behaviour, set.next, set.n), threshold) : set;
  const q = createQNetwork({
    engine,
    units,
    nInputs: set.nInputs,
    nActions: set.nActions,
    dueling: false,
    double: true,
    seed,
    clipNorm: 10,
  });
  try {
    const rng = createRng(seed + 2 ** 32);
    const next = transitionBatches(constrained, batchSize);
    let loss = 0;
    for (let step = 1; step <= steps; step++) {
      const batch = next(rng);
      const rate = learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / steps)));
      const regulariser = alpha > 0 ? conservative(alpha, set, batch.rows) : undefined;
      loss = q.learn(batch, { step, learningRate: rate, rng }, q.targets(batch), regulariser);
      if (!Number.isFinite(loss)) throw diverged("loss", loss, step, learningRate);
      if (step % targetEvery === 0) q.copy();
      if (step % Math.max(1, Math.floor(steps / 50)) === 0) hooks.onPoint?.({ step, name: "loss", value: loss });
      if (step % 16 === 0) await giveTurn(hooks.signal);
    }
    const { standardisation } = set;
    if (behaviour && threshold !== null)
      return batchConstrainedPolicy(schema, { threshold, standardisation }, q.weights(), behaviour.weights());
    return networkPolicy(schema, { head: "GREEDY", activation: "relu", epsilon: 0, standardisation }, q.weights());
  } finally {
    q.dispose();
    behaviour?.dispose();
  }
}

/** alpha * (logsumexp over allowed actions of Q - Q of the action taken), added to the loss of each row. */
const conservative =
  (alpha: number, { mask, nActions: k }: TransitionSet, rows: Uint32Array): Regulariser =>
  (values, { n, action }, gradient) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number;
      const own = values.subarray(i * k, (i + 1) * k);
      const allowed = mask.subarray(row * k, (row + 1) * k);
      const chances = softmaxChances(own, allowed);
      const a = action[i] as number;
      // logsumexp - Q_a is minus the log of the softmax chance of a.
      sum -= alpha * Math.log(Math.max(chances[a] as number, 1e-30));
      for (let b = 0; b < k; b++) {
        const at = i * k + b;
        gradient[at] = (gradient[at] as number) + (alpha * ((chances[b] as number) - Number(a === b))) / n;
      }
    }
    return sum;
  };

/** The set with next actions that the log takes too seldom there taken out of the targets. */
function constrainedNext(set: TransitionSet, logits: Float32Array, threshold: number): TransitionSet {
  const { n, nActions: k, nextMask } = set;
  const open = nextMask.slice();
  for (let i = 0; i < n; i++) {
    const allowed = nextMask.subarray(i * k, (i + 1) * k);
    if (!allowed.includes(1)) continue;
    open.set(frequent(softmaxChances(logits.subarray(i * k, (i + 1) * k), allowed), threshold), i * k);
  }
  return { ...set, nextMask: open };
}
