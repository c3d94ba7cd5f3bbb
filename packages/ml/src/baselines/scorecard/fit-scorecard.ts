import { type BinnedFeature, binFeature, eachBin, type WoeBin } from "@plimsoll/features";
import type { Values } from "../../evaluation/inputs.ts";
import { checkRows } from "../boosted-trees/matrix-with-gaps.ts";
import { fitLogistic, type LogisticModel } from "../logistic.ts";
import { parseScorecardParams, type ScorecardOptions, type ScorecardParams } from "./params.ts";
import { checkScorecardInput } from "./scorecard-input.ts";

export interface ScorecardInput {
  /** [n, d] row-major, finite or NaN for missing. */
  x: Float32Array | Float64Array;
  /** [n] labels, 1 = bad. */
  y: Values;
  n: number;
  d: number;
  /** [n] finite and >= 0; ones unless given. */
  weight?: Values;
  params?: ScorecardOptions;
  /** Columns that hold codes without an order. */
  categorical?: readonly number[];
}

/** A characteristic of the card: its bins, each with its points. */
export interface Characteristic {
  feature: number;
  iv: number;
  /** Weight of the characteristic's weight of evidence in the log-odds of bad, > 0. */
  weight: number;
  bins: (WoeBin & { points: number })[];
}

export interface Scorecard {
  characteristics: readonly Characteristic[];
  /** Every feature with its bins and information value, those left out included, and why. */
  candidates: readonly (BinnedFeature & { leftOut: "LOW_IV" | "CORRELATED" | "NEGATIVE_WEIGHT" | null })[];
  /** Log-odds of bad where every weight of evidence is 0. */
  bias: number;
  /** Points of a row in no bin of any characteristic; `score` is this plus, for each, what its bin's points differ from neutral. */
  neutralPoints: number;
  /** Probabilities of bad, [n]. */
  predict(x: Float32Array | Float64Array, n: number): Float64Array;
  /** Points, [n], not rounded: more = better. */
  score(x: Float32Array | Float64Array, n: number): Float64Array;
}

/** Scorecard: monotone weights of evidence, selected, weighed by logistic regression and scaled to points.
 *  ln(odds of bad) = bias + sum of weight_j * WoE_j; score = baseScore + (pointsToDoubleOdds / ln 2) * (ln(odds of good) - ln(baseOdds)).
 *  A bin's points are its part of the score, the constant part shared evenly, so that a row's score is the sum of its bins' points.
 *  Selection: information value >= minIv; of two characteristics whose weights of evidence correlate beyond maxCorrelation that of higher
 *  information value; then, one at a time, characteristics whose weight is not positive leave, since they would contradict their bins.
 *  @param input rows; those of weight 0 are left out. Whole weights count as repeated rows.
 *  @returns the card; with no characteristic left it gives every row the base rate. Values outside all bins have weight of evidence 0.
 *  @throws AppError "INVALID_INPUT" for sizes, cells, labels, weights or parameters that are not allowed; "DEGENERATE_TARGET" if the rows
 *  that count are of one class. Source: Siddiqi (2006), "Credit Risk Scorecards", chapter 6. */
