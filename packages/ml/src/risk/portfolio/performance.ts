import { AppError } from "@plimsoll/schema";
import { checkFinite } from "../../evaluation/inputs.ts";

/** Figures of a series of returns, in the order of their values. */
export const PERFORMANCE_METRICS = ["annual_return", "annual_volatility", "sharpe", "sortino", "max_drawdown", "calmar"] as const;
export type PerformanceMetric = (typeof PERFORMANCE_METRICS)[number];
export type Performance = Record<PerformanceMetric, number>;

export interface PerformanceOptions {
  periodsPerYear: number;
  /** A year, decimal. */
  riskFreeRate: number;
}

/**
 * Performance of returns: geometric return a year; standard deviation (ddof 1) times sqrt(periods); Sharpe = mean excess / deviation and
 * Sortino = mean excess / root mean squared shortfall below the risk-free rate, both times sqrt(periods); the largest loss from a peak of
 * wealth, positive; Calmar = annual return / largest drawdown. A ratio whose divisor is zero is 0.
 * @param returns [n] simple, net, > -1 or = -1 (ruin). @throws AppError "INVALID_INPUT" for fewer than two or one that is not finite.
 */
export function performanceOf(returns: ArrayLike<number>, options: PerformanceOptions): Performance {
  checkFinite("returns", returns);
  if (returns.length < 2) throw new AppError("INVALID_INPUT", "input", "Performance needs at least two periods.");
  const out = new Float64Array(PERFORMANCE_METRICS.length);
  measure(returns, null, options, out);
  return Object.fromEntries(PERFORMANCE_METRICS.map((name, at) => [name, out[at]])) as Performance;
}

/** Writes the metrics of `returns[rows[t]]` (or of `returns` in their own order) to `out`, without allocating. */
export function measure(
  returns: ArrayLike<number>,
  rows: Uint32Array | null,
  { periodsPerYear, riskFreeRate }: PerformanceOptions,
  out: Float64Array,
): void {
  const n = rows ? rows.length : returns.length;
  const safe = riskFreeRate / periodsPerYear;
  let [sum, squares, shortfall, wealth, peak, drawdown] = [0, 0, 0, 1, 1, 0];
  // Deviations are summed about the first return, which keeps the digits of a series that hardly moves.
  const origin = returns[rows ? (rows[0] as number) : 0] as number;
  for (let t = 0; t < n; t++) {
    const value = returns[rows ? (rows[t] as number) : t] as number;
    const off = value - origin;
    sum += off;
    squares += off * off;
    const below = value - safe;
    if (below < 0) shortfall += below * below;
    wealth *= 1 + value;
    if (wealth > peak) peak = wealth;
    else if (1 - wealth / peak > drawdown) drawdown = 1 - wealth / peak;
  }
  const excess = origin + sum / n - safe;
  const deviation = Math.sqrt(Math.max(0, (squares - (sum * sum) / n) / (n - 1)));
  const root = Math.sqrt(periodsPerYear);
  const annual = Math.max(0, wealth) ** (periodsPerYear / n) - 1;
  out[0] = annual;
  out[1] = deviation * root;
  out[2] = deviation > 0 ? (excess / deviation) * root : 0;
  out[3] = shortfall > 0 ? (excess / Math.sqrt(shortfall / n)) * root : 0;
  out[4] = drawdown;
  out[5] = drawdown > 0 ? annual / drawdown : 0;
}

/** Wealth of one unit after each period. @returns [n]. */
export function wealthOf(returns: ArrayLike<number>): Float64Array {
  let wealth = 1;
  return Float64Array.from({ length: returns.length }, (_, t) => {
    wealth *= 1 + (returns[t] as number);
    return wealth;
  });
}
