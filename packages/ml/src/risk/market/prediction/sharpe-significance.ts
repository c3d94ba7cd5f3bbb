import { normalCdf, normalQuantile } from "../../../numeric/distributions.ts";
import { shapeMoments } from "../var/standardised-shape.ts";

export interface SharpeSignificance {
  /** Mean over deviation (ddof 1) of the periods, not annualised. */
  sharpe: number;
  /** Probability that the true ratio is above zero, given the length and the shape of the returns (PSR). */
  probabilistic: number;
  /** The ratio that the best of as many strategies without skill is expected to show. */
  expectedBest: number;
  /** Probability that the true ratio is above that (DSR): what is left of the evidence after the search. */
  deflated: number;
  nTrials: number;
}

const EULER = 0.5772156649015329;

/**
 * Probabilistic and deflated Sharpe ratio.
 * PSR(s) = Phi((SR - s) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)), g3 the skewness and g4 the kurtosis of the returns;
 * DSR = PSR(s0), s0 = sqrt(V) ((1 - e) z(1 - 1 / N) + e z(1 - 1 / (N e))), V the variance of the ratio over the N strategies tried.
 * @param returns [n] a period each. @param nTrials N >= 1: every variant that was looked at, not only those that were kept.
 * @param trialVariance V; where it is not known, 1 / (n - 1), the variance of the ratio of pure chance.
 * @returns zeros and one half where the returns do not vary. Source: Bailey and Lopez de Prado (2012, 2014).
 */
export function sharpeSignificance(returns: Float64Array, nTrials: number, trialVariance?: number): SharpeSignificance {
  const n = returns.length;
  const mean = returns.reduce((sum, value) => sum + value / n, 0);
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const expectedBest = expectedBestSharpe(nTrials, trialVariance ?? 1 / (n - 1));
  if (!(deviation > 0)) return { sharpe: 0, probabilistic: 0.5, expectedBest, deflated: 0.5, nTrials };
  const sharpe = mean / deviation;
  const moments = { sharpe, n, ...shapeMoments(returns) };
  return {
    sharpe,
    probabilistic: probabilisticSharpe(moments, 0),
    expectedBest,
    deflated: probabilisticSharpe(moments, expectedBest),
    nTrials,
  };
}

/** PSR: the probability that the true ratio is above `bound`. */
export function probabilisticSharpe(
  { sharpe, n, skewness, excessKurtosis }: { sharpe: number; n: number; skewness: number; excessKurtosis: number },
  bound: number,
): number {
  const spread = Math.sqrt(Math.max(1e-12, 1 - skewness * sharpe + ((excessKurtosis + 2) / 4) * sharpe * sharpe));
  return normalCdf(((sharpe - bound) * Math.sqrt(n - 1)) / spread);
}

/** The largest ratio that is expected of `nTrials` strategies without skill whose ratios have this variance; 0 for one. */
export function expectedBestSharpe(nTrials: number, variance: number): number {
  if (nTrials <= 1) return 0;
  return Math.sqrt(variance) * ((1 - EULER) * normalQuantile(1 - 1 / nTrials) + EULER * normalQuantile(1 - 1 / (nTrials * Math.E)));
}
