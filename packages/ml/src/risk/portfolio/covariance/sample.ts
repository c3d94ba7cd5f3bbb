import { z } from "zod";
import { centered, crossProduct, defineCovariance } from "./estimator.ts";

/** S = sum of (r_t - mean)(r_t - mean)' / (T - ddof). */
export const sampleCovariance = defineCovariance({
  name: "sample",
  title: "Sample covariance",
  description: "Plain sample covariance. Noisy where assets are many for the periods: its smallest eigenvalues are far too small.",
  params: z.strictObject({
    ddof: z
      .int()
      .min(0)
      .max(1)
      .default(1)
      .meta({ title: "Degrees of freedom", description: "What is taken off the number of periods: 1 = unbiased, 0 = maximum likelihood." }),
  }),
  minPeriods: () => 2,
  estimate: (returns, { ddof }) => ({
    covariance: crossProduct(centered(returns), returns.assets.length, returns.nPeriods - ddof),
    shrinkage: null,
  }),
});
