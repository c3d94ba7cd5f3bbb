import type { LossDefinition } from "./loss.ts";
import { pointwiseLoss } from "./pointwise.ts";

/** (z - y)^2 on the standardised target: the prediction is the mean. */
export const squaredError: LossDefinition = {
  name: "SQUARED_ERROR",
  tasks: ["REGRESSION", "FORECAST"],
  create: () =>
    pointwiseLoss("SQUARED_ERROR", (z, y, out) => {
      out.value = (z - y) * (z - y);
      out.slope = 2 * (z - y);
    }),
};
