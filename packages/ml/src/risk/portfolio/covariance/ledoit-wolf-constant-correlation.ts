import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { centered, crossProduct, defineCovariance, shrunk } from "./estimator.ts";

/**
 * Ledoit and Wolf's shrinkage to the same variances with one correlation for all pairs, their mean; S has divisor T.
 * Weight = max(0, min(1, (pi - rho) / gamma / T)) with pi, rho and gamma as in appendix B of the source.
 * Source: Ledoit and Wolf (2004), "Honey, I shrunk the sample covariance matrix", J. Portfolio Management 30.
 */
export const ledoitWolfConstantCorrelation = defineCovariance({
  name: "ledoit-wolf-constant-correlation",
  title: "Ledoit-Wolf, to one correlation",
  description: "Sample covariance drawn towards one correlation for all pairs: the usual choice for shares, which move together.",
  params: z.strictObject({}),
  minPeriods: () => 2,
  estimate(returns) {
    const { assets, nPeriods } = returns;
    const n = assets.length;
    const x = centered(returns);
    const sample = crossProduct(x, n, nPeriods);
    const deviation = Float64Array.from({ length: n }, (_, i) => Math.sqrt(sample[i * n + i] as number));
    const still = deviation.indexOf(0);
    if (still >= 0)
      throw invalidInput(
        `'${assets[still]}' does not move in these periods and has no correlation: leave it out or use another estimator.`,
        { asset: assets[still] },
      );
    if (n === 1) return { covariance: sample, shrinkage: 0 };
    const meanCorrelation = meanCorrelationOf(sample, deviation);
    const target = sample.map((value, at) => {
      // The lower triangle's order for both, so that the matrix is symmetric to the last bit.
      const [i, j] = [Math.max(Math.floor(at / n), at % n), Math.min(Math.floor(at / n), at % n)];
      return i === j ? value : meanCorrelation * (deviation[i] as number) * (deviation[j] as number);
    });
    const gamma = sample.reduce((sum, value, at) => sum + (value - (target[at] as number)) ** 2, 0);
    const kappa = noiseOf(x, sample, deviation, meanCorrelation, nPeriods) / gamma;
    const shrinkage = gamma === 0 ? 1 : Math.max(0, Math.min(1, kappa / nPeriods));
    return { covariance: shrunk(sample, target, shrinkage), shrinkage };
  },
});

function meanCorrelationOf(sample: Float64Array, deviation: Float64Array): number {
  const n = deviation.length;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) sum += (sample[i * n + j] as number) / ((deviation[i] as number) * (deviation[j] as number));
  return (2 * sum) / (n * (n - 1));
}

/** pi - rho: the noise of the sample entries less what they share with the target's. */
function noiseOf(x: Float64Array, sample: Float64Array, deviation: Float64Array, meanCorrelation: number, nPeriods: number): number {
  const n = deviation.length;
  const pi = new Float64Array(n * n);
  const theta = new Float64Array(n * n);
  for (let t = 0; t < nPeriods; t++) {
    for (let i = 0; i < n; i++) {
      const a = x[t * n + i] as number;
      const variance = sample[i * n + i] as number;
      for (let j = 0; j < n; j++) {
        const off = a * (x[t * n + j] as number) - (sample[i * n + j] as number);
        pi[i * n + j] = (pi[i * n + j] as number) + (off * off) / nPeriods;
        // Covariance of the estimated variance of i with the estimated covariance of i and j.
        theta[i * n + j] = (theta[i * n + j] as number) + ((a * a - variance) * off) / nPeriods;
      }
    }
  }
  let noise = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const ratio = (deviation[j] as number) / (deviation[i] as number);
      noise += (pi[i * n + j] as number) - (i === j ? (pi[i * n + i] as number) : meanCorrelation * ratio * (theta[i * n + j] as number));
    }
  }
  return noise;
}
