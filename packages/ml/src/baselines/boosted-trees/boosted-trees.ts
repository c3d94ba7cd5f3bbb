import { createRng } from "@plimsoll/features";
import type { BaselineDefinition, BaselineInput } from "../baseline.ts";
import type { BoostedTrees } from "./boosted-trees-model.ts";
import { fitBoostedTrees, type LabelledRows } from "./fit-boosted-trees.ts";
import type { BoostedTreesOptions } from "./params.ts";

/** Small trees on drawn rows and features: by cross-validation within the training rows of card default, loans, insurance fraud and
 *  bankruptcy the setting that is never far from the best. */
const SETTING: BoostedTreesOptions = {
  trees: 1500,
  learningRate: 0.03,
  leaves: 15,
  l2: 5,
  featureFraction: 0.4,
  rowFraction: 0.7,
  earlyStoppingRounds: 60,
};
const HELD_OUT = 0.15;
/** Rows of the rarer class below which a held-out part says too little about the number of trees. */
const FEWEST_TO_HOLD_OUT = 100;
const TREES_WITHOUT_HOLD_OUT = 150;

/** Boosted trees with the number of trees that suits the data: grown on 85 % of the rows until the log-loss on the other 15 % falls no
 *  more, then grown again on all rows with as many trees. Where the rarer class has fewer than 100 rows, 150 trees.
 *  @param input rows, finite or NaN for missing, and the seed of all draws, 0 unless given.
 *  @throws AppError as `fitBoostedTrees`. */
export function fitStoppedBoostedTrees(input: BaselineInput, seed = 0): BoostedTrees {
  return fitBoostedTrees({ ...input, params: { ...SETTING, trees: chooseTrees(input, seed), seed } });
}

function chooseTrees(input: BaselineInput, seed: number): number {
  const { n, y } = input;
  let nPositive = 0;
  for (let i = 0; i < n; i += 1) nPositive += y[i] === 1 ? 1 : 0;
  if (Math.min(nPositive, n - nPositive) < FEWEST_TO_HOLD_OUT) return TREES_WITHOUT_HOLD_OUT;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  createRng(seed).shuffle(order);
  // Each class gives its share, so that a rare one is in both parts.
  const toHold = [Math.round(HELD_OUT * (n - nPositive)), Math.round(HELD_OUT * nPositive)];
  const isHeld = new Uint8Array(n);
  for (const i of order) {
    const label = y[i] === 1 ? 1 : 0;
    const left = toHold[label] as number;
    if (left === 0) continue;
    isHeld[i] = 1;
    toHold[label] = left - 1;
  }
  const [train, validation] = [partOf(input, isHeld, 0), partOf(input, isHeld, 1)];
  const model = fitBoostedTrees({ ...train, d: input.d, validation, params: { ...SETTING, seed } });
  return Math.max(1, model.trees.length);
}

function partOf({ x, y, n, d, weight }: BaselineInput, isHeld: Uint8Array, side: 0 | 1): LabelledRows {
  const rows: number[] = [];
  for (let i = 0; i < n; i += 1) if (isHeld[i] === side) rows.push(i);
  const part = { x: new Float64Array(rows.length * d), y: rows.map((i) => y[i] as number), n: rows.length };
  rows.forEach((i, k) => {
    part.x.set(x.subarray(i * d, (i + 1) * d), k * d);
  });
  return weight ? { ...part, weight: rows.map((i) => weight[i] as number) } : part;
}

/** Gradient-boosted trees as a baseline; unlike the others it takes missing values as they are. */
export const boostedTrees: BaselineDefinition = {
  name: "BOOSTED_TREES",
  title: "Gradient-boosted trees",
  fit: (input) => fitStoppedBoostedTrees(input),
};
