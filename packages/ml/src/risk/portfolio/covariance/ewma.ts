import { z } from "zod";
import { crossProduct, defineCovariance } from "./estimator.ts";

/** S = sum of lambda^(T-t) r_t r_t' / sum of lambda^(T-t), about zero as RiskMetrics (1996), section 5.2. */
export const ewmaCovariance = defineCovariance({
  name: "ewma",
  title: "Exponentially weighted",
  description: "Recent periods count more; returns are taken about zero. Follows changing risk, at the price of noise.",
  params: z.strictObject({
    decay: z.number().gt(0.5, "must be above 0.5").lt(1, "must be below 1").default(0.97).meta({
      title: "Decay",
      description: "Weight of a period over that of the one after it: 0.94 for days, 0.97 for months in RiskMetrics.",
    }),
  }),
  minPeriods: () => 2,
  estimate({ assets, nPeriods, values }, { decay }) {
    const n = assets.length;
    const total = (1 - decay ** nPeriods) / (1 - decay);
    const weighted = values.map((value, at) => value * Math.sqrt(decay ** (nPeriods - 1 - Math.floor(at / n))));
    return { covariance: crossProduct(weighted, n, total), shrinkage: null };
  },
});
