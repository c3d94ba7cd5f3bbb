import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { defineMethod, scaledTo } from "./method.ts";

/** w_i proportional to 1 / sigma_i: risk parity if all correlations were equal. */
export const inverseVolatility = defineMethod({
  name: "inverse-volatility",
  title: "Inverse volatility",
  description: "Weights in inverse proportion to volatility; correlations do not count.",
  keepsConstraints: false,
  params: z.strictObject({}),
  weights({ covariance, returns: { assets }, sum }) {
    const n = assets.length;
    return scaledTo(
      sum,
      Float64Array.from(assets, (asset, i) => {
        const variance = covariance[i * n + i] as number;
        if (variance > 0) return 1 / Math.sqrt(variance);
        throw invalidInput(
          `'${asset}' does not move in the estimation window, so that its weight by volatility is unbounded. Leave it out.`,
          { asset },
        );
      }),
    );
  },
});
