import type { Loss } from "./loss.ts";

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** What losses of one log-odds share: the positive class at z >= 0, members pooled to the mean of their probabilities. */
export const binaryOutput: Pick<Loss, "nOutputs" | "quantiles" | "condense" | "countCorrect" | "pool" | "predict"> = {
  nOutputs: 1,
  quantiles: null,
  condense: null,

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
