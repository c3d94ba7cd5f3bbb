import type { Estimator } from "../estimator.ts";

/** Doubly robust: DM + mean of w (r - q). Right if either the propensities or the model are. Source: Dudik et al. (2011). */
export const dr: Estimator = {
  name: "dr",
  title: "DR",
  needsModel: true,
  parts: ({ direct, weight, residual }) => direct.map((value, i) => value + (weight[i] as number) * (residual[i] as number)),
};
