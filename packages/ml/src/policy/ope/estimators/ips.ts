import type { Estimator } from "../estimator.ts";

/** Inverse propensity scoring: mean of w r. Unbiased where every action of the policy had a chance. Source: Horvitz and Thompson (1952). */
export const ips: Estimator = {
  name: "ips",
  title: "IPS",
  needsModel: false,
  parts: ({ weight, reward }) => weight.map((w, i) => w * (reward[i] as number)),
};
