import { createRng, type Rng } from "@plimsoll/features";
import type { NoveltyDefinition } from "./novelty.ts";
import { stateArray } from "./novelty-state.ts";

const TREES = 100;
/** Rows of a tree, and nodes that it can have: 2^(depth + 1) - 1, depth = log2 of its rows. */
const ROWS = 256;
const DEPTH = 8;
const NODES = 2 ** (DEPTH + 1) - 1;
const EULER = 0.5772156649015329;

/** Mean length of an unsuccessful search among n keys: how deep a leaf of n rows would still go. */
const searchLength = (n: number): number => (n <= 1 ? 0 : 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n);

/**
 * Isolation forest: 100 trees that each split 256 training rows at random values of random columns; a row that few splits part from the rest is
 * strange. Score 2^(-mean depth / c(256)) in (0, 1). Source: Liu, Ting and Zhou (2008).
 */
export const isolationForest: NoveltyDefinition = {
  name: "ISOLATION_FOREST",
  title: "Isolation forest",
  description: "Parted from the rest by few random cuts: finds strange values of single columns in many, and sees little beyond the range.",

  fit({ x, n, width }, seed) {
    const rng = createRng(seed);
    const feature = new Float32Array(TREES * NODES).fill(-1);
    const cut = new Float32Array(TREES * NODES);
    // Of a leaf: its own depth and what its rows would still add to it.
    const length = new Float32Array(TREES * NODES);
    const order = Uint32Array.from({ length: n }, (_row, i) => i);
    for (let t = 0; t < TREES; t++) {
      const rows = rng.shuffle(order).slice(0, ROWS);
      grow({ x, width, rng, feature, cut, length, base: t * NODES }, rows, 0, 0);
    }
    const shape = [TREES, NODES];
    return [
      { name: "feature", shape, values: feature },
      { name: "cut", shape, values: cut },
      { name: "length", shape, values: length },
    ];
  },

  open(state, width) {
    const [feature, cut, length] = ["feature", "cut", "length"].map((name) => stateArray(state, name, [TREES, NODES])) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    return (x, n) =>
      Float64Array.from({ length: n }, (_score, row) => {
        let sum = 0;
        for (let t = 0; t < TREES; t++) {
          let node = 0;
          for (;;) {
            const column = feature[t * NODES + node] as number;
            if (column < 0 || column >= width || 2 * node + 2 >= NODES) break;
            node = 2 * node + ((x[row * width + column] as number) < (cut[t * NODES + node] as number) ? 1 : 2);
          }
          sum += length[t * NODES + node] as number;
        }
        return 2 ** (-sum / TREES / searchLength(ROWS));
      });
  },
};

interface Growth {
  x: Float32Array;
  width: number;
  rng: Rng;
  feature: Float32Array;
  cut: Float32Array;
  length: Float32Array;
  /** First node of the tree. */
  base: number;
}

/** Children of node k are 2k + 1 and 2k + 2. */
function grow(growth: Growth, rows: Uint32Array, node: number, depth: number): void {
  const { x, width, rng, feature, cut, length, base } = growth;
  const split = depth < DEPTH && rows.length > 1 ? splitOf(x, width, rows, rng) : null;
  if (!split) {
    length[base + node] = depth + searchLength(rows.length);
    return;
  }
  feature[base + node] = split.column;
  cut[base + node] = split.value;
  const at = Math.fround(split.value);
  const isLeft = (row: number): boolean => (x[row * width + split.column] as number) < at;
  grow(growth, rows.filter(isLeft), 2 * node + 1, depth + 1);
  grow(
    growth,
    rows.filter((row) => !isLeft(row)),
    2 * node + 2,
    depth + 1,
  );
}

/** A random value of a random column that varies among the rows; null where none does. */
function splitOf(x: Float32Array, width: number, rows: Uint32Array, rng: Rng): { column: number; value: number } | null {
  const start = rng.int(width);
  for (let tried = 0; tried < width; tried++) {
    const column = (start + tried) % width;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = x[row * width + column] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const value = Math.fround(low + (1 - rng.next()) * (high - low));
    if (low < high && value > low) return { column, value };
  }
  return null;
}
