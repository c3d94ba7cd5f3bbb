import type { Rng } from "@plimsoll/features";
import { refuse } from "../refuse.ts";

/** What happened between an observation and the one n steps on. */
export interface Experience {
  obs: ArrayLike<number>;
  action: number;
  /** Discounted sum of the rewards between. */
  reward: number;
  next: ArrayLike<number>;
  /** gamma^n where the process went on (a truncated episode included), 0 where it had ended. */
  discount: number;
  /** [actions] allowed after. */
  nextMask: ArrayLike<boolean | number>;
}

export interface Batch {
  n: number;
  /** [n, features] */
  obs: Float32Array;
  next: Float32Array;
  action: Int32Array;
  reward: Float32Array;
  discount: Float32Array;
  nextMask: Uint8Array;
}

export interface ReplayBuffer {
  readonly size: number;
  add(experience: Experience): void;
  /** A uniform draw with replacement into one reused batch. */
  sample(rng: Rng): Batch;
}

/** The last `capacity` experiences in flat arrays. */
export function replayBuffer(capacity: number, nFeatures: number, nActions: number, batchSize: number): ReplayBuffer {
  if (capacity < batchSize) throw refuse(`A replay buffer of ${capacity} cannot fill a batch of ${batchSize}.`, ["params", "bufferSize"]);
  const obs = new Float32Array(capacity * nFeatures);
  const next = new Float32Array(capacity * nFeatures);
  const action = new Int32Array(capacity);
  const reward = new Float32Array(capacity);
  const discount = new Float32Array(capacity);
  const nextMask = new Uint8Array(capacity * nActions);
  const batch: Batch = {
    n: batchSize,
    obs: new Float32Array(batchSize * nFeatures),
    next: new Float32Array(batchSize * nFeatures),
    action: new Int32Array(batchSize),
    reward: new Float32Array(batchSize),
    discount: new Float32Array(batchSize),
    nextMask: new Uint8Array(batchSize * nActions),
  };
  let [size, at] = [0, 0];
  return {
    get size() {
      return size;
    },
    add(experience) {
      for (let k = 0; k < nFeatures; k++) {
        obs[at * nFeatures + k] = experience.obs[k] as number;
        next[at * nFeatures + k] = experience.next[k] as number;
      }
      action[at] = experience.action;
      reward[at] = experience.reward;
      discount[at] = experience.discount;
      for (let a = 0; a < nActions; a++) nextMask[at * nActions + a] = Number(experience.nextMask[a]);
      at = (at + 1) % capacity;
      size = Math.min(size + 1, capacity);
    },
    sample(rng) {
      for (let i = 0; i < batchSize; i++) {
        const from = Math.floor(rng.next() * size);
        for (let k = 0; k < nFeatures; k++) {
          batch.obs[i * nFeatures + k] = obs[from * nFeatures + k] as number;
          batch.next[i * nFeatures + k] = next[from * nFeatures + k] as number;
        }
        batch.action[i] = action[from] as number;
        batch.reward[i] = reward[from] as number;
        batch.discount[i] = discount[from] as number;
        for (let a = 0; a < nActions; a++) batch.nextMask[i * nActions + a] = nextMask[from * nActions + a] as number;
      }
      return batch;
    },
  };
}

export interface NStep {
  /** Takes a step in; hands on each experience that is complete. */
  push(step: {
    obs: ArrayLike<number>;
    action: number;
    reward: number;
    next: ArrayLike<number>;
    nextMask: ArrayLike<boolean | number>;
    terminated: boolean;
    truncated: boolean;
  }): void;
}

/** Gathers n steps into one experience; at an episode's end the shorter ones too. */
export function nStep(n: number, gamma: number, emit: (experience: Experience) => void): NStep {
  const waiting: { obs: ArrayLike<number>; action: number; reward: number; steps: number }[] = [];
  return {
    push({ obs, action, reward, next, nextMask, terminated, truncated }) {
      waiting.push({ obs, action, reward: 0, steps: 0 });
      for (const entry of waiting) {
        entry.reward += gamma ** entry.steps * reward;
        entry.steps++;
      }
      const over = terminated || truncated;
      while (waiting.length > 0 && (over || (waiting[0]?.steps ?? 0) === n)) {
        const entry = waiting.shift();
        if (!entry) break;
        // A truncated episode would have gone on: its last value is estimated, not 0.
        emit({
          obs: entry.obs,
          action: entry.action,
          reward: entry.reward,
          next,
          discount: terminated ? 0 : gamma ** entry.steps,
          nextMask,
        });
      }
    },
  };
}
