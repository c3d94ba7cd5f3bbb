import type { Loss } from "./loss.ts";

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** -[y ln p + (1 - y) ln(1 - p)], p = sigmoid(z), computed as max(z, 0) - z y + ln(1 + e^-|z|), which never overflows. */
export const binaryCrossEntropy: Loss = {
  task: "BINARY",
  name: "binary cross-entropy",
  nOutputs: () => 1,

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

  countCorrect(logits, { n, y }) {
    let correct = 0;
    for (let i = 0; i < n; i++) if ((logits[i] as number) >= 0 === (y[i] === 1)) correct++;
    return correct;
  },

  pool(logits, members) {
    const n = logits.length / members;
    return Float32Array.from({ length: n }, (_logit, i) => {
      let [positive, negative] = [0, 0];
      for (let m = 0; m < members; m++) {
        const z = logits[m * n + i] as number;
        positive += sigmoid(z);
        negative += sigmoid(-z);
      }
      return Math.log(positive) - Math.log(negative);
    });
  },

  predict: (logits) => logits.map(sigmoid),
};
