import { z } from "zod";
import { defineMethod } from "./method.ts";

/** min w'Sw over the allowed weights. Without bounds: S^-1 1 / (1' S^-1 1). Source: Markowitz (1952). */
export const minimumVariance = defineMethod({
  name: "minimum-variance",
  title: "Minimum variance",
  description: "The allowed portfolio of least variance. Needs no expected returns.",
  keepsConstraints: true,
  params: z.strictObject({}),
  weights: ({ feasible, covariance }) => feasible.minimize({ quadratic: covariance }),
});
