import { refuse } from "../refuse.ts";

/** What an evaluation of a policy on logged decisions reads, row by row. */
export interface OpeRows {
  n: number;
  nActions: number;
  action: Int32Array;
  /** [n] */
  reward: Float64Array;
  /** [n] chance of the action taken under the policy that took it, in (0, 1]. */
  propensity: Float64Array;
  /** [n, actions] chances of the policy that is evaluated. */
  target: Float64Array;
  /** [n, actions] estimated mean rewards q(x, a); null where there is no model. */
  qHat: Float64Array | null;
}

/** What all estimators share, computed once: w = pi_e / pi_b of the action taken, the model's value of the policy, and what the model missed. */
export interface PreparedRows {
  n: number;
  reward: Float64Array;
  /** [n] */
  weight: Float64Array;
  meanWeight: number;
  /** [n] sum over a of pi_e(a) q(a). */
  direct: Float64Array;
  /** [n] r - q of the action taken. */
  residual: Float64Array;
  hasModel: boolean;
}

/** @throws AppError "INVALID_INPUT" for lengths that differ, chances that are none, or a value that is not finite. */
export function prepareRows({ n, nActions, action, reward, propensity, target, qHat }: OpeRows): PreparedRows {
  if (n < 2) throw refuse(`An evaluation needs at least two decisions. Got ${n}.`);
  const sizes = {
    action: [action.length, n],
    reward: [reward.length, n],
    propensity: [propensity.length, n],
    target: [target.length, n * nActions],
  };
  for (const [name, [given, wanted]] of Object.entries({ ...sizes, ...(qHat ? { qHat: [qHat.length, n * nActions] } : {}) }))
    if (given !== wanted) throw refuse(`'${name}' has ${given} values, expected ${wanted}.`);
  const [weight, direct, residual] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let total = 0;
  for (let i = 0; i < n; i++) {
    const [a, p, r, at] = [action[i] as number, propensity[i] as number, reward[i] as number, i * nActions];
    if (!(p > 0 && p <= 1)) throw refuse(`Decision ${i} has the propensity ${p}, expected one in (0, 1].`, ["propensity"]);
    if (!Number.isFinite(r)) throw refuse(`Decision ${i} has the reward ${r}. Leave immature decisions out first.`, ["reward"]);
    let [sum, value] = [0, 0];
    for (let k = 0; k < nActions; k++) {
      const chance = target[at + k] as number;
      if (!(chance >= 0)) throw refuse(`The evaluated policy gives action ${k} the chance ${chance} in decision ${i}.`, ["target"]);
      sum += chance;
      if (qHat && chance > 0) value += chance * (qHat[at + k] as number);
    }
    if (Math.abs(sum - 1) > 1e-6) throw refuse(`The evaluated policy's chances in decision ${i} sum to ${sum}, expected 1.`, ["target"]);
    if (!(a >= 0 && a < nActions)) throw refuse(`Decision ${i} has the action ${a}. There are ${nActions}, counted from 0.`, ["action"]);
    const w = (target[at + a] as number) / p;
    const missed = r - (qHat ? (qHat[at + a] as number) : 0);
    if (!Number.isFinite(value + missed)) throw refuse(`The reward model gives no finite value in decision ${i}.`, ["qHat"]);
    weight[i] = w;
    total += w;
    direct[i] = value;
    residual[i] = missed;
  }
  return { n, reward, weight, meanWeight: total / n, direct, residual, hasModel: qHat !== null };
}
