import type { BoostedTrees } from "../baselines/boosted-trees/boosted-trees-model.ts";
import { checkRows } from "../baselines/boosted-trees/matrix-with-gaps.ts";
import type { Tree } from "../baselines/boosted-trees/tree.ts";
import type { AdditiveShapley } from "./linear-shapley.ts";
import { interventionalGame, type LeafGame, pathDependentGame } from "./tree-games.ts";

export interface TreeShapOptions {
  /**
   * Rows to compare with [m, d]: features are then taken as independent (interventional). Without them a feature left out is averaged by
   * the training rows that went each way at its splits (path-dependent).
   */
  background?: { x: Float32Array | Float64Array; n: number };
}

/** Nodes and what is asked at each, for one leaf: bit k of a row's pattern is 1 when it meets all conditions on feature k of the path. */
interface LeafPath {
  value: number;
  /** [unique features] columns of x on the way, in order of first use. */
  features: number[];
  /** Node, the answer that leads on (1 left, 0 right), and the place of its feature in `features`. */
  conditions: { node: number; goesLeft: number; place: number }[];
  /** [unique features] share of the parent's training rows that went this way, its splits multiplied. */
  shares: Float64Array;
}

/** Patterns of more conditions than this do not fit the bits of a number. */
const MOST_BITS = 30;
/** Leaves with at most so many features keep their results in a table rather than a map. */
const TABLE_BITS = 12;

/**
 * Exact Shapley values of boosted trees, of the raw score (log-odds, or the value), for [n, d] row-major rows; NaN = missing.
 * A leaf's share in a feature's value depends on the row only through which features of its path the row agrees with: each leaf is computed
 * once for every such pattern that occurs, not once for every row.
 * @returns values [n, d] and base with base + sum of a row's values = its raw score.
 * @throws AppError "INVALID_INPUT" for rows of another width. Source: Lundberg et al. (2020), algorithms 2 (path-dependent) and 3 (interventional).
 */
export function treeShap(
  model: BoostedTrees,
  x: Float32Array | Float64Array,
  n: number,
  { background }: TreeShapOptions = {},
): AdditiveShapley {
  const { d } = model;
  checkRows(x, n, d);
  if (background) checkRows(background.x, background.n, d);
  const values = new Float64Array(n * d);
  let base = model.start;
  for (const tree of model.trees) {
    const answers = answersOf(tree, x, n, d);
    const ofBackground = background && answersOf(tree, background.x, background.n, d);
    for (const path of pathsOf(tree)) {
      const game =
        background && ofBackground
          ? interventionalGame(path.value, patternCounts(path, ofBackground, background.n))
          : pathDependentGame(path.value, path.shares);
      base += game.mean;
      addLeaf(path, game, answers, n, d, values);
    }
  }
  return { values, base };
}

/** Adds a leaf's values to every row. */
function addLeaf(
  { features, conditions }: LeafPath,
  game: LeafGame,
  answers: Uint8Array,
  n: number,
  d: number,
  values: Float64Array,
): void {
  const count = features.length;
  if (count === 0) return;
  if (count > MOST_BITS) {
    addLongLeaf(features, conditions, game, answers, n, d, values);
    return;
  }
  const all = 2 ** count - 1;
  const table: (Float64Array | undefined)[] = count <= TABLE_BITS ? new Array(all + 1).fill(undefined) : [];
  const map = new Map<number, Float64Array>();
  const nConditions = conditions.length;
  const offset = Int32Array.from(conditions, ({ node }) => node * n);
  const wanted = Uint8Array.from(conditions, ({ goesLeft }) => goesLeft);
  const bit = Int32Array.from(conditions, ({ place }) => 1 << place);
  const columns = Int32Array.from(features);
  const isMet = new Uint8Array(count);
  for (let i = 0; i < n; i++) {
    let failed = 0;
    for (let c = 0; c < nConditions; c++) if (answers[(offset[c] as number) + i] !== wanted[c]) failed |= bit[c] as number;
    const pattern = all & ~failed;
    let shares = count <= TABLE_BITS ? table[pattern] : map.get(pattern);
    if (!shares) {
      for (let k = 0; k < count; k++) isMet[k] = (pattern >>> k) & 1;
      shares = game.values(isMet);
      if (count <= TABLE_BITS) table[pattern] = shares;
      else map.set(pattern, shares);
    }
    const row = i * d;
    for (let k = 0; k < count; k++)
      values[row + (columns[k] as number)] = (values[row + (columns[k] as number)] as number) + (shares[k] as number);
  }
}

