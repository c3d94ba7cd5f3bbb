import { z } from "zod";
import { centered, crossProduct, defineCovariance, shrunk } from "./estimator.ts";

/**
 * Ledoit and Wolf's shrinkage to the identity times the mean variance m, with the weight that minimises the expected squared error:
 * b^2 / d^2, d^2 = |S - m I|^2 / n, b^2 = min(d^2, mean over t of |x_t x_t' - S|^2 / (n T)); S has divisor T.
 * Source: Ledoit and Wolf (2004), "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate Analysis 88.
 */
export const ledoitWolfIdentity = defineCovariance({
  name: "ledoit-wolf-identity",
  title: "Ledoit-Wolf, to equal variances",
  description: "Sample covariance drawn towards equal variances without correlation, as strongly as its own noise asks for.",
  params: z.strictObject({}),
  minPeriods: () => 2,
  estimate(returns) {
    const { assets, nPeriods } = returns;
    const n = assets.length;
    const x = centered(returns);
    const sample = crossProduct(x, n, nPeriods);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += sample[i * n + i] as number;
    const target = new Float64Array(n * n);
    for (let i = 0; i < n; i++) target[i * n + i] = trace / n;
    const distance = sample.reduce((sum, value, at) => sum + (value - (target[at] as number)) ** 2, 0);
    // Sum of |x_t x_t' - S|^2 = sum of |x_t|^4 - T |S|^2.
    let fourth = 0;
    for (let t = 0; t < nPeriods; t++) {
      let norm = 0;
      for (let i = 0; i < n; i++) norm += (x[t * n + i] as number) ** 2;
      fourth += norm ** 2;
    }
    const squared = sample.reduce((sum, value) => sum + value * value, 0);
    const noise = (fourth / nPeriods - squared) / nPeriods;
    const shrinkage = distance === 0 ? 1 : Math.min(1, Math.max(0, noise / distance));
    return { covariance: shrunk(sample, target, shrinkage), shrinkage };
  },
});
