import type { Loss } from "./loss.ts";

/** -ln p_y, p = softmax(z), from z less its row's maximum, so that no exponential overflows. */
export const softmaxCrossEntropy: Loss = {
  task: "MULTICLASS",
  name: "categorical cross-entropy",
  nOutputs: (nClasses) => nClasses,

  evaluate(logits, { n, y, weight }, gradient) {
    const k = logits.length / n;
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

  countCorrect(logits, { n, y }) {
    const k = logits.length / n;
    let correct = 0;
    for (let i = 0; i < n; i++) {
      let best = 0;
      for (let c = 1; c < k; c++) if ((logits[i * k + c] as number) > (logits[i * k + best] as number)) best = c;
      if (best === y[i]) correct++;
    }
    return correct;
  },

  pool(logits, members, n) {
    const k = logits.length / (members * n);
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
    const k = logits.length / n;
    const out = new Float32Array(logits.length);
    for (let i = 0; i < n; i++) {
      const { max, total } = rowTotal(logits, i, k);
      for (let c = 0; c < k; c++) out[i * k + c] = Math.exp((logits[i * k + c] as number) - max) / total;
    }
    return out;
  },
};

function rowTotal(logits: Float32Array, row: number, k: number): { max: number; total: number } {
  let max = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < k; c++) max = Math.max(max, logits[row * k + c] as number);
  let total = 0;
  for (let c = 0; c < k; c++) total += Math.exp((logits[row * k + c] as number) - max);
  return { max, total };
}
