import { z } from "zod";
import { degenerateTarget } from "../../../evaluation/inputs.ts";
import { logGamma } from "../../../numeric/distributions.ts";
import { findRoot } from "../../../numeric/find-root.ts";
import { hessianOf } from "../../../numeric/minimize-by-differences.ts";
import { defineFrequency, momentsOf } from "./frequency.ts";

const logPmf = (k: number, mean: number, size: number): number =>
  logGamma(k + size) -
  logGamma(size) -
  logGamma(k + 1) -
  size * Math.log1p(mean / size) +
  (k === 0 ? 0 : k * Math.log(mean / (size + mean)));

/** Sizes beyond this are a Poisson distribution but for a millionth of the mean. */
const LARGEST_SIZE = 1e6;

/**
 * A Poisson number whose rate itself is gamma distributed from year to year: variance = mean + mean^2 / size.
 * The likelihood's mean is the sample's whatever the size, so that one equation in the size is solved.
 */
export const negativeBinomial = defineFrequency({
  name: "negative-binomial",
  title: "Negative binomial",
  description: "A Poisson rate that differs from year to year: the variance exceeds the mean.",
  params: z.strictObject({
    mean: z
      .number()
      .gt(0, "must be above 0")
      .max(1e6, "must be at most 1000000")
      .default(10)
      .meta({ title: "Mean", description: "Losses a year." }),
    size: z
      .number()
      .gt(0, "must be above 0")
      .max(LARGEST_SIZE)
      .default(5)
      .meta({ title: "Size", description: "Variance = mean + mean^2 / size: the smaller, the more years differ." }),
  }),
  at({ mean, size }) {
    const p = mean / (size + mean);
    return {
      mean,
      variance: mean + mean ** 2 / size,
      pmf: (k) => (k < 0 ? 0 : Math.exp(logPmf(k, mean, size))),
      panjer: { a: p, b: (size - 1) * p },
      generating(re, im) {
        // ((1 - p) / (1 - p z))^size in polar form; 1 - p z stays in the right half plane for |z| <= 1 / p.
        const [x, y] = [1 - p * re, -p * im];
        const radius = ((1 - p) / Math.hypot(x, y)) ** size;
        const angle = -size * Math.atan2(y, x);
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      },
    };
  },
  fit(counts) {
    const n = counts.length;
    const { mean, variance } = momentsOf(counts);
    if (!(variance * (1 - 1 / n) > mean))
      throw degenerateTarget(
        `The counts vary no more than a Poisson number (mean ${mean}, variance ${variance}): a negative binomial has no best size. Use Poisson.`,
      );
    // d/dsize of the mean log-likelihood, in ln size: positive for small sizes, negative for large ones.
    const slope = (logSize: number) => {
      const size = Math.exp(logSize);
      const rate = -Math.log1p(mean / size);
      // psi(k + size) - psi(size) = sum of 1 / (size + j) for j < k, without cancellation.
      const gap = counts.reduce((sum, k) => {
        let part = 0;
        for (let j = 0; j < k; j++) part += 1 / (size + j);
        return sum + part;
      }, 0);
      return size * (gap / n + rate);
    };
    const size = Math.exp(findRoot(slope, Math.log(1e-6), Math.log(LARGEST_SIZE), 1e-10));
    const cost = (x: Float64Array) => -counts.reduce((sum, k) => sum + logPmf(k, Math.exp(x[0] as number), Math.exp(x[1] as number)), 0);
    const at = [Math.log(mean), Math.log(size)];
    const hessian = hessianOf(cost, at);
    // Mean and size are orthogonal at the optimum: their information matrix is diagonal.
    return {
      params: { mean, size },
      standardErrors: { mean: mean / Math.sqrt(hessian[0] as number), size: size / Math.sqrt(hessian[3] as number) },
      logLikelihood: -cost(Float64Array.from(at)),
      nFree: 2,
    };
  },
  thinned: ({ mean, size }, share) => ({ mean: mean * share, size }),
});
