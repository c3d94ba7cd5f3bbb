import type { Rng } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { solveLinear } from "../numeric/linear.ts";

/** The worth of coalitions: rows [count, players] of 1 (takes part) and 0. @returns [count]. */
export type Worth = (coalitions: Uint8Array, count: number) => Float64Array;

/** Players up to which all coalitions can be asked for. */
export const MOST_PLAYERS = 16;

/**
 * Shapley values by their definition, from the worth of all 2^players coalitions:
 * phi_i = sum over S without i of |S|! (M - |S| - 1)! / M! (v(S + i) - v(S)).
 * @returns [players], adding up to v(all) - v(none). @throws AppError "INVALID_INPUT" for more than 16 players. Source: Shapley (1953).
 */
export function exactShapley(players: number, worth: Worth): Float64Array {
  if (!Number.isInteger(players) || players < 1 || players > MOST_PLAYERS)
    throw invalidInput(
      `Exact Shapley values take 1 to ${MOST_PLAYERS} features. Got ${players}; use kernelShapley, or put features together.`,
    );
  const count = 2 ** players;
  const values = worth(allCoalitions(players), count);
  const weight = Array.from({ length: players }, (_size, s) => 1 / (players * binomial(players - 1, s)));
  const phi = new Float64Array(players);
  for (let code = 0; code < count; code++) {
    const size = bitCount(code);
    for (let i = 0; i < players; i++) {
      const bit = 1 << i;
      if (code & bit) continue;
      phi[i] = (phi[i] as number) + (weight[size] as number) * ((values[code | bit] as number) - (values[code] as number));
    }
  }
  return phi;
}

export interface KernelOptions {
  /** Coalitions to ask for at most, beside none and all; where all fit in, the values are exact. */
  samples: number;
  rng: Rng;
}

/**
 * Shapley values as the weighted least-squares fit of an additive game (KernelSHAP): minimise the sum over coalitions S of
 * k(S) (v(S) - v(none) - sum over i in S of phi_i)^2 subject to sum phi = v(all) - v(none), k(S) = (M - 1) / (C(M, |S|) |S| (M - |S|)).
 * Sizes are taken whole from the outside in while the samples last (1 and M - 1 first), the rest is drawn, each draw with its complement.
 * @returns [players], adding up to v(all) - v(none) whatever was drawn.
 * @throws AppError "INVALID_INPUT" if samples are fewer than twice the players. Source: Lundberg and Lee (2017), theorem 2; Covert and Lee (2021).
 */
export function kernelShapley(players: number, worth: Worth, { samples, rng }: KernelOptions): Float64Array {
  if (!Number.isInteger(players) || players < 1) throw invalidInput(`Shapley values need at least one feature. Got ${players}.`);
  if (!(samples >= 2 * players)) throw invalidInput(`'samples' must be at least twice the ${players} features. Got ${samples}.`);
  const ends = worth(new Uint8Array(2 * players).fill(1, players), 2);
  const [none, all] = [ends[0] as number, ends[1] as number];
  if (players === 1) return Float64Array.of(all - none);
  const { coalitions, weights } = chosenCoalitions(players, samples, rng);
  const count = weights.length;
  const values = worth(coalitions, count);
  // The last value is what the others leave of the sum: one unknown less, and the constraint holds exactly.
  const m = players - 1;
  const a = new Float64Array(m * m);
  const b = new Float64Array(m);
  const row = new Float64Array(m);
  for (let c = 0; c < count; c++) {
    const last = coalitions[c * players + m] as number;
    for (let i = 0; i < m; i++) row[i] = (coalitions[c * players + i] as number) - last;
    const w = weights[c] as number;
    const y = (values[c] as number) - none - last * (all - none);
    for (let i = 0; i < m; i++) {
      const scaled = w * (row[i] as number);
      if (scaled === 0) continue;
      b[i] = (b[i] as number) + scaled * y;
      for (let j = 0; j < m; j++) a[i * m + j] = (a[i * m + j] as number) + scaled * (row[j] as number);
    }
  }
  const solved = solveLinear(a, b);
  const rest = solved.reduce((sum, value) => sum + value, 0);
  return Float64Array.from({ length: players }, (_phi, i) => (i < m ? (solved[i] as number) : all - none - rest));
}

/** Coalitions with their kernel weights; drawn ones share the weight of the sizes that were not taken whole. */
function chosenCoalitions(players: number, samples: number, rng: Rng): { coalitions: Uint8Array; weights: Float64Array } {
  const rows: Uint8Array[] = [];
  const weights: number[] = [];
  const massOf = (size: number): number => (players - 1) / (size * (players - size));
  let left = samples;
  const half = Math.floor(players / 2);
  let size = 1;
  for (; size <= half; size++) {
    const isMiddle = 2 * size === players;
    const each = binomial(players, size);
    if (each * (isMiddle ? 1 : 2) > left) break;
    for (const coalition of coalitionsOf(players, size)) {
      rows.push(coalition);
      weights.push(massOf(size) / each);
      if (isMiddle) continue;
      rows.push(coalition.map((member) => 1 - member));
      weights.push(massOf(size) / each);
    }
    left -= each * (isMiddle ? 1 : 2);
  }
  const sizes = Array.from({ length: Math.max(0, half - size + 1) }, (_size, k) => size + k);
  const mass = sizes.map((s) => massOf(s) * (2 * s === players ? 1 : 2));
  const total = mass.reduce((sum, value) => sum + value, 0);
  const pairs = Math.floor(left / 2);
  for (let draw = 0; draw < pairs && total > 0; draw++) {
    const coalition = drawCoalition(players, sizes[drawIndex(mass, total * rng.next())] as number, rng);
    rows.push(
      coalition,
      coalition.map((member) => 1 - member),
    );
    weights.push(total / (2 * pairs), total / (2 * pairs));
  }
  const coalitions = new Uint8Array(rows.length * players);
  rows.forEach((coalition, c) => {
    coalitions.set(coalition, c * players);
  });
  return { coalitions, weights: Float64Array.from(weights) };
}

/** Every coalition of a size, in lexicographic order. */
function* coalitionsOf(players: number, size: number): Generator<Uint8Array> {
  const members = Array.from({ length: size }, (_member, k) => k);
  for (;;) {
    const coalition = new Uint8Array(players);
    for (const member of members) coalition[member] = 1;
    yield coalition;
    let k = size - 1;
    while (k >= 0 && members[k] === players - size + k) k--;
    if (k < 0) return;
    members[k] = (members[k] as number) + 1;
    for (let next = k + 1; next < size; next++) members[next] = (members[next - 1] as number) + 1;
  }
}

function drawCoalition(players: number, size: number, rng: Rng): Uint8Array {
  const order = rng.shuffle(Uint32Array.from({ length: players }, (_player, i) => i));
  const coalition = new Uint8Array(players);
  for (const member of order.subarray(0, size)) coalition[member] = 1;
  return coalition;
}

function drawIndex(mass: readonly number[], at: number): number {
  let left = at;
  for (let k = 0; k < mass.length - 1; k++) {
    left -= mass[k] as number;
    if (left < 0) return k;
  }
  return mass.length - 1;
}

function allCoalitions(players: number): Uint8Array {
  const count = 2 ** players;
  const coalitions = new Uint8Array(count * players);
  for (let code = 0; code < count; code++) for (let i = 0; i < players; i++) coalitions[code * players + i] = (code >> i) & 1;
  return coalitions;
}

function bitCount(code: number): number {
  let [count, left] = [0, code];
  for (; left > 0; left &= left - 1) count++;
  return count;
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) value = (value * (n - i + 1)) / i;
  return Math.round(value);
}