export function fitScorecard(input: ScorecardInput): Scorecard {
  const params = parseScorecardParams(input.params);
  const { x, y, weight, n, d, isCategorical } = checkScorecardInput(input);
  const candidates = Array.from({ length: d }, (_, feature) => {
    const column = Float64Array.from({ length: n }, (_, i) => x[i * d + feature] as number);
    return {
      ...binFeature({ feature, column, y, weight, isCategorical: isCategorical(feature), options: params }),
      leftOut: null as Reason | null,
    };
  });
  const woe = candidates.map((candidate) => columnOfWoe(candidate, x, n, d));
  const byIv = candidates.map((_, at) => at).sort((a, b) => (candidates[b]?.iv ?? 0) - (candidates[a]?.iv ?? 0) || a - b);
  let chosen: number[] = [];
  for (const at of byIv) {
    const candidate = candidates[at] as Candidate;
    if (candidate.iv < params.minIv || candidate.bins.length < 2) candidate.leftOut = "LOW_IV";
    else if (
      chosen.some((other) => Math.abs(correlation(woe[at] as Float64Array, woe[other] as Float64Array, weight)) > params.maxCorrelation)
    )
      candidate.leftOut = "CORRELATED";
    else chosen.push(at);
  }

  let model = fitOn(chosen, woe, y, weight, n, params);
  while (chosen.length > 0) {
    const lowest = model.weights.reduce((low, value, k) => (value < (model.weights[low] as number) ? k : low), 0);
    if ((model.weights[lowest] as number) > 0) break;
    (candidates[chosen[lowest] as number] as Candidate).leftOut = "NEGATIVE_WEIGHT";
    chosen = chosen.filter((_, k) => k !== lowest);
    model = fitOn(chosen, woe, y, weight, n, params);
  }
  return scorecard(candidates, chosen, model, params, d);
}

type Reason = "LOW_IV" | "CORRELATED" | "NEGATIVE_WEIGHT";
type Candidate = BinnedFeature & { leftOut: Reason | null };

function scorecard(
  candidates: readonly Candidate[],
  chosen: readonly number[],
  { weights, bias }: LogisticModel,
  params: ScorecardParams,
  d: number,
): Scorecard {
  const factor = params.pointsToDoubleOdds / Math.LN2;
  const neutralPoints = params.baseScore - factor * (bias + Math.log(params.baseOdds));
  const share = neutralPoints / Math.max(1, chosen.length);
  const characteristics = chosen.map((at, k): Characteristic => {
    const { feature, bins, iv } = candidates[at] as Candidate;
    const weight = weights[k] as number;
    return { feature, iv, weight, bins: bins.map((bin) => ({ ...bin, points: share - factor * weight * bin.woe })) };
  });
  const logOdds = (x: Float32Array | Float64Array, n: number): Float64Array => {
    checkRows(x, n, d);
    const out = new Float64Array(n).fill(bias);
    for (const characteristic of characteristics) {
      eachBin(characteristic, x, n, d, (row, bin) => {
        if (bin) out[row] = (out[row] as number) + characteristic.weight * bin.woe;
      });
    }
    return out;
  };
  return {
    characteristics,
    candidates,
    bias,
    neutralPoints,
    predict: (x, n) => logOdds(x, n).map((value) => 1 / (1 + Math.exp(-value))),
    score: (x, n) => logOdds(x, n).map((value) => params.baseScore - factor * (value + Math.log(params.baseOdds))),
  };
}

function columnOfWoe(candidate: BinnedFeature, x: Float64Array, n: number, d: number): Float64Array {
  const out = new Float64Array(n);
  eachBin(candidate, x, n, d, (row, bin) => {
    out[row] = bin?.woe ?? 0;
  });
  return out;
}

function fitOn(
  chosen: readonly number[],
  woe: readonly Float64Array[],
  y: Float64Array,
  weight: Float64Array | null,
  n: number,
  { l2 }: ScorecardParams,
): LogisticModel {
  // A column of zeros stands for no column: it gets weight 0 and leaves the base rate.
  const d = Math.max(1, chosen.length);
  const x = new Float64Array(n * d);
  chosen.forEach((at, k) => {
    const column = woe[at] as Float64Array;
    for (let i = 0; i < n; i += 1) x[i * d + k] = column[i] as number;
  });
  return fitLogistic({ x, y, n, d, l2, ...(weight ? { weight } : {}) });
}

function correlation(a: Float64Array, b: Float64Array, weight: Float64Array | null): number {
  let [total, meanA, meanB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    total += w;
    meanA += w * (a[i] as number);
    meanB += w * (b[i] as number);
  }
  meanA /= total;
  meanB /= total;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    const [da, db] = [(a[i] as number) - meanA, (b[i] as number) - meanB];
    ab += w * da * db;
    aa += w * da * da;
    bb += w * db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
