import { binaryOutput, sigmoid } from "./binary-output.ts";
import { classOutputs, rowTotal } from "./class-outputs.ts";
import type { Loss, LossDefinition } from "./loss.ts";

/**
 * The negative logarithm of the probability of a row's own class.
 * BINARY: -[y ln p + (1 - y) ln(1 - p)], p = sigmoid(z), computed as max(z, 0) - z y + ln(1 + e^-|z|), which never overflows.
 * MULTICLASS: -ln p_y, p = softmax(z), from z less its row's maximum.
 */
export const crossEntropy: LossDefinition = {
  name: "CROSS_ENTROPY",
  tasks: ["BINARY", "MULTICLASS"],
  create: ({ task, nClasses }) => (task === "BINARY" ? binary : categorical(nClasses)),
};

export const binary: Loss = {
  ...binaryOutput,
  name: "CROSS_ENTROPY",

  evaluate(logits, { n, y, weight }, gradient) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const z = logits[i] as number;
      const target = y[i] as number;
      const w = weight ? (weight[i] as number) : 1;
      sum += w * (Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z))));
      if (gradient) gradient[i] = (w * (sigmoid(z) - target)) / n;
    }
    return sum;
  },
};

const categorical = (k: number): Loss => ({
  ...classOutputs(k),
  name: "CROSS_ENTROPY",

  evaluate(logits, { n, y, weight }, gradient) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const target = y[i] as number;
      const w = weight ? (weight[i] as number) : 1;
      const { max, total } = rowTotal(logits, i, k);
      sum += w * (Math.log(total) + max - (logits[i * k + target] as number));
      if (!gradient) continue;
      for (let c = 0; c < k; c++) {
        const p = Math.exp((logits[i * k + c] as number) - max) / total;
        gradient[i * k + c] = (w * (p - (c === target ? 1 : 0))) / n;
      }
    }
    return sum;
  },
});
