import { z } from "zod";
import { degenerateTarget } from "../../../evaluation/inputs.ts";
import { poissonPmf } from "../../../numeric/distributions.ts";
import { defineFrequency, momentsOf } from "./frequency.ts";

/** P(N = k) = e^-m m^k / k!. Losses that come independently of each other at a steady rate. */
export const poisson = defineFrequency({
  name: "poisson",
  title: "Poisson",
  description: "Independent losses at a steady rate: the variance of the yearly number is its mean.",
  params: z.strictObject({
    mean: z
      .number()
      .gt(0, "must be above 0")
      .max(1e6, "must be at most 1000000")
      .default(10)
      .meta({ title: "Mean", description: "Losses a year." }),
  }),
  at: ({ mean }) => ({
    mean,
    variance: mean,
    pmf: (k) => poissonPmf(k, mean),
    panjer: { a: 0, b: mean },
    generating(re, im) {
      const size = Math.exp(mean * (re - 1));
      return [size * Math.cos(mean * im), size * Math.sin(mean * im)];
    },
  }),
  fit(counts) {
    const { mean } = momentsOf(counts);
    if (mean === 0)
      throw degenerateTarget(
        `None of the ${counts.length} years has a loss: a frequency cannot be estimated. Take a longer period or a wider cell.`,
      );
    const logLikelihood = counts.reduce((sum, k) => sum + Math.log(poissonPmf(k, mean)), 0);
    return { params: { mean }, standardErrors: { mean: Math.sqrt(mean / counts.length) }, logLikelihood, nFree: 1 };
  },
  thinned: ({ mean }, share) => ({ mean: mean * share }),
});
