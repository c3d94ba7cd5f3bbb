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

  pool(logits, members) {
    const n = logits.length / members;
    return Float32Array.from({ length: n }, (_logit, i) => {
      let sum = 0;
      for (let m = 0; m < members; m++) sum += logits[m * n + i] as number;
      return sum / members;
    });
  },

  predict: (logits) => logits.slice(),
};
