import type { Estimator } from "../estimator.ts";

/** IPS with weights cut at `clip`: less variance, biased towards what the log did often. Source: Ionides (2008). */
export const clippedIps: Estimator = {
  name: "clipped_ips",
  title: "Clipped IPS",
  needsModel: false,
  parts: ({ weight, reward }, { clip }) => weight.map((w, i) => Math.min(w, clip) * (reward[i] as number)),
};
