import type { Trajectories } from "../logs/trajectories.ts";
import { refuse } from "../refuse.ts";
import { type Estimate, summarise } from "./estimator.ts";

/** What an evaluation of a policy on logged trajectories reads. */
export interface SequentialRows {
  /** [episodes + 1] first step of each episode, and the number of steps. */
  offsets: Int32Array;
  /** [n] */
  reward: Float64Array;
  /** [n] pi_e / pi_b of the action taken. */
  ratio: Float64Array;
  gamma: number;
  /** [n] estimated value of the step's action and of its state under the policy, for DR; null without a model. */
  q: Float64Array | null;
  v: Float64Array | null;
  /** [episodes] estimated value after the last step where an episode was only watched to there, 0 where it had ended; null without a model. */
  after: Float64Array | null;
}

export interface SequentialEstimator {
  name: string;
  title: string;
  needsModel: boolean;
  /** [episodes] parts whose mean is the estimate, as of `Estimator`. */
  parts(rows: SequentialRows): Float64Array;
}

/** Calls `visit` for each step with the product of ratios up to it, before it, and its discount. @returns [episodes] products of all. */
function eachStep(
  { offsets, ratio, gamma }: SequentialRows,
  visit: (step: number, episode: number, upTo: number, before: number, discount: number, t: number) => void,
): Float64Array {
  const episodes = offsets.length - 1;
  const products = new Float64Array(episodes);
  for (let e = 0; e < episodes; e++) {
    let [product, discount] = [1, 1];
    const first = offsets[e] as number;
    for (let i = first; i < (offsets[e + 1] as number); i++) {
      const before = product;
      product *= ratio[i] as number;
      visit(i, e, product, before, discount, i - first);
      discount *= gamma;
    }
    products[e] = product;
  }
  return products;
}

/** [episodes] products of all ratios and discounted sums of rewards. */
function returnsOf(rows: SequentialRows): { products: Float64Array; returns: Float64Array } {
  const returns = new Float64Array(rows.offsets.length - 1);
  const products = eachStep(rows, (i, e, _upTo, _before, discount) => {
    returns[e] = (returns[e] as number) + discount * (rows.reward[i] as number);
  });
  return { products, returns };
}

/** Trajectory-wise importance sampling: mean of (product of ratios) * (discounted return). */
const is: SequentialEstimator = {
  name: "is",
  title: "IS",
  needsModel: false,
  parts(rows) {
    const { products, returns } = returnsOf(rows);
    return products.map((product, e) => product * (returns[e] as number));
  },
};

/** Weighted importance sampling: the same over the sum of products in place of their number. */
const wis: SequentialEstimator = {
  name: "wis",
  title: "WIS",
  needsModel: false,
  parts(rows) {
    const { products, returns } = returnsOf(rows);
    const mean = products.reduce((sum, product) => sum + product, 0) / products.length;
    const value = products.reduce((sum, product, e) => sum + product * (returns[e] as number), 0) / products.length / mean;
    return products.map((product, e) => value + (product * ((returns[e] as number) - value)) / mean);
  },
};

/** Per-decision importance sampling: mean of sum_t gamma^t rho_0..t r_t. Source: Precup, Sutton and Singh (2000). */
const pdis: SequentialEstimator = {
  name: "pdis",
  title: "PDIS",
  needsModel: false,
  parts(rows) {
    const parts = new Float64Array(rows.offsets.length - 1);
    eachStep(rows, (i, e, upTo, _before, discount) => {
      parts[e] = (parts[e] as number) + discount * upTo * (rows.reward[i] as number);
    });
    return parts;
  },
};

/**
 * Consistent weighted per-decision importance sampling: sum_t gamma^t sum_i rho_i,0..t r_i,t / sum_i rho_i,0..t. Where an episode has ended its
 * product stands, with reward 0. Source: Thomas (2015), section 3.9.
 */
