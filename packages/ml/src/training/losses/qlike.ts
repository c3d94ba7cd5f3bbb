import type { LossDefinition } from "./loss.ts";
import { pointwiseLoss } from "./pointwise.ts";

/** Smallest forecast, in means of the training target: keeps y / h finite however far an output falls. */
const FLOOR = 1e-6;

/** ln(1 + e^z), which never overflows. */
export const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** The variance that a raw output says, in means of the training target. */
export const varianceOf = (z: number): number => softplus(z) + FLOOR;

/**
 * Quasi-likelihood of a variance forecast h = softplus(z) + 1e-6 against a proxy y >= 0, both in means of the training proxy: ln h + y / h,
 * least at h = E[y]. By factors, not differences: h = 2 y costs as much when y is large as when it is small, and h below y costs more than
 * above. h > 0 always. Source: Patton (2011), equation 6 (QLIKE), the form that takes y = 0.
 */
export const qlike: LossDefinition = {
  name: "QLIKE",
  tasks: ["REGRESSION", "FORECAST"],
  create() {
    const loss = pointwiseLoss("QLIKE", (z, y, out) => {
      const h = varianceOf(z);
      out.value = Math.log(h) + y / h;
      out.slope = ((h - y) / (h * h)) * (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
    });
    return {
      ...loss,
      // The output whose forecast is the mean of the members': z = ln(e^h - 1) = h + ln(1 - e^-h), undone without overflow.
      pool(logits, members) {
        const n = logits.length / members;
        return Float32Array.from({ length: n }, (_logit, i) => {
          let sum = 0;
          for (let m = 0; m < members; m++) sum += softplus(logits[m * n + i] as number);
          const mean = Math.max(sum / members, Number.MIN_VALUE);
          return mean + Math.log(-Math.expm1(-mean));
        });
      },
      predict: (logits) => logits.map(varianceOf),
    };
  },
};
