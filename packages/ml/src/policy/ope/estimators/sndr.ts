import type { Estimator } from "../estimator.ts";

/** Self-normalised DR: DM + sum of w (r - q) / sum of w. */
export const sndr: Estimator = {
  name: "sndr",
  title: "SNDR",
  needsModel: true,
  parts({ direct, weight, residual, meanWeight, n }) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (weight[i] as number) * (residual[i] as number);
    const correction = sum / n / meanWeight;
    return direct.map((value, i) => value + correction + ((weight[i] as number) * ((residual[i] as number) - correction)) / meanWeight);
  },
};
