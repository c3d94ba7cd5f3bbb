import { invalidInput } from "../../evaluation/inputs.ts";
import { pause, type RunControl } from "../run-control.ts";
import { describe } from "./allocate.ts";
import { parseConstraints } from "./constraints.ts";
import { covarianceEstimator } from "./covariance/index.ts";
import { expectedReturns } from "./expected-returns.ts";
import { feasibleSet } from "./feasible-set.ts";
import { parsePortfolioOptions } from "./portfolio-options.ts";
import { type AssetReturns, checkReturns } from "./returns.ts";

export interface FrontierPoint {
  /** A year. */
  expectedReturn: number;
  volatility: number;
  sharpe: number;
  /** [n] */
  weights: Float64Array;
}

export interface EfficientFrontier {
  assets: readonly string[];
  /** From the minimum-variance portfolio to the largest expected return. */
  points: FrontierPoint[];
  /** Each asset by itself, for the same chart. */
  single: { asset: string; expectedReturn: number; volatility: number }[];
}

/**
 * The efficient frontier over the allowed weights: least variance at equally spaced expected returns between that of the minimum-variance
 * portfolio and the largest one allowed.
 * @param options as `allocate`; the method is not used. @param nPoints 2 to 200.
 * @throws AppError "INVALID_INPUT", "INFEASIBLE", "UNBOUNDED" (no largest return without bounds), "CANCELLED".
 */
export async function efficientFrontier(
  returns: AssetReturns,
  options: unknown,
  { nPoints = 25, previous = null, ...control }: RunControl & { nPoints?: number; previous?: Float64Array | null } = {},
): Promise<EfficientFrontier> {
  if (!Number.isInteger(nPoints) || nPoints < 2 || nPoints > 200)
    throw invalidInput(`'nPoints' must be a whole number from 2 to 200. Got ${nPoints}.`);
  const { covariance: chosen, expectedReturns: means, constraints, riskFreeRate, periodsPerYear } = parsePortfolioOptions(options);
  const { assets } = checkReturns(returns);
  const n = assets.length;
  const { covariance } = covarianceEstimator(chosen.name).estimate(returns, chosen.params);
  const { expected } = expectedReturns(returns, covariance, means);
  const feasible = feasibleSet(parseConstraints(constraints, assets), assets, previous);
  const returnOf = (weights: Float64Array) => weights.reduce((sum, weight, i) => sum + weight * (expected[i] as number), 0);
  const largest = Math.max(...expected.map(Math.abs)) || 1;
  const lowest = await feasible.minimize({ quadratic: covariance });
  const highest = await feasible.minimize({ cost: expected.map((mean) => -mean / largest) });
  const [from, to] = [returnOf(lowest), returnOf(highest)];
  const points: FrontierPoint[] = [];
  for (let k = 0; k < nPoints; k++) {
    await pause(control, "frontier", k / nPoints);
    const share = k / (nPoints - 1);
    const row = {
      indices: assets.map((_, i) => i),
      values: expected.map((mean) => mean / largest),
      lower: (from + share * (to - from)) / largest - 1e-9,
    };
    const weights = k === 0 ? lowest : await feasible.minimize({ quadratic: covariance, rows: [row] });
    const { expectedReturn, volatility, sharpe } = describe(weights, covariance, assets, { expected, riskFreeRate, periodsPerYear });
    points.push({ expectedReturn, volatility, sharpe, weights });
  }
  const single = assets.map((asset, i) => ({
    asset,
    expectedReturn: (expected[i] as number) * periodsPerYear,
    volatility: Math.sqrt((covariance[i * n + i] as number) * periodsPerYear),
  }));
  return { assets, points, single };
}
