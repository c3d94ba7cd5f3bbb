import type { Tree } from "./tree.ts";

/** Trees made ready for fast scoring: every value is first ranked among the cuts of its feature, then trees compare small integers. */
export interface CompiledTrees {
  /** Sum of the trees' values for rows [from, from + size) of x, added to raw[0 .. size). @param d columns of x. */
  addTo(raw: Float64Array, x: Float32Array | Float64Array, d: number, from: number, size: number): void;
}

/** Rows scored together: their ranks and one tree's nodes stay in the nearest cache. */
export const BLOCK_ROWS = 256;

/** A column of ranks. A numeric feature has up to two, with missing values below all cuts or above; each set of categories has its own. */
interface RankColumn {
  feature: number;
  cuts: Float64Array | null;
  categories: ReadonlySet<number> | null;
  missingLeft: boolean;
}

/** Prepares trees for scoring; the result depends on the trees alone, so that a stored model scores bit for bit as the fitted one. */
export function compileTrees(trees: readonly Tree[]): CompiledTrees {
  const cuts = cutsPerFeature(trees);
  const columns: RankColumn[] = [];
  const columnOf = new Map<string, number>();
  const nNodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const root = new Int32Array(trees.length);
  /** [2 * nodes] offset of the node's rank column in a block, and the rank up to which a row goes left; a leaf leads to itself. */
  const test = new Int32Array(2 * nNodes);
  const children = new Int32Array(2 * nNodes);
  const isLeaf = new Uint8Array(nNodes);
  const value = new Float64Array(nNodes);

  const rankColumn = (feature: number, categories: number[] | null, missingLeft: boolean): number => {
    const key = `${feature} ${missingLeft} ${categories ? categories.toSorted((a, b) => a - b).join(" ") : ""}`;
    const known = columnOf.get(key);
    if (known !== undefined) return known;
    columns.push({
      feature,
      cuts: categories ? null : (cuts.get(feature) ?? null),
      categories: categories ? new Set(categories) : null,
      missingLeft,
    });
    columnOf.set(key, columns.length - 1);
    return columns.length - 1;
  };

  let base = 0;
  trees.forEach((tree, t) => {
    root[t] = base;
    tree.feature.forEach((feature, k) => {
      const node = base + k;
      value[node] = tree.value[k] as number;
      if (feature < 0) {
        isLeaf[node] = 1;
        children.fill(node, 2 * node, 2 * node + 2);
        return;
      }
      const categories = tree.categories[k] ?? null;
      test[2 * node] = BLOCK_ROWS * rankColumn(feature, categories, tree.missingLeft[k] as boolean);
      test[2 * node + 1] = categories ? 0 : rankOf(cuts.get(feature) as Float64Array, tree.threshold[k] as number);
      children[2 * node] = base + (tree.left[k] as number);
      children[2 * node + 1] = base + (tree.right[k] as number);
    });
    base += tree.feature.length;
  });

  const ranks = new Int32Array(Math.max(1, columns.length) * BLOCK_ROWS);
  return {
    addTo(raw, x, d, from, size) {
      columns.forEach((column, c) => {
        rankRows(column, x, d, from, size, ranks, c * BLOCK_ROWS);
      });
      for (let t = 0; t < root.length; t += 1) addTree(raw, root[t] as number, size, ranks, test, children, isLeaf, value);
    },
  };
}

/** Four rows walk down together: none waits for another's memory. */
function addTree(
  raw: Float64Array,
  root: number,
  size: number,
  ranks: Int32Array,
  test: Int32Array,
  children: Int32Array,
  isLeaf: Uint8Array,
  value: Float64Array,
): void {
  for (let i = 0; i < size; i += 4) {
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    while (((isLeaf[a] as number) & (isLeaf[b] as number) & (isLeaf[c] as number) & (isLeaf[d] as number)) === 0) {
      // The sign of (limit - rank) is the way: 0 left, 1 right.
      a = children[2 * a + (((test[2 * a + 1] as number) - (ranks[(test[2 * a] as number) + i] as number)) >>> 31)] as number;
      b = children[2 * b + (((test[2 * b + 1] as number) - (ranks[(test[2 * b] as number) + i + 1] as number)) >>> 31)] as number;
      c = children[2 * c + (((test[2 * c + 1] as number) - (ranks[(test[2 * c] as number) + i + 2] as number)) >>> 31)] as number;
      d = children[2 * d + (((test[2 * d + 1] as number) - (ranks[(test[2 * d] as number) + i + 3] as number)) >>> 31)] as number;
    }
    // Rows past the end of a short block are walked on old ranks; their sums land beyond `size` and are never read.
    raw[i] = (raw[i] as number) + (value[a] as number);
    raw[i + 1] = (raw[i + 1] as number) + (value[b] as number);
    raw[i + 2] = (raw[i + 2] as number) + (value[c] as number);
    raw[i + 3] = (raw[i + 3] as number) + (value[d] as number);
  }
}

/** Ranks of a block of one column: how many cuts lie below the value, so that rank <= the cut's own place means value <= cut. */
function rankRows(
  column: RankColumn,
  x: Float32Array | Float64Array,
  d: number,
  from: number,
  size: number,
  ranks: Int32Array,
  offset: number,
): void {
  const { feature, cuts, categories, missingLeft } = column;
  const nCuts = cuts ? cuts.length : 1;
  const missing = missingLeft ? 0 : nCuts;
  for (let i = 0; i < size; i += 1) {
    const cell = x[(from + i) * d + feature] as number;
    if (Number.isNaN(cell)) ranks[offset + i] = missing;
    else if (cuts) ranks[offset + i] = rankOf(cuts, cell);
    else ranks[offset + i] = categories?.has(cell) ? 0 : 1;
  }
}

/** Number of cuts below the value. */
function rankOf(cuts: Float64Array, cell: number): number {
  let low = 0;
  let size = cuts.length;
  while (size > 0) {
    const half = size >> 1;
    const below = (cuts[low + half] as number) < cell;
    low = below ? low + half + 1 : low;
    size = below ? size - half - 1 : half;
  }
  return low;
}

function cutsPerFeature(trees: readonly Tree[]): Map<number, Float64Array> {
  const found = new Map<number, Set<number>>();
  for (const tree of trees) {
    tree.feature.forEach((feature, k) => {
      if (feature < 0 || tree.categories[k]) return;
      const cuts = found.get(feature) ?? new Set<number>();
      found.set(feature, cuts.add(tree.threshold[k] as number));
    });
  }
  return new Map([...found].map(([feature, cuts]) => [feature, Float64Array.from(cuts).sort()]));
}
