import { eachBin } from "@plimsoll/features";
import type { LogisticModel } from "../baselines/logistic.ts";
import type { Scorecard } from "../baselines/scorecard/fit-scorecard.ts";
import { checkSameLength } from "../evaluation/inputs.ts";

/** Exact Shapley values of an additive score: [n, d] row-major, which with `base` add up to each row's score. */
export interface AdditiveShapley {
  values: Float64Array;
  base: number;
}

type Matrix = Float32Array | Float64Array;

/**
 * Exact Shapley values of a logistic regression in log-odds: value_j = weight_j (x_j - mean of background_j), base = bias + weights . means.
 * Features are taken as independent (interventional). @param x [n, d] @param background [m, d] row-major.
 * @throws AppError "INVALID_INPUT" if sizes do not agree. Source: Strumbelj and Kononenko (2014).
 */
export function linearShapley({ weights, bias }: LogisticModel, x: Matrix, n: number, background: Matrix, m: number): AdditiveShapley {
  const d = weights.length;
  checkSameLength("x", x.length, "n times d", n * d);
  checkSameLength("background", background.length, "m times d", m * d);
  const mean = Float64Array.from({ length: d }, (_mean, j) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += background[i * d + j] as number;
    return sum / m;
  });
  const values = Float64Array.from(
    { length: n * d },
    (_value, at) => (weights[at % d] as number) * ((x[at] as number) - (mean[at % d] as number)),
  );
  return { values, base: weights.reduce((sum, weight, j) => sum + weight * (mean[j] as number), bias) };
}

/**
 * Exact Shapley values of a scorecard in log-odds of bad: value_j = weight_j (WoE of the row's bin - mean WoE of the background), 0 for columns
 * that are no characteristic. @param x [n, d] @param background [m, d] row-major, NaN = missing.
 */
export function scorecardShapley(card: Scorecard, x: Matrix, n: number, background: Matrix, m: number): AdditiveShapley {
  const d = card.candidates.length;
  checkSameLength("x", x.length, "n times d", n * d);
  checkSameLength("background", background.length, "m times d", m * d);
  const values = new Float64Array(n * d);
  let base = card.bias;
  for (const characteristic of card.characteristics) {
    let mean = 0;
    eachBin(characteristic, background, m, d, (_row, bin) => {
      mean += (bin?.woe ?? 0) / m;
    });
    base += characteristic.weight * mean;
    eachBin(characteristic, x, n, d, (row, bin) => {
      values[row * d + characteristic.feature] = characteristic.weight * ((bin?.woe ?? 0) - mean);
    });
  }
  return { values, base };
}
