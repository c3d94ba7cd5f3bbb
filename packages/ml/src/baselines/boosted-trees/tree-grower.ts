import type { FeatureBins } from "@plimsoll/features";
import type { BinnedMatrix } from "./binned-matrix.ts";
import type { GradientPairs } from "./gradients.ts";
import { type Histogram, HistogramBuilder } from "./histogram.ts";
import { emptySplit, leafValue, type NodeSums, type SplitCandidate, type SplitSearch } from "./node-split.ts";
import type { BoostedTreesParams } from "./params.ts";
import { findSplit } from "./split.ts";
import { addLeaf, emptyTree, type Tree } from "./tree.ts";

/** Row indices, of which each leaf holds a run. */
interface Segment {
  from: number;
  to: number;
}

interface Leaf extends NodeSums {
  node: number;
  depth: number;
  /** Rows that the tree is grown on. */
  grown: Segment;
  /** Rows that only pass through: of the validation part, or left out by row sampling. */
  passing: Segment;
  histogram: Histogram | null;
  split: SplitCandidate;
}

export interface TreeRows {
  /** Rows to grow on; reordered in place. */
  grown: Int32Array;
  /** Rows to score only; reordered in place. */
  passing: Int32Array;
}

/** Histograms that a tree holds at a time: one a leaf, and one that is being built. */
export const histogramsOfTree = ({ leaves }: BoostedTreesParams): number => leaves + 1;

/** Grows trees leaf by leaf: the leaf whose split saves most is split next, until none saves anything or the leaves are used up. */
export class TreeGrower {
  readonly #matrix: BinnedMatrix;
  readonly #params: BoostedTreesParams;
  readonly #direction: Int8Array | null;
  readonly #histograms: HistogramBuilder;
  readonly #leaves: Leaf[];
  readonly #goesLeft = new Uint8Array(256);
  #held = new Int32Array(0);

