import { refuse } from "../refuse.ts";

/** Selling a block of shares in equal steps, with linear temporary and permanent impact. */
export interface ExecutionSetting {
  /** Shares to sell, above 0. */
  shares: number;
  /** Time to the end, days. */
  horizon_days: number;
  /** Equal steps. */
  steps: number;
  /** Standard deviation of the price over a day, currency a share. */
  sigma: number;
  /** Temporary impact: currency a share for one share a day. */
  eta: number;
  /** Permanent impact: currency a share for one share. */
  gamma: number;
  /** Half the bid-ask spread and fees, currency a share. */
  epsilon: number;
  /** Aversion to variance, 1 / currency, at least 0. */
  lambda: number;
}

export interface ExecutionSchedule {
  /** [steps + 1] shares still held, from all to 0. */
  holdings: Float64Array;
  /** [steps] shares sold in each step. */
  trades: Float64Array;
}

export interface ExecutionOptimum extends ExecutionSchedule, ExecutionCost {
  /** 1 / day: how fast the schedule sells; 0 sells evenly. */
  kappa: number;
  /** 1 / kappa, days; null when it sells evenly. */
  halfLife_days: number | null;
  etaTilde: number;
}

export interface ExecutionCost {
  /** Expected cost, currency, positive = money lost. */
  expectedCost: number;
  /** Variance of the cost. */
  variance: number;
  std: number;
  /** expectedCost + lambda * variance. */
  objective: number;
}

/** eta less half of what permanent impact takes back within a step; must be above 0 for the problem to be convex. */
const etaTildeOf = ({ eta, gamma, horizon_days, steps }: ExecutionSetting): number => eta - (gamma * horizon_days) / steps / 2;

/**
 * What a schedule costs: E = gamma X^2 / 2 + epsilon sum |n| + eta~ / tau sum n^2, V = sigma^2 tau sum over k = 1 .. N of x_k^2.
 * @param trades [steps] shares sold in each step; they must sum to all shares. Source: Almgren and Chriss (2000), equations 20 and 6.
 */
export function executionCost(setting: ExecutionSetting, trades: ArrayLike<number>): ExecutionCost {
  const etaTilde = checkSetting(setting);
  const { shares, horizon_days, steps, sigma, gamma, epsilon, lambda } = setting;
  if (trades.length !== steps) throw refuse(`A schedule of ${steps} steps has ${steps} trades. Got ${trades.length}.`);
  const tau = horizon_days / steps;
  let [left, absolute, squares, held] = [shares, 0, 0, 0];
  for (let k = 0; k < steps; k++) {
    const n = trades[k] as number;
    left -= n;
    absolute += Math.abs(n);
    squares += n * n;
    held += left * left;
  }
  if (!(Math.abs(left) <= 1e-6 * shares)) throw refuse(`The trades sell ${shares - left} of ${shares} shares. A schedule sells all.`);
  const expectedCost = (gamma * shares * shares) / 2 + epsilon * absolute + (etaTilde / tau) * squares;
  const variance = sigma * sigma * tau * held;
  return { expectedCost, variance, std: Math.sqrt(variance), objective: expectedCost + lambda * variance };
}

/**
 * The best schedule: x_j = X sinh(kappa (T - t_j)) / sinh(kappa T), with kappa = acosh(lambda sigma^2 tau^2 / (2 eta~) + 1) / tau; even when
 * kappa is 0. @throws AppError "INVALID_INPUT" for a setting that cannot be. Source: Almgren and Chriss (2000), equations 16 to 19.
 */
export function almgrenChriss(setting: ExecutionSetting): ExecutionOptimum {
  const etaTilde = checkSetting(setting);
  const { shares, horizon_days, steps, sigma, lambda } = setting;
  const tau = horizon_days / steps;
  const kappa = Math.acosh((lambda * sigma * sigma * tau * tau) / (2 * etaTilde) + 1) / tau;
  const held = (j: number): number => {
    if (j === 0) return shares;
    if (j === steps) return 0;
    const left = horizon_days - j * tau;
    if (kappa === 0) return (shares * left) / horizon_days;
    // sinh(a) / sinh(b) by exponentials of negative numbers, which a large kappa cannot overflow.
    return (shares * Math.exp(kappa * (left - horizon_days)) * -Math.expm1(-2 * kappa * left)) / -Math.expm1(-2 * kappa * horizon_days);
  };
  const holdings = Float64Array.from({ length: steps + 1 }, (_held, j) => held(j));
  const trades = Float64Array.from({ length: steps }, (_trade, k) => (holdings[k] as number) - (holdings[k + 1] as number));
  return { holdings, trades, kappa, halfLife_days: kappa > 0 ? 1 / kappa : null, etaTilde, ...executionCost(setting, trades) };
}

/** @returns eta~. */
function checkSetting(setting: ExecutionSetting): number {
  for (const name of ["shares", "horizon_days", "steps", "eta"] as const)
    if (!(setting[name] > 0)) throw refuse(`Parameter '${name}' of an execution must be above 0. Got ${setting[name]}.`);
  for (const name of ["sigma", "gamma", "epsilon", "lambda"] as const)
    if (!(setting[name] >= 0)) throw refuse(`Parameter '${name}' of an execution must be at least 0. Got ${setting[name]}.`);
  if (!Number.isInteger(setting.steps)) throw refuse(`Parameter 'steps' of an execution must be a whole number. Got ${setting.steps}.`);
  const etaTilde = etaTildeOf(setting);
  if (!(etaTilde > 0))
    throw refuse(
      `Permanent impact takes back more than temporary impact costs (eta - gamma tau / 2 = ${etaTilde}). Raise eta or the steps.`,
    );
  return etaTilde;
}
