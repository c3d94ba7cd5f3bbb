import type { Rng } from "@plimsoll/features";
import type { Trajectories } from "../logs/trajectories.ts";
import { type Standardisation, standardisationOf, standardised } from "../network/standardise.ts";
import type { Batch } from "../online/replay.ts";

/** Logged steps as a learner of values reads them: float32, inputs and rewards scaled. */
export interface TransitionSet {
  n: number;
  nInputs: number;
  nActions: number;
  standardisation: Standardisation;
  /** Rewards are divided by this; values of the network times this are in the reward's unit. */
  rewardScale: number;
  obs: Float32Array;
  next: Float32Array;
  action: Int32Array;
  reward: Float32Array;
  /** gamma, or 0 where the process ended. */
  discount: Float32Array;
  mask: Uint8Array;
  nextMask: Uint8Array;
}

/**
 * @param standardise off for one-hot observations of an environment, whose zeros are worth keeping.
 * Rewards are scaled by their root mean square: differences of values then have the size that learning rates are made for.
 */
export function transitionSet(data: Trajectories, gamma: number, standardise: boolean): TransitionSet {
  const { n, obs, next, reward, terminated, observationNames, actionNames, action, mask, nextMask } = data;
  const d = observationNames.length;
  const standardisation = standardise
    ? standardisationOf(obs, n, d)
    : { mean: new Array<number>(d).fill(0), std: new Array<number>(d).fill(1) };
  const square = reward.reduce((sum, value) => sum + value * value, 0) / n;
  const rewardScale = square > 0 ? Math.sqrt(square) : 1;
  return {
    n,
    nInputs: d,
    nActions: actionNames.length,
    standardisation,
    rewardScale,
    obs: standardised(standardisation, obs, n),
    next: standardised(standardisation, next, n),
    action,
    reward: Float32Array.from(reward, (value) => value / rewardScale),
    discount: Float32Array.from(terminated, (ended) => (ended === 1 ? 0 : gamma)),
    mask,
    nextMask,
  };
}

/** Uniform batches of a set into reused buffers; `rows` are the set's rows behind the batch. */
export function transitionBatches(set: TransitionSet, batchSize: number): (rng: Rng) => Batch & { rows: Uint32Array } {
  const { nInputs: d, nActions: k } = set;
  const batch = {
    n: batchSize,
    rows: new Uint32Array(batchSize),
    obs: new Float32Array(batchSize * d),
    next: new Float32Array(batchSize * d),
    action: new Int32Array(batchSize),
    reward: new Float32Array(batchSize),
    discount: new Float32Array(batchSize),
    nextMask: new Uint8Array(batchSize * k),
  };
  return (rng) => {
    for (let i = 0; i < batchSize; i++) {
      const row = Math.floor(rng.next() * set.n);
      batch.rows[i] = row;
      for (let j = 0; j < d; j++) {
        batch.obs[i * d + j] = set.obs[row * d + j] as number;
        batch.next[i * d + j] = set.next[row * d + j] as number;
      }
      batch.action[i] = set.action[row] as number;
      batch.reward[i] = set.reward[row] as number;
      batch.discount[i] = set.discount[row] as number;
      for (let a = 0; a < k; a++) batch.nextMask[i * k + a] = set.nextMask[row * k + a] as number;
    }
    return batch;
  };
}
