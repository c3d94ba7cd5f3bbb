import { z } from "zod";

const numbers = z.array(z.number());

/** One regression tree as plain lists, node 0 the root, children after their parent; it goes through JSON unchanged.
 *  A row goes left at node k if its value of `feature[k]` is <= `threshold[k]`, or in `categories[k]` where that is a list;
 *  a missing value goes left if `missingLeft[k]`. A leaf has feature, left and right -1. */
export const Tree = z.strictObject({
  /** Column of x; -1 at a leaf. */
  feature: z.array(z.int()),
  /** Cut of a numeric split, 0 elsewhere. */
  threshold: numbers,
  /** Codes that go left at a split by categories; null elsewhere. */
  categories: z.array(z.nullable(numbers)),
  missingLeft: z.array(z.boolean()),
  left: z.array(z.int()),
  right: z.array(z.int()),
  /** What the node would add to the raw score as a leaf, learning rate included. */
  value: numbers,
  /** Reduction of the loss by the split, times two; 0 at a leaf. */
  gain: numbers,
  /** Sum of the weights of the training rows that the tree was grown on and that reach the node. */
  cover: numbers,
});
export type Tree = z.output<typeof Tree>;

export function emptyTree(): Tree {
  return { feature: [], threshold: [], categories: [], missingLeft: [], left: [], right: [], value: [], gain: [], cover: [] };
}

/** Appends a leaf and returns its index. */
export function addLeaf(tree: Tree, value: number): number {
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.categories.push(null);
  tree.missingLeft.push(false);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(value);
  tree.gain.push(0);
  tree.cover.push(0);
  return tree.feature.length - 1;
}