const cwpdis: SequentialEstimator = {
  name: "cwpdis",
  title: "CWPDIS",
  needsModel: false,
  parts(rows) {
    const { offsets } = rows;
    const episodes = offsets.length - 1;
    let longest = 0;
    for (let e = 0; e < episodes; e++) longest = Math.max(longest, (offsets[e + 1] as number) - (offsets[e] as number));
    const [weights, sums] = [new Float64Array(longest), new Float64Array(longest)];
    const products = eachStep(rows, (i, _e, upTo, _before, _discount, t) => {
      weights[t] = (weights[t] as number) + upTo;
      sums[t] = (sums[t] as number) + upTo * (rows.reward[i] as number);
    });
    for (let e = 0; e < episodes; e++)
      for (let t = (offsets[e + 1] as number) - (offsets[e] as number); t < longest; t++)
        weights[t] = (weights[t] as number) + (products[e] as number);
    const discounts = Float64Array.from({ length: longest }, (_discount, t) => rows.gamma ** t);
    const ratios = sums.map((sum, t) => ((weights[t] as number) > 0 ? sum / (weights[t] as number) : 0));
    const value = ratios.reduce((sum, ratio, t) => sum + ratio * (discounts[t] as number), 0);
    // Linear parts: value + sum_t gamma^t rho (r - ratio_t) / mean rho_t, for ended episodes with r = 0.
    const parts = new Float64Array(episodes).fill(value);
    const add = (e: number, t: number, product: number, reward: number) => {
      const mean = (weights[t] as number) / episodes;
      if (mean > 0) parts[e] = (parts[e] as number) + ((discounts[t] as number) * product * (reward - (ratios[t] as number))) / mean;
    };
    eachStep(rows, (i, e, upTo, _before, _discount, t) => add(e, t, upTo, rows.reward[i] as number));
    for (let e = 0; e < episodes; e++)
      for (let t = (offsets[e + 1] as number) - (offsets[e] as number); t < longest; t++) add(e, t, products[e] as number, 0);
    return parts;
  },
};

/**
 * Doubly robust: mean of sum_t gamma^t [rho_0..t (r_t - q_t) + rho_0..t-1 v_t], and the model's value after the last step of an episode that
 * goes on. The others count only what was watched. Source: Jiang and Li (2016); Thomas and Brunskill (2016).
 */
const dr: SequentialEstimator = {
  name: "sequential_dr",
  title: "DR",
  needsModel: true,
  parts(rows) {
    const { q, v, after, offsets, gamma } = rows;
    if (!q || !v || !after) throw refuse("Sequential DR needs a value model. Fit one by FQE first.", ["qHat"]);
    const parts = new Float64Array(rows.offsets.length - 1);
    const products = eachStep(rows, (i, e, upTo, before, discount) => {
      const part = upTo * ((rows.reward[i] as number) - (q[i] as number)) + before * (v[i] as number);
      parts[e] = (parts[e] as number) + discount * part;
    });
    return parts.map((part, e) => {
      const length = (offsets[e + 1] as number) - (offsets[e] as number);
      return part + gamma ** length * (products[e] as number) * (after[e] as number);
    });
  },
};

/** Every estimator for trajectories, one line each. */
export const sequentialEstimators: readonly SequentialEstimator[] = [is, wis, pdis, cwpdis, dr];

/** The rows of trajectories for a policy with these chances. @param target [n, actions]. @throws AppError "INVALID_INPUT" for a discount outside [0, 1]. */
export function sequentialRows(
  { offsets, reward, propensity, action, actionNames, n }: Trajectories,
  target: Float64Array,
  gamma: number,
  model: { q: Float64Array; v: Float64Array; after: Float64Array } | null = null,
): SequentialRows {
  if (!(gamma >= 0 && gamma <= 1)) throw refuse(`Parameter 'gamma' must be in [0, 1]. Got ${gamma}.`, ["gamma"]);
  const k = actionNames.length;
  const ratio = Float64Array.from({ length: n }, (_ratio, i) => {
    const p = propensity[i] as number;
    if (!(p > 0 && p <= 1)) throw refuse(`Step ${i} has the propensity ${p}, expected one in (0, 1].`, ["propensity"]);
    return (target[i * k + (action[i] as number)] as number) / p;
  });
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(reward[i])) throw refuse(`Step ${i} has the reward ${reward[i]}. Leave immature decisions out first.`, ["reward"]);
  return { offsets, reward, ratio, gamma, q: model?.q ?? null, v: model?.v ?? null, after: model?.after ?? null };
}

/** Discounted value of an episode's start under the policy, by one estimator; weights are those of whole episodes. */
export function estimateSequential(estimator: SequentialEstimator, rows: SequentialRows): Estimate {
  const episodes = rows.offsets.length - 1;
  if (episodes < 2) throw refuse(`An evaluation needs at least two episodes. Got ${episodes}.`);
  const products = eachStep(rows, () => undefined);
  if (!products.some((product) => product > 0))
    throw refuse("The evaluated policy could not have made any logged episode: the log says nothing about it.");
  return summarise(estimator.name, estimator.parts(rows), products);
}