  /** @param direction [features] -1, 0 or 1, null when none is constrained. */
  constructor(matrix: BinnedMatrix, params: BoostedTreesParams, direction: Int8Array | null) {
    this.#matrix = matrix;
    this.#params = params;
    this.#direction = direction;
    this.#histograms = new HistogramBuilder(matrix, histogramsOfTree(params));
    this.#leaves = Array.from({ length: params.leaves }, () => ({
      node: 0,
      depth: 0,
      grown: { from: 0, to: 0 },
      passing: { from: 0, to: 0 },
      gradient: 0,
      packed: 0,
      lowest: Number.NEGATIVE_INFINITY,
      highest: Number.POSITIVE_INFINITY,
      histogram: null,
      split: emptySplit(),
    }));
  }

  /** Grows one tree on the gradients given and adds its leaves' values to `raw`, of grown and passing rows alike.
   *  @param active ascending indices of the features in use. @param weight [n] for cover, null = ones. */
  grow({ grown, passing }: TreeRows, gradients: GradientPairs, active: Int32Array, raw: Float64Array, weight: Float64Array | null): Tree {
    const { pairs, countUnit } = gradients;
    const search: SplitSearch = { matrix: this.#matrix, params: this.#params, direction: this.#direction, countUnit };
    const activeWords = Int32Array.from(new Set(Array.from(active, (at) => at >> 2)));
    const tree = emptyTree();
    const root = this.#leaves[0] as Leaf;
    root.node = 0;
    root.depth = 0;
    Object.assign(root.grown, { from: 0, to: grown.length });
    Object.assign(root.passing, { from: 0, to: passing.length });
    root.gradient = 0;
    root.packed = 0;
    root.lowest = Number.NEGATIVE_INFINITY;
    root.highest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < grown.length; k += 1) {
      const i = grown[k] as number;
      root.gradient += pairs[2 * i] as number;
      root.packed += pairs[2 * i + 1] as number;
    }
    addLeaf(tree, this.#valueOf(root, countUnit));
    let nLeaves = 1;
    if (this.#mayBeSplit(root)) {
      root.histogram = this.#histograms.take();
      this.#histograms.build(root.histogram, grown, 0, grown.length, pairs, activeWords);
    }
    this.#search(search, root, active);

    while (nLeaves < this.#params.leaves) {
      const leaf = this.#bestLeaf(nLeaves);
      if (!leaf) break;
      const right = this.#leaves[nLeaves] as Leaf;
      nLeaves += 1;
      this.#split(tree, leaf, right, grown, passing, countUnit);
      if (nLeaves === this.#params.leaves) break;
      this.#histogramsOfChildren(leaf, right, grown, pairs, activeWords);
      this.#search(search, leaf, active);
      this.#search(search, right, active);
    }
    this.#finish(tree, nLeaves, { grown, passing }, raw, weight);
    return tree;
  }

  #mayBeSplit({ grown, depth }: Leaf): boolean {
    return grown.to - grown.from >= 2 * this.#params.minDataInLeaf && depth < (this.#params.maxDepth ?? Number.POSITIVE_INFINITY);
  }

  #search(search: SplitSearch, leaf: Leaf, active: Int32Array): void {
    leaf.split.gain = 0;
    if (!leaf.histogram) return;
    findSplit(search, leaf.histogram, leaf, active, leaf.split);
    if (leaf.split.gain > 0) return;
    this.#histograms.release(leaf.histogram);
    leaf.histogram = null;
  }

  #bestLeaf(nLeaves: number): Leaf | null {
    let best: Leaf | null = null;
    for (let k = 0; k < nLeaves; k += 1) {
      const leaf = this.#leaves[k] as Leaf;
      if (leaf.split.gain > (best?.split.gain ?? 0)) best = leaf;
    }
    return best;
  }

  /** Turns a leaf into a node; the leaf object goes on as its left child. */
  #split(tree: Tree, leaf: Leaf, right: Leaf, grown: Int32Array, passing: Int32Array, countUnit: number): void {
    const { split, node } = leaf;
    const feature = this.#matrix.features[split.at] as FeatureBins;
    this.#fillGoesLeft(feature, split);
    const grownMiddle = this.#partition(grown, leaf.grown, split.at);
    const passingMiddle = this.#partition(passing, leaf.passing, split.at);

    right.depth = leaf.depth + 1;
    leaf.depth += 1;
    Object.assign(right.grown, { from: grownMiddle, to: leaf.grown.to });
    leaf.grown.to = grownMiddle;
    Object.assign(right.passing, { from: passingMiddle, to: leaf.passing.to });
    leaf.passing.to = passingMiddle;
    right.gradient = leaf.gradient - split.leftGradient;
    right.packed = leaf.packed - split.leftPacked;
    leaf.gradient = split.leftGradient;
    leaf.packed = split.leftPacked;
    right.lowest = leaf.lowest;
    right.highest = leaf.highest;
    const direction = this.#direction ? (this.#direction[split.at] as number) : 0;
    if (direction !== 0) {
      // Every value below the left child stays on its side of the middle, every value below the right child on the other.
      const middle = (this.#valueOf(leaf, countUnit) + this.#valueOf(right, countUnit)) / 2;
      if (direction > 0) leaf.highest = right.lowest = middle;
      else leaf.lowest = right.highest = middle;
    }

    tree.feature[node] = feature.feature;
    if (split.leftBins)
      tree.categories[node] = split.leftBins.filter((bin) => bin < feature.nBins).map((bin) => feature.categories[bin] as number);
    // The last bin has no upper end: a cut there parts missing from present values.
    else tree.threshold[node] = feature.upper[split.bin] ?? Number.MAX_VALUE;
    tree.missingLeft[node] = split.missingLeft;
    tree.gain[node] = split.gain;
    leaf.node = addLeaf(tree, this.#valueOf(leaf, countUnit));
    right.node = addLeaf(tree, this.#valueOf(right, countUnit));
    tree.left[node] = leaf.node;
    tree.right[node] = right.node;
  }

  #fillGoesLeft(feature: FeatureBins, split: SplitCandidate): void {
    this.#goesLeft.fill(0);
    if (split.leftBins) for (const bin of split.leftBins) this.#goesLeft[bin] = 1;
    else this.#goesLeft.fill(1, 0, split.bin + 1);
    this.#goesLeft[feature.nBins] = split.missingLeft ? 1 : 0;
  }

  /** Puts a segment's left-going rows first, each side in its old order; returns where the right side starts. */
  #partition(rows: Int32Array, { from, to }: Segment, at: number): number {
    if (this.#held.length < to - from) this.#held = new Int32Array(to - from);
    return partitionRows(rows, from, to, this.#matrix.bins, this.#matrix.stride, at, this.#goesLeft, this.#held);
  }

  #histogramsOfChildren(left: Leaf, right: Leaf, grown: Int32Array, pairs: Float64Array, activeWords: Int32Array): void {
    const parent = left.histogram;
    left.histogram = null;
    right.histogram = null;
    if (!parent) return;
    const leftIsSmaller = left.grown.to - left.grown.from <= right.grown.to - right.grown.from;
    const [smaller, larger] = leftIsSmaller ? [left, right] : [right, left];
    if (!this.#mayBeSplit(larger)) {
      this.#histograms.release(parent);
      return;
    }
    const built = this.#histograms.take();
    this.#histograms.build(built, grown, smaller.grown.from, smaller.grown.to, pairs, activeWords);
    this.#histograms.subtract(parent, built);
    larger.histogram = parent;
    if (this.#mayBeSplit(smaller)) smaller.histogram = built;
    else this.#histograms.release(built);
  }

  #valueOf({ gradient, packed, lowest, highest }: NodeSums, countUnit: number): number {
    const hessian = packed - Math.floor(packed / countUnit) * countUnit;
    return leafValue(gradient, hessian + this.#params.l2, lowest, highest) * this.#params.learningRate;
  }

  /** Adds the leaves' values to the raw scores and the rows' weights to the covers, and gives the histograms back. */
  #finish(tree: Tree, nLeaves: number, { grown, passing }: TreeRows, raw: Float64Array, weight: Float64Array | null): void {
    for (let k = 0; k < nLeaves; k += 1) {
      const leaf = this.#leaves[k] as Leaf;
      if (leaf.histogram) this.#histograms.release(leaf.histogram);
      leaf.histogram = null;
      const value = tree.value[leaf.node] as number;
      tree.cover[leaf.node] = addToRows(raw, value, grown, leaf.grown.from, leaf.grown.to, weight);
      addToRows(raw, value, passing, leaf.passing.from, leaf.passing.to, null);
    }
    for (let node = tree.feature.length - 1; node >= 0; node -= 1) {
      const left = tree.left[node] as number;
      if (left >= 0) tree.cover[node] = (tree.cover[left] as number) + (tree.cover[tree.right[node] as number] as number);
    }
  }
}

function partitionRows(
  rows: Int32Array,
  from: number,
  to: number,
  bins: Uint8Array,
  stride: number,
  at: number,
  goesLeft: Uint8Array,
  held: Int32Array,
): number {
  let left = from;
  let right = 0;
  for (let k = from; k < to; k += 1) {
    const row = rows[k] as number;
    const isLeft = goesLeft[bins[row * stride + at] as number] as number;
    // Both sides are written and one of them moves on: no branch to mispredict.
    rows[left] = row;
    held[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let k = 0; k < right; k += 1) rows[left + k] = held[k] as number;
  return left;
}

/** Adds a value to the raw scores of a segment; returns the sum of the rows' weights. */
function addToRows(raw: Float64Array, value: number, rows: Int32Array, from: number, to: number, weight: Float64Array | null): number {
  let total = 0;
  for (let k = from; k < to; k += 1) {
    const row = rows[k] as number;
    raw[row] = (raw[row] as number) + value;
    total += weight ? (weight[row] as number) : 1;
  }
  return total;
}
