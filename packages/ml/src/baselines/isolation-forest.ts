import { createRng, type Rng } from "@plimsoll/features";
import { type BaselineDefinition, checkMatrix, type Matrix } from "./baseline.ts";

const TREES = 200;
const ROWS_OF_TREE = 256;
const EULER = 0.5772156649015329;

/** A tree as lists, node 0 the root: a row goes left where its value of `feature` is below `cut`; a leaf has feature -1 and its rows' count. */
interface IsolationTree {
  feature: number[];
  cut: number[];
  left: number[];
  right: number[];
  size: number[];
}

/** Isolation forest: trees that cut at random columns and random values between a node's extremes until each row stands alone; strange rows stand
 *  alone early. score = 2^(-mean depth / c(m)), m the rows a tree is grown on (256, or all), c(m) = 2 H(m - 1) - 2 (m - 1) / m the mean depth of a
 *  search that fails; about 0.5 for ordinary rows, near 1 for strange ones. A leaf that the depth limit ceil(log2 m) ended adds c(its rows).
 *  @param x [n, d], finite. @param seed of all draws. Source: Liu, Ting and Zhou (2008), equations 1 and 2. */
export function fitIsolationForest({ x, d }: Matrix, n: number, seed: number): (x: Float32Array | Float64Array, n: number) => Float64Array {
  checkMatrix(x, n, d);
  const rng = createRng(seed);
  const m = Math.min(ROWS_OF_TREE, n);
  const depthLimit = Math.ceil(Math.log2(Math.max(m, 2)));
  const all = Int32Array.from({ length: n }, (_row, i) => i);
  const trees = Array.from({ length: TREES }, () => {
    // The first m places of a shuffle that goes no further.
    for (let k = 0; k < m; k += 1) {
      const other = k + Math.floor(rng.next() * (n - k));
      [all[k], all[other]] = [all[other] as number, all[k] as number];
    }
    const tree: IsolationTree = { feature: [], cut: [], left: [], right: [], size: [] };
    grow(tree, x, d, all.slice(0, m), depthLimit, rng);
    return tree;
  });
  const usual = Math.max(meanDepth(m), Number.MIN_VALUE);
  return (rows, count) => {
    checkMatrix(rows, count, d);
    return Float64Array.from({ length: count }, (_row, i) => {
      let depth = 0;
      for (const tree of trees) depth += depthOf(tree, rows, i * d);
      return 2 ** (-depth / trees.length / usual);
    });
  };
}

function grow(tree: IsolationTree, x: Float32Array | Float64Array, d: number, rows: Int32Array, left: number, rng: Rng): number {
  const node = tree.feature.push(-1) - 1;
  tree.cut.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.size.push(rows.length);
  if (left === 0 || rows.length < 2) return node;
  const varying = columnThatVaries(x, d, rows, rng);
  if (!varying) return node;
  const { feature, low, high } = varying;
  // Above the lowest value, so that neither side is empty.
  const cut = Math.max(low + rng.next() * (high - low), nextAbove(low, high));
  tree.feature[node] = feature;
  tree.cut[node] = cut;
  const isBelow = (row: number) => (x[row * d + feature] as number) < cut;
  tree.left[node] = grow(tree, x, d, rows.filter(isBelow), left - 1, rng);
  tree.right[node] = grow(
    tree,
    x,
    d,
    rows.filter((row) => !isBelow(row)),
    left - 1,
    rng,
  );
  return node;
}

/** A column drawn evenly of those that differ among the rows, with its range. */
function columnThatVaries(
  x: Float32Array | Float64Array,
  d: number,
  rows: Int32Array,
  rng: Rng,
): { feature: number; low: number; high: number } | null {
  const first = Math.floor(rng.next() * d);
  for (let k = 0; k < d; k += 1) {
    const feature = (first + k) % d;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = x[row * d + feature] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low < high) return { feature, low, high };
  }
  return null;
}

const nextAbove = (low: number, high: number): number => Math.min(high, low + Math.max(Math.abs(low), Number.MIN_VALUE) * Number.EPSILON);

function depthOf({ feature, cut, left, right, size }: IsolationTree, x: Float32Array | Float64Array, from: number): number {
  let [node, depth] = [0, 0];
  while ((feature[node] as number) >= 0) {
    node = (x[from + (feature[node] as number)] as number) < (cut[node] as number) ? (left[node] as number) : (right[node] as number);
    depth += 1;
  }
  return depth + meanDepth(size[node] as number);
}

/** c(m): the mean depth of an unsuccessful search among m rows. */
const meanDepth = (m: number): number => (m < 2 ? 0 : m === 2 ? 1 : 2 * (Math.log(m - 1) + EULER) - (2 * (m - 1)) / m);

/** An isolation forest on the encoded columns: what anomaly scores of a network have to beat. */
export const isolationForest: BaselineDefinition = {
  name: "ISOLATION_FOREST",
  title: "Isolation forest",
  tasks: ["ANOMALY"],
  fit({ train, seed }) {
    const score = fitIsolationForest(train.encoded(), train.n, seed);
    return { predict: (rows) => score(rows.encoded().x, rows.n) };
  },
};
