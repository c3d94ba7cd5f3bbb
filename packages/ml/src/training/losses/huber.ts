import type { LossDefinition } from "./loss.ts";
import { pointwiseLoss } from "./pointwise.ts";

/**
 * r = z - y: r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2); both pieces and their slopes meet at delta. On the standardised target, so
 * delta counts its standard deviations. The prediction lies between mean (delta large) and median (delta small). Source: Huber (1964).
 */
export const huber: LossDefinition = {
  name: "HUBER",
  tasks: ["REGRESSION", "FORECAST"],
  create({ options: { huberDelta } }) {
    const delta = huberDelta ?? 1;
    return pointwiseLoss("HUBER", (z, y, out) => {
      const r = z - y;
      const size = Math.abs(r);
      out.value = size <= delta ? (r * r) / 2 : delta * (size - delta / 2);
      out.slope = size <= delta ? r : delta * Math.sign(r);
    });
  },
};
