import type { LossDefinition } from "./loss.ts";
import { membersMean } from "./members-mean.ts";

const TRIM_SHARE = 0.1;

/**
 * How far a network's copy of its own input is from it: e = sqrt((1 / d) sum over the d values of a row of (z - x)^2), on encoded columns, so about in standard
 * deviations. The prediction is that error: the anomaly score of a row. The target column is not read.
 *
 * Rows to be trained on hold the very anomalies that are looked for, and the squared error would learn them first. So the error of a row counts by
 * its root, and of each batch only the best-copied rows count: the mean over ceil(n (1 - trimShare)) of them, times n. Of rows that tie at the border the
 * first in the batch stay. Source: Zhou and Paffenroth (2017), the row-wise norm; Rousseeuw (1984), least trimmed squares.
 */
export const reconstruction: LossDefinition = {
  name: "RECONSTRUCTION",
  tasks: ["ANOMALY"],
  create({ nInputs, options: { trimShare } }) {
    const errorOf = (logits: Float32Array, input: Float32Array, row: number): number => {
      let sum = 0;
      for (let at = row * nInputs; at < (row + 1) * nInputs; at++) {
        const difference = (logits[at] as number) - (input[at] as number);
        sum += difference * difference;
      }
      return Math.sqrt(sum / nInputs);
    };
    return {
      name: "RECONSTRUCTION",
      nOutputs: nInputs,
      quantiles: null,

      evaluate(logits, { n, weight, input }, gradient) {
        const errors = Float64Array.from({ length: n }, (_row, i) => errorOf(logits, input, i));
        const kept = Math.ceil(n * (1 - (trimShare ?? TRIM_SHARE)));
        const byError = Array.from(errors, (_error, i) => i).sort((a, b) => (errors[a] as number) - (errors[b] as number) || a - b);
        gradient?.fill(0);
        let sum = 0;
        for (const i of byError.slice(0, kept)) {
          const w = weight ? (weight[i] as number) : 1;
          const error = errors[i] as number;
          sum += w * error;
          if (!gradient || error === 0) continue;
          const factor = w / (kept * nInputs * error);
          for (let at = i * nInputs; at < (i + 1) * nInputs; at++) gradient[at] = factor * ((logits[at] as number) - (input[at] as number));
        }
        return (sum * n) / kept;
      },

      countCorrect: null,
      pool: membersMean,
      condense: (logits, n, input) => Float32Array.from({ length: n }, (_row, i) => errorOf(logits, input, i)),
      predict: (errors) => errors.slice(),
    };
  },
};