/** A leaf behind more features than bits: computed row by row. */
function addLongLeaf(
  features: readonly number[],
  conditions: LeafPath["conditions"],
  game: LeafGame,
  answers: Uint8Array,
  n: number,
  d: number,
  values: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const isMet = metBy(features.length, conditions, answers, n, i);
    game.values(isMet).forEach((value, k) => {
      const at = i * d + (features[k] as number);
      values[at] = (values[at] as number) + value;
    });
  }
}

function metBy(count: number, conditions: LeafPath["conditions"], answers: Uint8Array, n: number, row: number): Uint8Array {
  const isMet = new Uint8Array(count).fill(1);
  for (const { node, goesLeft, place } of conditions) if (answers[node * n + row] !== goesLeft) isMet[place] = 0;
  return isMet;
}

/** How often each pattern occurs among the rows, as shares. */
function patternCounts({ features, conditions }: LeafPath, answers: Uint8Array, n: number): { isMet: Uint8Array; share: number }[] {
  const counted = new Map<string, { isMet: Uint8Array; share: number }>();
  for (let i = 0; i < n; i++) {
    const isMet = metBy(features.length, conditions, answers, n, i);
    const key = isMet.join("");
    const found = counted.get(key);
    if (found) found.share += 1 / n;
    else counted.set(key, { isMet, share: 1 / n });
  }
  return [...counted.values()];
}

/** [nodes, n] 1 where a row goes left at a node. */
function answersOf(tree: Tree, x: Float32Array | Float64Array, n: number, d: number): Uint8Array {
  const out = new Uint8Array(tree.feature.length * n);
  tree.feature.forEach((feature, node) => {
    if (feature < 0) return;
    const categories = tree.categories[node];
    const named = categories ? new Set(categories) : null;
    const threshold = tree.threshold[node] as number;
    const missing = Number(tree.missingLeft[node]);
    for (let i = 0; i < n; i++) {
      const cell = x[i * d + feature] as number;
      out[node * n + i] = Number.isNaN(cell) ? missing : Number(named ? named.has(cell) : cell <= threshold);
    }
  });
  return out;
}

function pathsOf(tree: Tree): LeafPath[] {
  const paths: LeafPath[] = [];
  const walk = (node: number, steps: { node: number; goesLeft: number }[]): void => {
    if ((tree.feature[node] as number) < 0) {
      paths.push(pathTo(tree, node, steps));
      return;
    }
    walk(tree.left[node] as number, [...steps, { node, goesLeft: 1 }]);
    walk(tree.right[node] as number, [...steps, { node, goesLeft: 0 }]);
  };
  walk(0, []);
  return paths;
}

function pathTo(tree: Tree, leaf: number, steps: readonly { node: number; goesLeft: number }[]): LeafPath {
  const features: number[] = [];
  const shares: number[] = [];
  const conditions = steps.map(({ node, goesLeft }) => {
    const feature = tree.feature[node] as number;
    let place = features.indexOf(feature);
    if (place === -1) {
      place = features.push(feature) - 1;
      shares.push(1);
    }
    const child = (goesLeft ? tree.left[node] : tree.right[node]) as number;
    shares[place] = ((shares[place] as number) * (tree.cover[child] as number)) / (tree.cover[node] as number);
    return { node, goesLeft, place };
  });
  return { value: tree.value[leaf] as number, features, conditions, shares: Float64Array.from(shares) };
}
