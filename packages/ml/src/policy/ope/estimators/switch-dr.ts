import type { Estimator } from "../estimator.ts";

/** DR that leaves the correction out where w > tau: there the model stands alone. Source: Wang, Agarwal and Dudik (2017). */
export const switchDr: Estimator = {
  name: "switch_dr",
  title: "Switch-DR",
  needsModel: true,
  parts: ({ direct, weight, residual }, { tau }) =>
    direct.map((value, i) => value + ((weight[i] as number) <= tau ? (weight[i] as number) * (residual[i] as number) : 0)),
};
