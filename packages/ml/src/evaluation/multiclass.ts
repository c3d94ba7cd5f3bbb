import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { type BootstrapOptions, bootstrapIntervals, DEFAULT_BOOTSTRAP } from "./bootstrap.ts";
import { checkFinite, checkProbabilities, checkSameLength, invalidInput, type Values } from "./inputs.ts";
import { metricValues } from "./metric-values.ts";
import { LOG_LOSS_CLIP } from "./probability.ts";

/** Metric names of a multiclass task, in the order of `evaluateMulticlass`. */
export const MULTICLASS_METRICS = ["accuracy", "majority_accuracy", "macro_f1", "log_loss"] as const;

export interface MulticlassEvaluation {
  /** [n] class index, 0 to k - 1. */
  y: Values;
  /** [n, k] row-major probabilities in [0, 1], each row summing to 1. */
  score: Values;
  /** Number of classes k, at least 2. */
  nClasses: number;
  split: DataSplit;
  /** Null: no intervals. Unless given 1,000 replicates, fewer above 200,000 rows. */
  bootstrap?: BootstrapOptions | null;
}

/** The metrics of a multiclass model on one part of the data, each with its 95 % percentile bootstrap interval (`bootstrapIntervals`).
 *  The predicted class is the one of highest probability, the lowest index on a draw. accuracy = share decided rightly;
 *  majority_accuracy = share of the most frequent class; macro_f1 = mean f1 of the classes that occur among labels or predictions;
 *  log_loss = mean of -ln(probability of the true class), clipped to [1e-15, 1], nats.
 *  @returns `MULTICLASS_METRICS` in that order; low and high are null without a bootstrap. One class only among the labels is allowed.
 *  @throws AppError "INVALID_INPUT" if empty, the lengths are not n and n * k, a label is not a class index, a score is not a
 *  probability, or a row does not sum to 1 within 1e-3. */
export function evaluateMulticlass({ y, score, nClasses, split, bootstrap = DEFAULT_BOOTSTRAP }: MulticlassEvaluation): MetricValue[] {
  const n = y.length;
  check(y, score, nClasses);
  // Label and prediction as one cell of the confusion table: a replicate then only adds up its cells.
  const cell = new Uint32Array(n);
  const logged = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let predicted = 0;
    for (let k = 1; k < nClasses; k += 1) {
      if ((score[i * nClasses + k] as number) > (score[i * nClasses + predicted] as number)) predicted = k;
    }
    const label = y[i] as number;
    cell[i] = label * nClasses + predicted;
    logged[i] = -Math.log(Math.max(score[i * nClasses + label] as number, LOG_LOSS_CLIP));
  }
  const table = new Float64Array(nClasses * nClasses);
  const fill = (counts: Uint16Array, out: Float64Array): boolean => {
    table.fill(0);
    let loggedSum = 0;
    for (let i = 0; i < n; i += 1) {
      const count = counts[i] as number;
      const at = cell[i] as number;
      table[at] = (table[at] as number) + count;
      loggedSum += count * (logged[i] as number);
    }
    const summary = summarise(table, nClasses);
    out[0] = summary.right / n;
    out[1] = summary.mostFrequent / n;
    out[2] = summary.macroF1;
    out[3] = loggedSum / n;
    return true;
  };
  const values = new Float64Array(MULTICLASS_METRICS.length);
  fill(new Uint16Array(n).fill(1), values);
  return metricValues(MULTICLASS_METRICS, split, values, bootstrap && bootstrapIntervals(n, MULTICLASS_METRICS.length, fill, bootstrap));
}

function summarise(table: Float64Array, nClasses: number): { right: number; mostFrequent: number; macroF1: number } {
  let right = 0;
  let mostFrequent = 0;
  let f1Sum = 0;
  let nOccurring = 0;
  for (let k = 0; k < nClasses; k += 1) {
    let labelled = 0;
    let predicted = 0;
    for (let other = 0; other < nClasses; other += 1) {
      labelled += table[k * nClasses + other] as number;
      predicted += table[other * nClasses + k] as number;
    }
    const hit = table[k * nClasses + k] as number;
    right += hit;
    mostFrequent = Math.max(mostFrequent, labelled);
    if (labelled + predicted === 0) continue;
    nOccurring += 1;
    f1Sum += (2 * hit) / (labelled + predicted);
  }
  return { right, mostFrequent, macroF1: f1Sum / nOccurring };
}

function check(y: Values, score: Values, nClasses: number): void {
  if (!Number.isInteger(nClasses) || nClasses < 2) throw invalidInput(`'nClasses' must be a whole number of at least 2. Got ${nClasses}.`);
  checkSameLength("score", score.length, "y times nClasses", y.length * nClasses);
  checkFinite("score", score);
  checkProbabilities("score", score);
  for (let i = 0; i < y.length; i += 1) {
    const label = y[i] as number;
    if (!Number.isInteger(label) || label < 0 || label >= nClasses) {
      throw invalidInput(`Labels must be class indices from 0 to ${nClasses - 1}. Row ${i} is ${label}.`, { row: i });
    }
    let sum = 0;
    for (let k = 0; k < nClasses; k += 1) sum += score[i * nClasses + k] as number;
    if (Math.abs(sum - 1) > 1e-3)
      throw invalidInput(`Probabilities of a row must sum to 1. Row ${i} sums to ${sum}; pass softmax outputs.`, { row: i });
  }
}
