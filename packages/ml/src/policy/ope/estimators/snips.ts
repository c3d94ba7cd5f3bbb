import type { Estimator } from "../estimator.ts";

/** Self-normalised IPS: sum of w r / sum of w. A constant in all rewards shifts it by just that. Source: Swaminathan and Joachims (2015). */
export const snips: Estimator = {
  name: "snips",
  title: "SNIPS",
  needsModel: false,
  parts({ weight, reward, meanWeight, n }) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (weight[i] as number) * (reward[i] as number);
    const value = sum / n / meanWeight;
    return weight.map((w, i) => value + (w * ((reward[i] as number) - value)) / meanWeight);
  },
};
