import { createRng } from "@plimsoll/features";
import type { DiscreteEnv } from "../env.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { type DecisionLog, maturityOf } from "./decision-log.ts";

/** Steps of episodes one after another, each with where it led: what sequential learners and evaluators read. */
export interface Trajectories {
  n: number;
  observationNames: readonly string[];
  actionNames: readonly string[];
  /** [n, features] */
  obs: Float64Array;
  /** [n, features] after the step; of no meaning where terminated. */
  next: Float64Array;
  action: Int32Array;
  reward: Float64Array;
  /** [n] chance of the action taken. */
  propensity: Float64Array;
  /** [n, actions] allowed at the step, and after it. */
  mask: Uint8Array;
  nextMask: Uint8Array;
  /** [n] 1 = the process ended here, nothing follows. An episode whose last step is not terminated was only watched to there. */
  terminated: Uint8Array;
  /** [episodes + 1] first step of each episode, and n. */
  offsets: Int32Array;
}

/** Plays episodes of an environment by a policy. Episode e is played from `seed + e`. */
export function playEpisodes(env: DiscreteEnv, policy: DiscretePolicy, episodes: number, seed: number): Trajectories {
  const [d, k] = [env.observationNames.length, env.actionNames.length];
  const steps: {
    obs: Float64Array;
    next: Float64Array;
    action: number;
    reward: number;
    propensity: number;
    mask: boolean[];
    nextMask: boolean[];
    terminated: boolean;
  }[] = [];
  const offsets = [0];
  const all = new Array<boolean>(k).fill(true);
  for (let e = 0; e < episodes; e++) {
    // 2^32 apart from the environment's own stream of the same seed.
    const rng = createRng(seed + e + 2 ** 32);
    let { obs } = env.reset(seed + e);
    for (let over = false; !over; ) {
      const mask = env.actionMask?.() ?? all;
      const { action, propensity } = policy.act(obs, mask, rng);
      const result = env.step(action);
      over = result.terminated || result.truncated;
      steps.push({
        obs,
        next: result.obs,
        action,
        reward: result.reward,
        propensity,
        mask,
        nextMask: env.actionMask?.() ?? all,
        terminated: result.terminated,
      });
      obs = result.obs;
    }
    offsets.push(steps.length);
  }
  const n = steps.length;
  const rows = (width: number, read: (step: (typeof steps)[number]) => ArrayLike<number>) => {
    const out = new Float64Array(n * width);
    steps.forEach((step, i) => {
      out.set(Array.from(read(step)), i * width);
    });
    return out;
  };
  return {
    n,
    observationNames: env.observationNames,
    actionNames: env.actionNames,
    obs: rows(d, ({ obs }) => obs),
    next: rows(d, ({ next }) => next),
    action: Int32Array.from(steps, ({ action }) => action),
    reward: Float64Array.from(steps, ({ reward }) => reward),
    propensity: Float64Array.from(steps, ({ propensity }) => propensity),
    mask: Uint8Array.from(steps.flatMap(({ mask }) => mask.map(Number))),
    nextMask: Uint8Array.from(steps.flatMap(({ nextMask }) => nextMask.map(Number))),
    terminated: Uint8Array.from(steps, ({ terminated }) => Number(terminated)),
    offsets: Int32Array.from(offsets),
  };
}

export interface TrajectoryOptions {
  /** Whether the last decision of an episode counts as the end of the case, where the log itself does not say. */
  lastIsEnd: boolean;
  /** Outcomes due later are unknown, milliseconds since 1970; an episode is watched up to its first unknown outcome. None = all are known. */
  now?: number;
}

/**
 * The trajectories of a log: the decisions of an episode in order of time. The last decision of an episode has no observation after
 * it in the log: it is kept where the case ended with it, and left out where only the watching did.
 * @throws AppError "INVALID_INPUT" if a decision has no episode, a case goes on after its end, or no decision is left that something follows.
 */
export function trajectoriesOf(log: DecisionLog, { lastIsEnd, now }: TrajectoryOptions): Trajectories {
  const [d, k] = [log.featureNames.length, log.actionNames.length];
  const byEpisode: number[][] = log.episode.names.map(() => []);
  for (let i = 0; i < log.n; i++) {
    const rows = byEpisode[log.episode.codes[i] as number];
    if (!rows) throw refuse(`Decision ${i} belongs to no episode. Give each decision the account or case it belongs to.`, ["episode"]);
    rows.push(i);
  }
  const steps: { row: number; next: number | null }[] = [];
  const offsets = [0];
  for (const rows of byEpisode) {
    const ordered = rows.toSorted((a, b) => (log.decidedAt[a] as number) - (log.decidedAt[b] as number) || a - b);
    for (const [at, row] of ordered.entries()) {
      const next = ordered[at + 1] ?? null;
      if (next !== null && log.ended?.[row] === 1)
        throw refuse(`Decision ${row} ended its case, and decision ${next} of the same case came later.`, ["ended"]);
      if (now !== undefined && maturityOf(log, row, now) !== "MATURE") break;
      if (next !== null || (log.ended ? log.ended[row] === 1 : lastIsEnd)) steps.push({ row, next });
    }
    if (steps.length > (offsets.at(-1) as number)) offsets.push(steps.length);
  }
  if (steps.length === 0)
    throw refuse(
      "No decision of the log with a known outcome is followed by another of its episode. Sequential learning needs what follows.",
      ["episode"],
    );
  const n = steps.length;
  const take = (
    values: Float64Array | Uint8Array,
    width: number,
    out: Float64Array | Uint8Array,
    read: (step: (typeof steps)[number]) => number,
  ) => {
    steps.forEach((step, i) => {
      const row = read(step);
      out.set(values.subarray(row * width, (row + 1) * width), i * width);
    });
    return out;
  };
  const after = ({ row, next }: (typeof steps)[number]) => next ?? row;
  return {
    n,
    observationNames: log.featureNames,
    actionNames: log.actionNames,
    obs: take(log.context, d, new Float64Array(n * d), ({ row }) => row) as Float64Array,
    next: take(log.context, d, new Float64Array(n * d), after) as Float64Array,
    action: Int32Array.from(steps, ({ row }) => log.action[row] as number),
    reward: Float64Array.from(steps, ({ row }) => log.reward[row] as number),
    propensity: Float64Array.from(steps, ({ row }) => log.propensity[row] as number),
    mask: take(log.mask, k, new Uint8Array(n * k), ({ row }) => row) as Uint8Array,
    nextMask: take(log.mask, k, new Uint8Array(n * k), after) as Uint8Array,
    terminated: Uint8Array.from(steps, ({ next }) => Number(next === null)),
    offsets: Int32Array.from(offsets),
  };
}

/** Chances of a policy at rows of observations, [n, actions]. */
export function chancesOf(policy: DiscretePolicy, obs: Float64Array, mask: Uint8Array): Float64Array {
  const [d, k] = [policy.schema.observationNames.length, policy.schema.actionNames.length];
  const n = mask.length / k;
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++) out.set(policy.distribution(obs.subarray(i * d, (i + 1) * d), mask.subarray(i * k, (i + 1) * k)), i * k);
  return out;
}
