import { checkSameLength, invalidInput } from "../../evaluation/inputs.ts";
import { breachOf, parseConstraints, turnoverOf } from "./constraints.ts";
import { covarianceEstimator } from "./covariance/index.ts";
import { expectedReturns } from "./expected-returns.ts";
import { type FeasibleSet, feasibleSet } from "./feasible-set.ts";
import { portfolioMethod } from "./methods/index.ts";
import type { PortfolioMethod } from "./methods/method.ts";
import { type PortfolioOptions, parsePortfolioOptions } from "./portfolio-options.ts";
import { type AssetReturns, checkReturns } from "./returns.ts";

export interface Holding {
  asset: string;
  weight: number;
  /** Share of the portfolio's variance: w_i (Sw)_i / w'Sw; all add up to one. Zero without risk. */
  riskShare: number;
}

export interface Allocation {
  holdings: Holding[];
  /** [n] in the order of the assets. */
  weights: Float64Array;
  /** A year, of the method's own estimates: expected return, volatility, and (return - risk-free) / volatility (0 without risk). */
  expectedReturn: number;
  volatility: number;
  sharpe: number;
  /** 1 / sum of squared shares of the gross weight: how many equal positions it amounts to. */
  effectiveAssets: number;
  /** Weighted mean volatility over the portfolio's; 1 = nothing diversified, 0 without risk. */
  diversificationRatio: number;
  /** Sum of |new - old weight|; null without old weights. */
  turnover: number | null;
  /** Weight of the target in the covariance; null where the estimator does not shrink. */
  covarianceShrinkage: number | null;
  /** Where the method ignores constraints and its own weights broke one: which, and the volatility a year of what was moved. */
  moved: { because: string; trackingVolatility: number } | null;
}

/**
 * Weights of one portfolio from past returns.
 * @param previous [n] weights held now; needed by a turnover limit.
 * @throws AppError "INVALID_INPUT" (returns, options, too few periods), "INFEASIBLE" (constraints contradict each other),
 * "NO_POSITIVE_EXCESS" (maximum Sharpe), "NOT_POSITIVE_DEFINITE", "NOT_CONVERGED".
 */
export async function allocate(returns: AssetReturns, options: unknown, previous: Float64Array | null = null): Promise<Allocation> {
  const parsed = parsePortfolioOptions(options);
  const { assets } = checkReturns(returns);
  const constraints = parseConstraints(parsed.constraints, assets);
  if (previous) checkSameLength("previous", previous.length, "assets", assets.length);
  const method = portfolioMethod(parsed.method.name);
  const estimator = covarianceEstimator(parsed.covariance.name);
  const needed = estimator.minPeriods(assets.length);
  if (returns.nPeriods < needed)
    throw invalidInput(
      `Covariance '${estimator.name}' needs at least ${needed} periods for ${assets.length} assets. Got ${returns.nPeriods}.`,
    );
  const { covariance, shrinkage } = estimator.estimate(returns, parsed.covariance.params);
  const feasible = feasibleSet(constraints, assets, previous);
  const perPeriod = parsed.riskFreeRate / parsed.periodsPerYear;
  let estimated: Float64Array | null = null;
  const expected = () => {
    estimated ??= expectedReturns(returns, covariance, parsed.expectedReturns).expected;
    return estimated;
  };
  const own = await ownWeights(method, parsed, {
    returns,
    covariance,
    expected,
    riskFreeRate: perPeriod,
    periodsPerYear: parsed.periodsPerYear,
    sum: parsed.constraints.sum,
    feasible,
  });
  const because = breachOf(constraints, assets, own, previous);
  const weights = because === null ? own : await nearest(feasible, covariance, own);
  const distance = own.map((weight, i) => (weights[i] as number) - weight);
  return {
    ...describe(weights, covariance, assets, {
      expected: expected(),
      riskFreeRate: parsed.riskFreeRate,
      periodsPerYear: parsed.periodsPerYear,
    }),
    turnover: previous ? turnoverOf(weights, previous) : null,
    covarianceShrinkage: shrinkage,
    moved: because === null ? null : { because, trackingVolatility: Math.sqrt(varianceOf(distance, covariance) * parsed.periodsPerYear) },
  };
}

async function ownWeights(
  method: PortfolioMethod,
  { method: { params } }: PortfolioOptions,
  input: Parameters<PortfolioMethod["weights"]>[0],
): Promise<Float64Array> {
  if (!method.keepsConstraints && !(input.sum > 0))
    throw invalidInput(`Method '${method.name}' gives positive weights: 'sum' must be above zero. Got ${input.sum}.`, {
      path: ["constraints", "sum"],
    });
  return method.weights(input, params);
}

/** The allowed weights whose returns stay closest to those of `weights`: min (w - weights)'S(w - weights). */
async function nearest(feasible: FeasibleSet, covariance: Float64Array, weights: Float64Array): Promise<Float64Array> {
  return feasible.minimize({ quadratic: covariance, cost: product(covariance, weights).map((value) => -value) });
}

/** Risk and return of given weights. @param covariance [n, n] and `expected` [n], both a period. */
export function describe(
  weights: Float64Array,
  covariance: Float64Array,
  assets: readonly string[],
  { expected, riskFreeRate, periodsPerYear }: { expected: Float64Array; riskFreeRate: number; periodsPerYear: number },
): Omit<Allocation, "turnover" | "covarianceShrinkage" | "moved"> {
  const marginal = product(covariance, weights);
  const variance = varianceOf(weights, covariance);
  const volatility = Math.sqrt(variance * periodsPerYear);
  const invested = weights.reduce((sum, weight) => sum + weight, 0);
  const expectedReturn =
    weights.reduce((sum, weight, i) => sum + weight * (expected[i] as number), 0) * periodsPerYear + (1 - invested) * riskFreeRate;
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const concentration = weights.reduce((sum, weight) => sum + (weight / gross) ** 2, 0);
  const ownRisk = weights.reduce((sum, weight, i) => sum + Math.abs(weight) * Math.sqrt(covariance[i * weights.length + i] as number), 0);
  return {
    holdings: assets.map((asset, i) => ({
      asset,
      weight: weights[i] as number,
      riskShare: variance > 0 ? ((weights[i] as number) * (marginal[i] as number)) / variance : 0,
    })),
    weights,
    expectedReturn,
    volatility,
    sharpe: volatility > 0 ? (expectedReturn - riskFreeRate) / volatility : 0,
    effectiveAssets: gross > 0 ? 1 / concentration : 0,
    diversificationRatio: variance > 0 ? ownRisk / Math.sqrt(variance) : 0,
  };
}

function product(matrix: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, i) => v.reduce((sum, value, j) => sum + (matrix[i * v.length + j] as number) * value, 0));
}

const varianceOf = (weights: Float64Array, covariance: Float64Array): number =>
  Math.max(
    0,
    product(covariance, weights).reduce((sum, value, i) => sum + value * (weights[i] as number), 0),
  );
