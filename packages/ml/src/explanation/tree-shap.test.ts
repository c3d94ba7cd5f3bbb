import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { readBoostedTrees } from "../baselines/boosted-trees/boosted-trees-model.ts";
import { fitBoostedTrees } from "../baselines/boosted-trees/fit-boosted-trees.ts";
import { addLeaf, emptyTree, type Tree } from "../baselines/boosted-trees/tree.ts";
import { largestDifference } from "../testing/close.ts";
import { exactShapley } from "./shapley.ts";
import { treeShap } from "./tree-shap.ts";

const read = (file: string) => JSON.parse(readFileSync(new URL(`./golden/${file}`, import.meta.url), "utf8"));
/** shap 0.51 on one of our models, with missing values, by golden/make_shap.py. */
const golden = read("shap.json").trees as Record<"path_dependent" | "interventional", number[][]> &
  Record<"path_dependent_base" | "interventional_base", number>;
const stored = read("trees.json") as { model: unknown; d: number; rows: (number | null)[]; background: (number | null)[] };
const cells = (values: (number | null)[]) => Float64Array.from(values, (value) => value ?? Number.NaN);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe("as the shap package has it", () => {
  const model = readBoostedTrees(stored.model);
  const x = cells(stored.rows);
  const background = { x: cells(stored.background), n: 30 };

  it("path-dependent, within 1e-10", () => {
    const { values, base } = treeShap(model, x, 20);
    expect(largestDifference(values, golden.path_dependent.flat())).toBeLessThan(1e-10);
    expect(Math.abs(base - golden.path_dependent_base)).toBeLessThan(1e-10);
  });

  it("interventional, within 1e-6: the package keeps these sums in single precision", () => {
    const { values, base } = treeShap(model, x, 20, { background });
    expect(largestDifference(values, golden.interventional.flat())).toBeLessThan(1e-6);
    expect(Math.abs(base - golden.interventional_base)).toBeLessThan(1e-6);
  });
});

/** The mean raw score when only features of S are known, by walking both ways with the training rows' shares: algorithm 1 of Lundberg et al. */
function conditional(tree: Tree, x: ArrayLike<number>, known: (feature: number) => boolean, node = 0): number {
  const feature = tree.feature[node] as number;
  if (feature < 0) return tree.value[node] as number;
  const [left, right] = [tree.left[node] as number, tree.right[node] as number];
  if (!known(feature)) {
    const [l, r] = [left, right].map((child) => conditional(tree, x, known, child)) as [number, number];
    const [a, b] = [tree.cover[left] as number, tree.cover[right] as number];
    return (a * l + b * r) / (a + b);
  }
  const cell = x[feature] as number;
  const named = tree.categories[node];
  const goesLeft = Number.isNaN(cell) ? tree.missingLeft[node] : named ? named.includes(cell) : cell <= (tree.threshold[node] as number);
  return conditional(tree, x, known, goesLeft ? left : right);
}

describe("trees with categories and missing values", () => {
  const rng = createRng(6);
  const [n, d] = [600, 5];
  const x = Float64Array.from({ length: n * d }, (_cell, at) => {
    if (at % d === 1) return rng.int(6);
    return at % d === 3 && rng.next() < 0.3 ? Number.NaN : rng.normal();
  });
  const ofCode = Float64Array.of(1, -1, 0, 2, -2, 1);
  const y = Array.from({ length: n }, (_y, i) => {
    const row = x.subarray(i * d, (i + 1) * d);
    return Number(
      (row[0] as number) * (row[2] as number) + (ofCode[row[1] as number] as number) + (Number.isNaN(row[3]) ? 1 : 0) + rng.normal() > 0,
    );
  });
  const model = fitBoostedTrees({ x, y, n, d, categorical: [1], params: { trees: 15, leaves: 12, minDataPerCategoryGroup: 20 } });

  it("path-dependent values are the definition's, over all coalitions, within 1e-10", () => {
    expect(model.trees.some((tree) => tree.categories.some((named) => named !== null))).toBe(true);
    const { values, base } = treeShap(model, x.subarray(0, 10 * d), 10);
    for (let row = 0; row < 10; row++) {
      const own = x.subarray(row * d, (row + 1) * d);
      const phi = exactShapley(d, (coalitions, count) =>
        Float64Array.from({ length: count }, (_worth, c) =>
          sum(model.trees.map((tree) => conditional(tree, own, (feature) => coalitions[c * d + feature] === 1))),
        ),
      );
      expect(largestDifference(values.subarray(row * d, (row + 1) * d), phi)).toBeLessThan(1e-10);
      expect(base + sum(values.subarray(row * d, (row + 1) * d))).toBeCloseTo(model.predictRaw(own, 1)[0] as number, 10);
    }
  });

  it("interventional values are the definition's, with features taken from background rows, within 1e-10", () => {
    const background = { x: x.subarray(100 * d, 125 * d), n: 25 };
    const { values, base } = treeShap(model, x.subarray(0, 10 * d), 10, { background });
    expect(base).toBeCloseTo(sum(model.predictRaw(background.x, 25)) / 25, 10);
    for (let row = 0; row < 10; row++) {
      const phi = exactShapley(d, (coalitions, count) =>
        Float64Array.from({ length: count }, (_worth, c) => {
          const mixed = background.x.slice();
          for (let b = 0; b < 25; b++) for (let j = 0; j < d; j++) if (coalitions[c * d + j]) mixed[b * d + j] = x[row * d + j] as number;
          return sum(model.predictRaw(mixed, 25)) / 25;
        }),
      );
      expect(largestDifference(values.subarray(row * d, (row + 1) * d), phi)).toBeLessThan(1e-10);
    }
  });
});

it.each([12, 14, 33])("a leaf behind %i features is exact, whether its patterns fit a table, a map or neither", (length) => {
  // A chain: feature k splits node k, left is a leaf of value 0, right goes on; the last leaf has value 1 and half of the rows go right each time.
  const tree = emptyTree();
  let node = addLeaf(tree, 0);
  for (let k = 0; k < length; k++) {
    tree.cover[node] = 2 ** (length - k);
    const [left, right] = [addLeaf(tree, 0), addLeaf(tree, k === length - 1 ? 1 : 0)];
    Object.assign(tree.feature, { [node]: k });
    Object.assign(tree.left, { [node]: left });
    Object.assign(tree.right, { [node]: right });
    tree.cover[left] = 2 ** (length - k - 1);
    tree.cover[right] = 2 ** (length - k - 1);
    node = right;
  }
  const model = readBoostedTrees({ format: 1, objective: "SQUARED_ERROR", d: length, start: 0.5, trees: [tree] });
  const { values, base } = treeShap(model, new Float64Array(length).fill(1), 1);
  // All features agree and are alike: each gets the same share of 1 - 2^-length.
  expect(base).toBeCloseTo(0.5 + 2 ** -length, 12);
  for (const value of values) expect(value).toBeCloseTo((1 - 2 ** -length) / length, 10);
});

it("rows of another width are refused", () => {
  expect(() => treeShap(readBoostedTrees(stored.model), new Float64Array(7), 1)).toThrow("'x' and 'n times d'");
});
