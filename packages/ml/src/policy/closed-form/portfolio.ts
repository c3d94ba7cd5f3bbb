import { solveLinear } from "../../numeric/linear.ts";
import { refuse } from "../refuse.ts";

export interface PortfolioWeights {
  weights: Float64Array;
  /** Mean excess return a period. */
  mean: number;
  /** Standard deviation of the return a period. */
  volatility: number;
}

/**
 * The best constant weights of an investor with constant relative risk aversion: w = Sigma^-1 mu / gamma; the rest is in cash.
 * @param covariance [n, n] row-major. @param excessMean [n] a period, decimal. @param riskAversion gamma > 0.
 * @returns also the certainty-equivalent rate w' mu - gamma / 2 w' Sigma w. Source: Merton (1969).
 */
export function mertonWeights(
  covariance: Float64Array,
  excessMean: Float64Array,
  riskAversion: number,
): PortfolioWeights & { certaintyEquivalent: number } {
  if (!(riskAversion > 0)) throw refuse(`Parameter 'riskAversion' must be above 0. Got ${riskAversion}.`);
  const weights = solveLinear(covariance, excessMean).map((weight) => weight / riskAversion);
  const own = describe(covariance, weights, excessMean);
  return { ...own, certaintyEquivalent: own.mean - (riskAversion / 2) * own.volatility ** 2 };
}

/** The fully invested weights of least variance: Sigma^-1 1 / (1' Sigma^-1 1), short positions allowed. */
export function minimumVarianceWeights(covariance: Float64Array, excessMean?: Float64Array): PortfolioWeights {
  const n = Math.sqrt(covariance.length);
  const raw = solveLinear(covariance, new Float64Array(n).fill(1));
  const sum = raw.reduce((total, value) => total + value, 0);
  return describe(
    covariance,
    raw.map((value) => value / sum),
    excessMean ?? new Float64Array(n),
  );
}

function describe(covariance: Float64Array, weights: Float64Array, excessMean: Float64Array): PortfolioWeights {
  const n = weights.length;
  let [mean, variance] = [0, 0];
  for (let i = 0; i < n; i++) {
    mean += (weights[i] as number) * (excessMean[i] as number);
    for (let j = 0; j < n; j++) variance += (weights[i] as number) * (weights[j] as number) * (covariance[i * n + j] as number);
  }
  return { weights, mean, volatility: Math.sqrt(variance) };
}
