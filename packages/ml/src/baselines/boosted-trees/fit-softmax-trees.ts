import { createRng } from "@plimsoll/features";
import { invalidInput } from "../../evaluation/inputs.ts";
import { binMatrix, countedRows } from "./binned-matrix.ts";
import { type BoostedTrees, boostedTrees } from "./boosted-trees-model.ts";
import {
  type BoostedTreesInput,
  checkCategorical,
  checkLabelledRows,
  drawFeatures,
  drawRows,
  joined,
  ones,
  refuseConstantTarget,
} from "./fit-boosted-trees.ts";
import { type GradientPairs, packGradients } from "./gradients.ts";
import { parseBoostedTreesParams } from "./params.ts";
import type { Tree } from "./tree.ts";
import { histogramsOfTree, TreeGrower } from "./tree-grower.ts";

export interface SoftmaxTrees {
  /** One a class: its raw score is `start` plus its trees. */
  classes: readonly BoostedTrees[];
  /** Mean validation loss after each round that was grown; empty without a validation part. */
  validationLoss: readonly number[];
  /** [n, classes] probabilities of [n, d] row-major rows; NaN = missing. */
  predict(x: Float32Array | Float64Array, n: number): Float64Array;
}

/** Gradient-boosted trees for several classes: each round grows one tree a class on the softmax of all raw scores, with gradient
 *  p_c - 1[y = c] and hessian p_c (1 - p_c) k / (k - 1), as `fitBoostedTrees` does otherwise; a round's trees share rows and features.
 *  @param input as for `fitBoostedTrees`, y a class index, without `monotone`; `trees` of its parameters counts rounds. @param nClasses k >= 2.
 *  @returns with a validation part only the rounds up to the lowest validation loss. The same input gives the same model bit for bit.
 *  @throws AppError as `fitBoostedTrees`. Source: Friedman (2001), algorithm 6; the factor of the hessian as in LightGBM. */
export function fitSoftmaxTrees(input: Omit<BoostedTreesInput, "monotone" | "names">, nClasses: number): SoftmaxTrees {
  const params = parseBoostedTreesParams({ ...input.params, objective: "SQUARED_ERROR" });
  const { x, n, d, validation = null } = input;
  const weight = checkLabelledRows(input, d, false);
  const validationWeight = validation ? checkLabelledRows(validation, d, false) : null;
  const nAll = n + (validation?.n ?? 0);
  const y = joined(input.y, validation?.y, nAll);
  for (const label of y)
    if (!Number.isInteger(label) || label < 0 || label >= nClasses)
      throw invalidInput(`Labels must be class indices from 0 to ${nClasses - 1}. Got ${label}.`);
  const rows = countedRows(n, weight);
  refuseConstantTarget(input.y, rows);
  const matrix = binMatrix(
    { x, n },
    validation,
    d,
    weight,
    checkCategorical(input.categorical ?? [], d),
    params.maxBins,
    histogramsOfTree(params),
  );
  const allWeight =
    weight || validationWeight ? joined(weight ?? ones(n), validation ? (validationWeight ?? ones(validation.n)) : undefined, nAll) : null;
  const start = logShares(y, weight, rows, nClasses);
  const raw = start.map((value) => new Float64Array(nAll).fill(value));
  const gradients: GradientPairs = { pairs: new Float64Array(2 * n), magnitude: 0, total: 0, countUnit: 1 };
  const grower = new TreeGrower(matrix, params, null);
  const rng = createRng(params.seed);
  const shares = Array.from({ length: nClasses }, () => new Float64Array(n));
  const trees: Tree[][] = start.map(() => []);
  const losses: number[] = [];
  let [bestLoss, bestSize] = [Number.POSITIVE_INFINITY, 0];
  for (let round = 1; round <= params.trees; round += 1) {
    softmaxInto(shares, raw, n);
    const { grown, passing } = drawRows(rows, n, nAll, params.rowFraction, rng);
    const active = drawFeatures(matrix.features.length, params.featureFraction, rng);
    for (let c = 0; c < nClasses; c += 1) {
      derivatives(c, shares[c] as Float64Array, y, weight, rows, nClasses, gradients);
      // Growing reorders the rows in place, which changes no sum: sums are exact.
      packGradients(grown, gradients);
      trees[c]?.push(grower.grow({ grown, passing }, gradients, active, raw[c] as Float64Array, allWeight));
    }
    if (!validation) continue;
    const loss = meanLoss(raw, y, allWeight, n, nAll);
    losses.push(loss);
    if (loss < bestLoss) [bestLoss, bestSize] = [loss, round];
    if (round - bestSize >= params.earlyStoppingRounds) break;
  }
  const classes = start.map((value, c) => {
    const own = trees[c] as Tree[];
    const kept = validation ? own.slice(0, bestSize) : own;
    return boostedTrees({ format: 1, objective: "SQUARED_ERROR", d, start: value, trees: kept }, []);
  });
  return {
    classes,
    validationLoss: losses,
    predict(xOf, count) {
      const out = classes.map(() => new Float64Array(count));
      softmaxInto(
        out,
        classes.map((model) => model.predictRaw(xOf, count)),
        count,
      );
      return Float64Array.from({ length: count * nClasses }, (_p, at) => out[at % nClasses]?.[Math.floor(at / nClasses)] as number);
    },
  };
}

/** Logarithms of the classes' weighted shares; half a row each, so that a class without rows has a finite one. */
function logShares(y: Float64Array, weight: Float64Array | null, rows: Int32Array, nClasses: number): number[] {
  const totals = new Array<number>(nClasses).fill(0.5);
  for (const i of rows) totals[y[i] as number] = (totals[y[i] as number] as number) + (weight ? (weight[i] as number) : 1);
  const all = totals.reduce((sum, total) => sum + total, 0);
  return totals.map((total) => Math.log(total / all));
}

function softmaxInto(shares: readonly Float64Array[], raw: readonly Float64Array[], n: number): void {
  for (let i = 0; i < n; i += 1) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const scores of raw) largest = Math.max(largest, scores[i] as number);
    let total = 0;
    raw.forEach((scores, c) => {
      const value = Math.exp((scores[i] as number) - largest);
      (shares[c] as Float64Array)[i] = value;
      total += value;
    });
    for (const share of shares) share[i] = (share[i] as number) / total;
  }
}

function derivatives(
  c: number,
  share: Float64Array,
  y: Float64Array,
  weight: Float64Array | null,
  rows: Int32Array,
  nClasses: number,
  out: GradientPairs,
): void {
  const factor = nClasses / (nClasses - 1);
  let [magnitude, total] = [0, 0];
  for (const i of rows) {
    const w = weight ? (weight[i] as number) : 1;
    const p = share[i] as number;
    const g = w * (p - (y[i] === c ? 1 : 0));
    const h = w * factor * p * (1 - p);
    magnitude += Math.abs(g);
    total += h;
    out.pairs[2 * i] = g;
    out.pairs[2 * i + 1] = h;
  }
  out.magnitude = magnitude;
  out.total = total;
}

function meanLoss(raw: readonly Float64Array[], y: Float64Array, weight: Float64Array | null, from: number, to: number): number {
  let [sum, total] = [0, 0];
  for (let i = from; i < to; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    let largest = Number.NEGATIVE_INFINITY;
    for (const scores of raw) largest = Math.max(largest, scores[i] as number);
    let all = 0;
    for (const scores of raw) all += Math.exp((scores[i] as number) - largest);
    sum += w * (Math.log(all) + largest - (raw[y[i] as number]?.[i] as number));
    total += w;
  }
  return sum / total;
}
