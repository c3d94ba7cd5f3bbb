import type { FittedTarget } from "@plimsoll/features";
import { sigmoid } from "./losses/binary-output.ts";
import type { Loss } from "./losses/loss.ts";
import { varianceOf } from "./losses/qlike.ts";

/**
 * What is explained of a score: the log-odds of the positive label (BINARY), ln(p_c / (1 - p_c)) of one class c (MULTICLASS), the value in
 * the target's unit (REGRESSION, FORECAST; of quantiles the median), the anomaly score (ANOMALY), all before calibration, which keeps their
 * order. Members of an ensemble count by their mean prediction.
 */
export interface Margin {
  /**
   * @param logits [members, n, k] raw outputs. @param classes [n] the class of each row; only MULTICLASS reads it.
   * @param input [n, values of a row]; only ANOMALY reads it.
   * @param gradient if given, of the logits' length, is filled with d(margin of the row) / d(logit).
   * @returns [n]
   */
  evaluate(logits: Float32Array, n: number, classes: ArrayLike<number> | null, input: Float32Array, gradient?: Float32Array): Float64Array;
  /** Whether the margin falls with the input as it rises with the outputs, beside what the outputs do: the distance between the two. */
  isDistance: boolean;
}

export function marginOf(target: FittedTarget, members: number, loss: Pick<Loss, "name" | "quantiles" | "nOutputs">): Margin {
  switch (target.task) {
    case "BINARY":
      return members === 1 ? ownLogit : meanLogOdds(members);
    case "MULTICLASS":
      return classLogOdds(members, target.labels.length);
    case "REGRESSION":
    case "FORECAST": {
      const { mean, std } = target;
      if (loss.name === "QLIKE")
        return meanValue(
          members,
          1,
          0,
          (z) => mean + std * varianceOf(z),
          (z) => std * sigmoid(z),
        );
      return meanValue(
        members,
        loss.nOutputs,
        loss.quantiles?.indexOf(0.5) ?? 0,
        (z) => mean + std * z,
        () => std,
      );
    }
    case "ANOMALY":
      return copyError;
  }
}

/** The logit of one network is its log-odds already. */
const ownLogit: Margin = {
  isDistance: false,
  evaluate(logits, _n, _classes, _input, gradient) {
    gradient?.fill(1);
    return Float64Array.from(logits);
  },
};

/** ln(sum sigmoid(z_m)) - ln(sum sigmoid(-z_m)): the log-odds of the members' mean probability. */
const meanLogOdds = (members: number): Margin => ({
  isDistance: false,
  evaluate(logits, n, _classes, _input, gradient) {
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
  isDistance: false,
  evaluate(logits, n, classes, _input, gradient) {
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

/** The members' mean of a function of their output `at` of k, in the target's unit. */
const meanValue = (members: number, k: number, at: number, value: (z: number) => number, slope: (z: number) => number): Margin => ({
  isDistance: false,
  evaluate(logits, n, _classes, _input, gradient) {
    gradient?.fill(0);
    return Float64Array.from({ length: n }, (_margin, i) => {
      let sum = 0;
      for (let m = 0; m < members; m++) {
        const from = (m * n + i) * k + at;
        const z = logits[from] as number;
        sum += value(z);
        if (gradient) gradient[from] = slope(z) / members;
      }
      return sum / members;
    });
  },
});

/** sqrt(mean over the values of a row of (z - x)^2), as the loss RECONSTRUCTION has it. */
const copyError: Margin = {
  isDistance: true,
  evaluate(logits, n, _classes, input, gradient) {
    const d = logits.length / n;
    return Float64Array.from({ length: n }, (_margin, i) => {
      let sum = 0;
      for (let at = i * d; at < (i + 1) * d; at++) sum += ((logits[at] as number) - (input[at] as number)) ** 2;
      const error = Math.sqrt(sum / d);
      for (let at = i * d; gradient && at < (i + 1) * d; at++)
        gradient[at] = error === 0 ? 0 : ((logits[at] as number) - (input[at] as number)) / (d * error);
      return error;
    });
  },
};

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
