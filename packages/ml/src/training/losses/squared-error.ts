import type { Loss } from "./loss.ts";

/** (z - y)^2 on the standardised target. */
export const squaredError: Loss = {
  task: "REGRESSION",
  name: "mean squared error",
  nOutputs: () => 1,

  evaluate(logits, { n, y, weight }, gradient) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const difference = (logits[i] as number) - (y[i] as number);
      const w = weight ? (weight[i] as number) : 1;
      sum += w * difference * difference;
      if (gradient) gradient[i] = (2 * w * difference) / n;
    }
    return sum;
  },

  countCorrect: null,
  predict: (logits) => logits.slice(),
};
