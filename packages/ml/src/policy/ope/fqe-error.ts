import type { NamedWeight } from "../../engine/network.ts";
import { eliminate } from "../../numeric/linear.ts";
import { giveTurn } from "../../training/epoch.ts";
import { denseForward } from "../network/forward.ts";
import type { TransitionSet } from "../offline/transitions.ts";

/** Unknowns of the last layer up to which its equations are solved. */
const MOST = 2_000;
/** Of the mean diagonal: units that never fire leave the matrix singular. */
const RIDGE = 1e-7;
const ROWS_A_TURN = 4_096;

export interface FqeError {
  /** Spread over episodes: what another log of the same size would change. */
  sampling: number;
  /** How far the value lies from the fixed point of the network's own last layer. */
  gap: number;
  /** sqrt(sampling^2 + gap^2). */
  se: number;
}

interface FittedNetwork {
  set: TransitionSet;
  /** [episodes + 1] */
  offsets: Int32Array;
  weights: readonly NamedWeight[];
  /** [n, actions] the policy's chances at each step, and at the one after; zeros where the process had ended. */
  chances: Float64Array;
  nextChances: Float64Array;
  signal: AbortSignal | undefined;
}

/**
 * The standard error of the value that a fitted Q network gives. Given what its hidden layers h(s) have learned, Q(s, a) = theta_a' (h(s), 1) solves
 * the linear equations sum phi (r + gamma sum_b pi(b | s') Q(s', b) - Q(s, a)) = 0, so that its value nu' theta has the influence
 * psi_e = sum over the steps of episode e of u' phi delta + (v(s_0e) - v) / E, with A' u = nu, A = sum phi (phi - gamma phi'_pi)'. Its variance is the
 * sum of psi^2 over episodes (a sandwich clustered by episodes; with one-hot observations and no hidden layer it is the delta method of the table).
 * The distance to the equations' solution, one step of Newton's, which is exact here, is added in quadrature: training may not have come to an end.
 * What it leaves out is that other hidden layers might have been learned.
 * @returns in the reward's unit; null where the last layer has more than 2,000 unknowns, the equations have no solution, or there is one episode.
 * Source: Le, Voloshin and Yue (2019) for FQE, Hao et al. (2021) for its asymptotic distribution, Liang and Zeger (1986) for the sandwich.
 */
export async function fqeError({ set, offsets, weights, chances, nextChances, signal }: FittedNetwork): Promise<FqeError | null> {
  const { n, nInputs: d, nActions: k, obs, next, action, reward, discount, rewardScale } = set;
  const [kernel, bias] = [weights.at(-2)?.values ?? new Float32Array(), weights.at(-1)?.values ?? new Float32Array()];
  const width = kernel.length / k + 1;
  const m = width * k;
  const episodes = offsets.length - 1;
  if (m > MOST || episodes < 2) return null;
  const hidden = hiddenOf(weights, width);
  const valueAt = (features: Float64Array, a: number): number => {
    let sum = bias[a] as number;
    for (let p = 0; p + 1 < width; p++) sum += (features[p] as number) * (kernel[p * k + a] as number);
    return sum;
  };
  const matrix = new Float64Array(m * m);
  const nu = new Float64Array(m);
  const all = new Float64Array(n * width);
  const missed = new Float64Array(n);
  const starts = new Float64Array(episodes);
  const first = new Map(Array.from({ length: episodes }, (_start, e) => [offsets[e] as number, e]));
  for (let i = 0; i < n; i++) {
    if (i % ROWS_A_TURN === 0) await giveTurn(signal);
    const now = hidden(obs.subarray(i * d, (i + 1) * d)).slice();
    all.set(now, i * width);
    const own = (action[i] as number) * width;
    for (let p = 0; p < width; p++) addRow(matrix, (own + p) * m + own, now, now[p] as number);
    const rate = discount[i] as number;
    let later = 0;
    if (rate > 0) {
      const after = hidden(next.subarray(i * d, (i + 1) * d));
      for (let b = 0; b < k; b++) {
        const chance = nextChances[i * k + b] as number;
        if (chance === 0) continue;
        later += chance * valueAt(after, b);
        for (let p = 0; p < width; p++) addRow(matrix, (own + p) * m + b * width, after, -rate * chance * (now[p] as number));
      }
    }
    missed[i] = (reward[i] as number) + rate * later - valueAt(now, action[i] as number);
    const e = first.get(i);
    if (e === undefined) continue;
    for (let b = 0; b < k; b++) {
      const chance = chances[i * k + b] as number;
      addRow(nu, b * width, now, chance / episodes);
      starts[e] = (starts[e] as number) + chance * valueAt(now, b);
    }
  }
  const u = transposedSolution(matrix, nu, m);
  if (!u) return null;
  const mean = starts.reduce((sum, value) => sum + value, 0) / episodes;
  const influence = starts.map((value, e) => {
    let sum = (value - mean) / episodes;
    for (let i = offsets[e] as number; i < (offsets[e + 1] as number); i++) {
      const own = (action[i] as number) * width;
      let along = 0;
      for (let p = 0; p < width; p++) along += (u[own + p] as number) * (all[i * width + p] as number);
      sum += along * (missed[i] as number);
    }
    return sum;
  });
  const gap = influence.reduce((sum, value) => sum + value, 0);
  const squares = influence.reduce((sum, value) => sum + (value - gap / episodes) ** 2, 0);
  const sampling = Math.sqrt((squares * episodes) / (episodes - 1));
  return { sampling: sampling * rewardScale, gap: gap * rewardScale, se: Math.hypot(sampling, gap) * rewardScale };
}

function addRow(into: Float64Array, at: number, row: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let q = 0; q < row.length; q++) into[at + q] = (into[at + q] as number) + factor * (row[q] as number);
}

/** The last hidden layer's outputs, and a one for the bias, into a view that the next call overwrites. */
function hiddenOf(weights: readonly NamedWeight[], width: number): (row: Float32Array) => Float64Array {
  // The last of the given layers has no activation there: it is put on here.
  const forward = denseForward(weights.slice(0, -2), "relu");
  const out = new Float64Array(width).fill(1);
  return (row) => {
    const values = forward(row);
    for (let p = 0; p + 1 < width; p++) out[p] = Math.max(values[p] as number, 0);
    return out;
  };
}

/** u with A' u = nu; null where A has no inverse. */
function transposedSolution(matrix: Float64Array, nu: Float64Array, m: number): Float64Array | null {
  let trace = 0;
  for (let p = 0; p < m; p++) trace += Math.abs(matrix[p * m + p] as number);
  const transposed = new Float64Array(m * m);
  for (let p = 0; p < m; p++) for (let q = 0; q < m; q++) transposed[q * m + p] = matrix[p * m + q] as number;
  for (let p = 0; p < m; p++) transposed[p * m + p] = (transposed[p * m + p] as number) + (RIDGE * trace) / m;
  const u = nu.slice();
  return eliminate(transposed, u, m) && u.every(Number.isFinite) ? u : null;
}
