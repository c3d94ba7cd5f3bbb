import { solveLinear } from "../../numeric/linear.ts";
import type { Trajectories } from "../logs/trajectories.ts";

/** The distinct observations of a log, and which one each step is in and led to. */
export interface VisitedTable {
  nStates: number;
  nActions: number;
  /** [n] */
  state: Int32Array;
  next: Int32Array;
  /** [states, features], and what was allowed there when last seen, [states, actions]. */
  observations: Float64Array;
  masks: Uint8Array;
}

/** Null where there are more than `most` distinct observations. */
export function tableOf({ n, obs, next, mask, nextMask, observationNames, actionNames }: Trajectories, most: number): VisitedTable | null {
  const [d, k] = [observationNames.length, actionNames.length];
  const index = new Map<string, number>();
  const observations: number[] = [];
  const masks: number[] = [];
  const idOf = (values: Float64Array, allowed: Uint8Array, row: number): number => {
    const own = values.subarray(row * d, (row + 1) * d);
    const key = own.join();
    const found = index.get(key);
    if (found !== undefined) return found;
    const id = index.size;
    index.set(key, id);
    observations.push(...own);
    masks.push(...allowed.subarray(row * k, (row + 1) * k));
    return id;
  };
  const [from, to] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    from[i] = idOf(obs, mask, i);
    to[i] = idOf(next, nextMask, i);
    if (index.size > most) return null;
  }
  return {
    nStates: index.size,
    nActions: k,
    state: from,
    next: to,
    observations: Float64Array.from(observations),
    masks: Uint8Array.from(masks),
  };
}

/**
 * The fixed point of fitted Q evaluation on counts: V = R_pi + gamma P_pi V by a linear solution, with the mean reward and shares of next
 * observations of each visited (observation, action). What was never visited is worth 0 and is counted as unsupported.
 * @param chances [states, actions]. @param times [episodes] how often each episode counts, or null for once.
 */
export function tableValues(
  { nStates, nActions, state, next }: VisitedTable,
  { offsets, action, reward, terminated }: Trajectories,
  chances: Float64Array,
  gamma: number,
  times: Uint16Array | null,
): { value: number; q: Float64Array; unsupportedShare: number } {
  const pairs = nStates * nActions;
  const [visits, sums] = [new Float64Array(pairs), new Float64Array(pairs)];
  const moves = new Float64Array(pairs * nStates);
  const bump = (array: Float64Array, at: number, by: number) => {
    array[at] = (array[at] as number) + by;
  };
  const starts = new Float64Array(nStates);
  const seen = new Float64Array(nStates);
  let nStarts = 0;
  for (let e = 0; e + 1 < offsets.length; e++) {
    const weight = times ? (times[e] as number) : 1;
    if (weight === 0) continue;
    bump(starts, state[offsets[e] as number] as number, weight);
    nStarts += weight;
    for (let i = offsets[e] as number; i < (offsets[e + 1] as number); i++) {
      const at = (state[i] as number) * nActions + (action[i] as number);
      bump(visits, at, weight);
      bump(seen, state[i] as number, weight);
      bump(sums, at, weight * (reward[i] as number));
      if (terminated[i] === 0) bump(moves, at * nStates + (next[i] as number), weight);
    }
  }
  const matrix = new Float64Array(nStates * nStates);
  const right = new Float64Array(nStates);
  let [unsupported, all] = [0, 0];
  for (let s = 0; s < nStates; s++) {
    bump(matrix, s * nStates + s, 1);
    for (let a = 0; a < nActions; a++) {
      const [chance, at] = [chances[s * nActions + a] as number, s * nActions + a];
      if (chance === 0) continue;
      const count = visits[at] as number;
      all += chance * (seen[s] as number);
      if (count === 0) {
        unsupported += chance * (seen[s] as number);
        continue;
      }
      bump(right, s, (chance * (sums[at] as number)) / count);
      for (let to = 0; to < nStates; to++) bump(matrix, s * nStates + to, (-gamma * chance * (moves[at * nStates + to] as number)) / count);
    }
  }
  const values = solveLinear(matrix, right);
  const q = new Float64Array(pairs);
  for (let at = 0; at < pairs; at++) {
    const count = visits[at] as number;
    if (count === 0) continue;
    let later = 0;
    for (let to = 0; to < nStates; to++) later += (moves[at * nStates + to] as number) * (values[to] as number);
    q[at] = ((sums[at] as number) + gamma * later) / count;
  }
  let value = 0;
  for (let s = 0; s < nStates; s++) value += ((starts[s] as number) * (values[s] as number)) / nStarts;
  return { value, q, unsupportedShare: all > 0 ? unsupported / all : 0 };
}
