import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { checkRows } from "./matrix-with-gaps.ts";
import { BLOCK_ROWS, compileTrees } from "./predictor.ts";
import { Tree } from "./tree.ts";

/** Everything that a fitted model is: plain JSON. */
export const BoostedTreesJson = z.strictObject({
  format: z.literal(1),
  objective: z.enum(["LOGISTIC", "SQUARED_ERROR", "HUBER"]),
  /** Columns of x. */
  d: z.int().min(1),
  /** Raw score before the first tree. */
  start: z.number(),
  trees: z.array(Tree),
});
export type BoostedTreesJson = z.output<typeof BoostedTreesJson>;

export interface BoostedTrees {
  readonly trees: readonly Tree[];
  /** Raw score before the first tree: the log-odds of the base rate, or the mean. */
  readonly start: number;
  /** Columns of x. */
  readonly d: number;
  /** Mean validation loss after each tree that was grown, dropped ones included; empty without a validation part. */
  readonly validationLoss: readonly number[];
  /** Probabilities of label 1 (LOGISTIC) or values (SQUARED_ERROR), [n], of [n, d] row-major rows; NaN = missing. */
  predict(x: Float32Array | Float64Array, n: number): Float64Array;
  /** Raw scores: `start` plus the values of the trees. */
  predictRaw(x: Float32Array | Float64Array, n: number): Float64Array;
  /** [d] total gain of the splits on each feature. */
  importance(): Float64Array;
  toJSON(): BoostedTreesJson;
}

/** A model from its JSON; it predicts bit for bit as the model that wrote it.
 *  @throws AppError "INVALID_INPUT" where the JSON is not of such a model. */
export function readBoostedTrees(json: unknown): BoostedTrees {
  const parsed = BoostedTreesJson.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidInput(
      `This is not a stored model of boosted trees: ${issue?.path.join(".")} ${issue?.message}. Pass what its toJSON wrote.`,
    );
  }
  parsed.data.trees.forEach((tree, at) => {
    checkTree(tree, at, parsed.data.d);
  });
  return boostedTrees(parsed.data, []);
}

export function boostedTrees(json: BoostedTreesJson, validationLoss: readonly number[]): BoostedTrees {
  const { trees, start, d, objective } = json;
  let compiled: ReturnType<typeof compileTrees> | null = null;
  const predictRaw = (x: Float32Array | Float64Array, n: number): Float64Array => {
    checkRows(x, n, d);
    compiled ??= compileTrees(trees);
    const out = new Float64Array(n);
    const block = new Float64Array(BLOCK_ROWS);
    for (let from = 0; from < n; from += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, n - from);
      block.fill(start);
      compiled.addTo(block, x, d, from, size);
      out.set(size === BLOCK_ROWS ? block : block.subarray(0, size), from);
    }
    return out;
  };
  return {
    trees,
    start,
    d,
    validationLoss,
    predictRaw,
    predict(x, n) {
      const out = predictRaw(x, n);
      if (objective === "LOGISTIC") for (let i = 0; i < n; i += 1) out[i] = 1 / (1 + Math.exp(-(out[i] as number)));
      return out;
    },
    importance() {
      const total = new Float64Array(d);
      for (const tree of trees) {
        tree.feature.forEach((feature, k) => {
          if (feature >= 0) total[feature] = (total[feature] as number) + (tree.gain[k] as number);
        });
      }
      return total;
    },
    toJSON: () => json,
  };
}

/** Children must come after their parent, so that every walk ends at a leaf. */
function checkTree(tree: Tree, at: number, d: number): void {
  const size = tree.feature.length;
  const lists = [tree.threshold, tree.categories, tree.missingLeft, tree.left, tree.right, tree.value, tree.gain, tree.cover];
  if (size === 0 || lists.some((list) => list.length !== size))
    throw invalidInput(`Tree ${at} has lists of different lengths or none; pass what toJSON wrote.`);
  tree.feature.forEach((feature, node) => {
    const children = [tree.left[node] as number, tree.right[node] as number];
    const fits = feature === -1 ? children.every((child) => child === -1) : children.every((child) => child > node && child < size);
    if (!fits || feature < -1 || feature >= d)
      throw invalidInput(`Tree ${at}, node ${node} does not fit its tree or the ${d} columns; pass what toJSON wrote.`);
  });
}
