import type { Estimator } from "../estimator.ts";

/** DR with optimistic shrinkage: the weight lambda w / (w^2 + lambda) in place of w. Source: Su et al. (2020). */
export const drOs: Estimator = {
  name: "dr_os",
  title: "DRos",
  needsModel: true,
  parts: ({ direct, weight, residual }, { lambda }) =>
    direct.map((value, i) => {
      const w = weight[i] as number;
      return value + ((lambda * w) / (w * w + lambda)) * (residual[i] as number);
    }),
};
