import type { Loss } from "./loss.ts";

/** Largest output of a row and the sum of e^(z - largest): softmax without overflow. */
export function rowTotal(logits: Float32Array, row: number, k: number): { max: number; total: number } {
  let max = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < k; c++) max = Math.max(max, logits[row * k + c] as number);
  let total = 0;
  for (let c = 0; c < k; c++) total += Math.exp((logits[row * k + c] as number) - max);
  return { max, total };
}

/** What losses of one output a class share: softmax, and members pooled to the mean of their probabilities. */
export const classOutputs = (k: number): Pick<Loss, "nOutputs" | "quantiles" | "condense" | "countCorrect" | "pool" | "predict"> => ({
  nOutputs: k,
  quantiles: null,
  condense: null,

  countCorrect(logits, { n, y }) {
    let correct = 0;
    for (let i = 0; i < n; i++) {
      let best = 0;
      for (let c = 1; c < k; c++) if ((logits[i * k + c] as number) > (logits[i * k + best] as number)) best = c;
      if (best === y[i]) correct++;
    }
    return correct;
  },

  pool(logits, members, n) {
    const logs = new Float64Array(logits.length);
    for (let row = 0; row < members * n; row++) {
      const { max, total } = rowTotal(logits, row, k);
      for (let c = 0; c < k; c++) logs[row * k + c] = (logits[row * k + c] as number) - max - Math.log(total);
    }
    return Float32Array.from({ length: n * k }, (_logit, i) => {
      const values = Array.from({ length: members }, (_member, m) => logs[m * n * k + i] as number);
      const largest = Math.max(...values);
      return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0) / members);
    });
  },

  predict(logits, n) {
    const out = new Float32Array(logits.length);
    for (let i = 0; i < n; i++) {
      const { max, total } = rowTotal(logits, i, k);
      for (let c = 0; c < k; c++) out[i * k + c] = Math.exp((logits[i * k + c] as number) - max) / total;
    }
    return out;
  },
});
