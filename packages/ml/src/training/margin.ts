import type { FittedTarget } from "@plimsoll/features";
import { sigmoid } from "./losses/binary-cross-entropy.ts";

/**
 * What is explained of a score: the log-odds of the positive label (BINARY), ln(p_c / (1 - p_c)) of one class c (MULTICLASS), the value in
 * the target's unit (REGRESSION), all before calibration, which keeps their order. Members of an ensemble count by their mean prediction.
 */
export interface Margin {
  /**
   * @param logits [members, n, k] raw outputs. @param classes [n] the class of each row; only MULTICLASS reads it.
   * @param gradient if given, of the logits' length, is filled with d(margin of the row) / d(logit).
   * @returns [n]
   */
  evaluate(logits: Float32Array, n: number, classes: ArrayLike<number> | null, gradient?: Float32Array): Float64Array;
}

export function marginOf(target: FittedTarget, members: number): Margin {
  switch (target.task) {
    case "BINARY":
      return members === 1 ? ownLogit : meanLogOdds(members);
    case "MULTICLASS":
      return classLogOdds(members, target.labels.length);
    case "REGRESSION":
      return meanValue(members, target.mean, target.std);
  }
}

/** The logit of one network is its log-odds already. */
const ownLogit: Margin = {
  evaluate(logits, _n, _classes, gradient) {
    gradient?.fill(1);
    return Float64Array.from(logits);
  },
};

/** ln(sum sigmoid(z_m)) - ln(sum sigmoid(-z_m)): the log-odds of the members' mean probability. */
const meanLogOdds = (members: number): Margin => ({
  evaluate(logits, n, _classes, gradient) {
    return Float64Array.from({ length: n }, (_margin, i) => {
      let [positive, negative] = [0, 0];
      for (let m = 0; m < members; m++) {
        positive += sigmoid(logits[m * n + i] as number);
        negative += sigmoid(-(logits[m * n + i] as number));
      }
      for (let m = 0; gradient && m < members; m++) {
        const z = logits[m * n + i] as number;
        gradient[m * n + i] = sigmoid(z) * sigmoid(-z) * (1 / positive + 1 / negative);
      }
      return Math.log(positive) - Math.log(negative);
    });
  },
});

/** ln A - ln B, A the sum over members of softmax_c and B that of all other classes, so that neither a sure yes nor a sure no cancels. */
const classLogOdds = (members: number, k: number): Margin => ({
  evaluate(logits, n, classes, gradient) {
    const p = new Float64Array(k);
    return Float64Array.from({ length: n }, (_margin, i) => {
      const c = classes?.[i] ?? 0;
      let [own, others] = [0, 0];
      for (let m = 0; m < members; m++) {
        softmax(logits, (m * n + i) * k, p);
        own += p[c] as number;
        for (let j = 0; j < k; j++) others += j === c ? 0 : (p[j] as number);
      }
      for (let m = 0; gradient && m < members; m++) {
        softmax(logits, (m * n + i) * k, p);
        const pc = p[c] as number;
        const rest = p.reduce((sum, value, j) => (j === c ? sum : sum + value), 0);
        for (let j = 0; j < k; j++) {
          const pj = p[j] as number;
          // d own / dz_j = pc (1[j = c] - pj), and d others / dz_j is its negative; 1 - pc is the rest, without cancellation.
          const change = j === c ? pc * rest : -pc * pj;
          gradient[(m * n + i) * k + j] = change * (1 / own + 1 / others);
        }
      }
      return Math.log(own) - Math.log(others);
    });
  },
});

const meanValue = (members: number, mean: number, std: number): Margin => ({
  evaluate(logits, n, _classes, gradient) {
    gradient?.fill(std / members);
    return Float64Array.from({ length: n }, (_margin, i) => {
      let sum = 0;
      for (let m = 0; m < members; m++) sum += logits[m * n + i] as number;
      return mean + (std * sum) / members;
    });
  },
});

function softmax(logits: Float32Array, start: number, out: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < out.length; j++) largest = Math.max(largest, logits[start + j] as number);
  let total = 0;
  for (let j = 0; j < out.length; j++) {
    out[j] = Math.exp((logits[start + j] as number) - largest);
    total += out[j] as number;
  }
  for (let j = 0; j < out.length; j++) out[j] = (out[j] as number) / total;
}
