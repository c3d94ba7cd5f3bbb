import { createRng } from "@plimsoll/features";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitStoppedBoostedTrees } from "./boosted-trees.ts";
import { readBoostedTrees } from "./boosted-trees-model.ts";
import { type BoostedTreesInput, fitBoostedTrees } from "./fit-boosted-trees.ts";
import type { BoostedTreesOptions } from "./params.ts";
import type { Tree } from "./tree.ts";

/** Rows with gaps, ties, a curve and an interaction; y by their log-odds. */
function sample(n: number, seed: number, d = 5): { x: Float32Array; y: Uint8Array; n: number; d: number } {
  const rng = createRng(seed);
  const x = Float32Array.from({ length: n * d }, (_, i) => (i % d === 1 ? Math.round(3 * rng.normal()) : rng.normal()));
  for (let i = 0; i < n; i += 1) if (rng.next() < 0.2) x[i * d + 2] = Number.NaN;
  const y = Uint8Array.from({ length: n }, (_, i) => {
    const [a = 0, b = 0, c = 0, e = 0] = x.subarray(i * d, i * d + 4);
    const logOdds = 1.5 * a - 0.2 * b * b + (Number.isNaN(c) ? 1.5 : c * e);
    return rng.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return { x, y, n, d };
}

const one: BoostedTreesOptions = { trees: 1, learningRate: 1, leaves: 2, minDataInLeaf: 1, l2: 0 };
const logLoss = (y: ArrayLike<number>, p: Float64Array) =>
  p.reduce((sum, value, i) => sum - Math.log(y[i] === 1 ? value : 1 - value), 0) / p.length;
const distance = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

describe("boosted trees on sets checked by hand", () => {
  test("the first split, its value, gain and cover are those of the formula, to 1e-12", () => {
    const model = fitBoostedTrees({ x: Float32Array.of(1, 2, 3, 4), y: [0, 0, 1, 1], n: 4, d: 1, params: one });
    // p = 1/2 everywhere: gradients 1/2 1/2 -1/2 -1/2, hessians 1/4. Cut after 2: 1^2 / 0.5 + 1^2 / 0.5 - 0.
    expect(model.start).toBe(0);
    expect(model.trees[0]).toMatchObject({
      feature: [0, -1, -1],
      threshold: [2.5, 0, 0],
      left: [1, -1, -1],
      right: [2, -1, -1],
      cover: [4, 2, 2],
    });
    expect(model.trees[0]?.gain[0]).toBeCloseTo(4, 12);
    expect(model.trees[0]?.value[1]).toBeCloseTo(-2, 12);
    expect(model.trees[0]?.value[2]).toBeCloseTo(2, 12);
    expect(model.predict(Float64Array.of(0, 9), 2)[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  });

  test("squared error: leaf values are shrunken means, G / (H + l2)", () => {
    const params: BoostedTreesOptions = { ...one, objective: "SQUARED_ERROR", l2: 1 };
    const model = fitBoostedTrees({ x: Float32Array.of(0, 0, 1, 1), y: [1, 3, 10, 14], n: 4, d: 1, params });
    expect(model.start).toBe(7);
    // Left: residuals 6 and 4, so -10 / (2 + 1); right: 10 / 3.
    expect(distance(model.predict(Float64Array.of(0, 1), 2), Float64Array.of(7 - 10 / 3, 7 + 10 / 3))).toBeLessThan(1e-12);
  });

  test.each([
    [[1, 1, 0, 0, 1, 1], true],
    [[1, 1, 0, 0, 0, 0], false],
  ])("missing values go the way that lowers the loss: labels %j", (y, left) => {
    const x = Float32Array.of(1, 2, 3, 4, Number.NaN, Number.NaN);
    const [tree] = fitBoostedTrees({ x, y, n: 6, d: 1, params: one }).trees;
    expect(tree?.threshold[0]).toBe(2.5);
    expect(tree?.missingLeft[0]).toBe(left);
  });

  test("a cut between missing and present values is found where only that matters", () => {
    const x = Float32Array.of(1, 5, 3, Number.NaN, Number.NaN);
    const model = fitBoostedTrees({ x, y: [0, 0, 0, 1, 1], n: 5, d: 1, params: one });
    const predicted = model.predict(Float64Array.of(-1e9, 1e9, Number.NaN), 3);
    expect(predicted[0]).toBe(predicted[1]);
    expect(predicted[2]).toBeGreaterThan(0.5);
  });

  test("categories split into the two groups that differ, whatever their codes; an unseen code goes right", () => {
    const codes = [10, 3, 7, 1, 8, 5];
    const x = Float32Array.from({ length: 600 }, (_, i) => codes[i % 6] as number);
    const y = Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const model = fitBoostedTrees({ x, y, n: 600, d: 1, categorical: [0], params: one });
    const tree = model.trees[0] as Tree;
    expect([
      [1, 3, 5],
      [7, 8, 10],
    ]).toContainEqual(tree.categories[0]?.toSorted((a, b) => a - b));
    const predicted = model.predict(Float64Array.of(10, 7, 8, 3, 1, 5, 99), 7);
    expect([...predicted.slice(0, 3)].every((p) => p === predicted[0] && p > 0.5)).toBe(true);
    expect([...predicted.slice(3, 6)].every((p) => p === predicted[3] && p < 0.5)).toBe(true);
    expect(model.predictRaw(Float64Array.of(99), 1)[0]).toBe(model.start + (tree.value[tree.right[0] as number] as number));
  });
});

describe("boosted trees", () => {
  const rows = sample(1500, 1);
  const fresh = sample(1500, 2);
  const params: BoostedTreesOptions = { trees: 60, learningRate: 0.1, leaves: 15 };

  test("rank and calibrate rows never seen better than the base rate", () => {
    const model = fitBoostedTrees({ ...rows, params });
    const rate = rows.y.reduce((sum, label) => sum + label, 0) / rows.n;
    expect(logLoss(fresh.y, model.predict(fresh.x, fresh.n))).toBeLessThan(0.9 * logLoss(fresh.y, new Float64Array(fresh.n).fill(rate)));
  });

  test("a model read from its JSON predicts bit for bit as before, categories and gaps included", () => {
    const model = fitBoostedTrees({ ...rows, params, categorical: [1] });
    const again = readBoostedTrees(JSON.parse(JSON.stringify(model)));
    expect(again.predict(fresh.x, fresh.n)).toEqual(model.predict(fresh.x, fresh.n));
    expect(again.predict(fresh.x.subarray(0, 5), 1)[0]).toBe(model.predict(fresh.x, fresh.n)[0]);
  });

  test("equal seeds give equal models with drawn rows and features, other seeds others", () => {
    const drawn = (seed: number) =>
      JSON.stringify(fitBoostedTrees({ ...rows, params: { ...params, rowFraction: 0.5, featureFraction: 0.5, seed } }));
    expect(drawn(7)).toBe(drawn(7));
    expect(drawn(8)).not.toBe(drawn(7));
  });

  test("a whole weight counts as so many rows, and weight 0 as none, to 1e-9", () => {
    const small = sample(300, 3);
    const weight = Array.from({ length: 300 }, (_, i) => i % 4);
    const at = weight.flatMap((w, i) => Array.from({ length: w }, () => i));
    const repeated = { x: new Float32Array(at.length * 5), y: at.map((i) => small.y[i] as number), n: at.length, d: 5 };
    at.forEach((i, k) => {
      repeated.x.set(small.x.subarray(i * 5, i * 5 + 5), k * 5);
    });
    const settings: BoostedTreesOptions = { trees: 20, leaves: 8, minDataInLeaf: 1, minSumHessian: 2, maxBins: 30 };
    const weighted = fitBoostedTrees({ ...small, weight, params: settings });
    expect(
      distance(weighted.predict(fresh.x, fresh.n), fitBoostedTrees({ ...repeated, params: settings }).predict(fresh.x, fresh.n)),
    ).toBeLessThan(1e-9);
    expect(weighted.trees[0]?.cover[0]).toBe(at.length);
  });

  test("monotone constraints hold in every prediction, on random rows, directions and settings", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(1, -1), fc.integer({ min: 2, max: 20 }), (seed, sign, leaves) => {
        const noisy = sample(200, seed, 3 + 2);
        const monotone = [sign, -sign, sign, 0, 0];
        const model = fitBoostedTrees({ ...noisy, monotone, params: { trees: 15, learningRate: 0.3, leaves, minDataInLeaf: 2, l2: 0.1 } });
        const rng = createRng(seed + 1);
        for (let k = 0; k < 40; k += 1) {
          const row = Float32Array.from({ length: 5 }, () => 2 * rng.normal());
          const column = rng.int(3);
          const higher = row.slice();
          higher[column] = (row[column] as number) + 3 * rng.next();
          const change = (model.predict(higher, 1)[0] as number) - (model.predict(row, 1)[0] as number);
          if (change * (monotone[column] as number) < 0) return false;
        }
        return true;
      }),
      { seed: 11, numRuns: 25 },
    );
  });

  test("constraints that agree with the data keep most of its signal", () => {
    const model = fitBoostedTrees({ ...rows, monotone: [1, 0, 0, 0, 0], params });
    expect(logLoss(fresh.y, model.predict(fresh.x, fresh.n))).toBeLessThan(
      1.03 * logLoss(fresh.y, fitBoostedTrees({ ...rows, params }).predict(fresh.x, fresh.n)),
    );
  });

  test("early stopping keeps the trees up to the lowest validation loss, which is the loss of its predictions to 1e-12", () => {
    const model = fitBoostedTrees({
      ...rows,
      validation: fresh,
      params: { trees: 400, learningRate: 0.3, earlyStoppingRounds: 10, rowFraction: 0.8 },
    });
    const best = model.validationLoss.indexOf(Math.min(...model.validationLoss));
    expect(model.trees).toHaveLength(best + 1);
    expect(model.validationLoss).toHaveLength(best + 11);
    expect(logLoss(fresh.y, model.predict(fresh.x, fresh.n))).toBeCloseTo(model.validationLoss[best] as number, 12);
  });

  test("every leaf has the rows asked for, tree by tree, and a node's cover is its children's", () => {
    for (const tree of fitBoostedTrees({ ...rows, params: { ...params, minDataInLeaf: 37, maxDepth: 3 } }).trees) {
      tree.feature.forEach((feature, node) => {
        if (feature < 0) expect(tree.cover[node]).toBeGreaterThanOrEqual(37);
        else
          expect(tree.cover[node]).toBe(
            (tree.cover[tree.left[node] as number] as number) + (tree.cover[tree.right[node] as number] as number),
          );
      });
      expect(tree.feature.length).toBeLessThanOrEqual(15);
    }
  });

  test("importance is the gain by feature: the column of noise has the least, a constant one none", () => {
    const wide = {
      ...rows,
      d: 6,
      x: Float32Array.from({ length: 6 * rows.n }, (_, i) => (i % 6 === 5 ? 1 : (rows.x[Math.floor(i / 6) * 5 + (i % 6)] as number))),
    };
    const importance = fitBoostedTrees({ ...wide, params }).importance();
    expect(importance.indexOf(Math.max(...importance))).toBe(0);
    expect(importance[5]).toBe(0);
    expect(Math.min(...importance.slice(0, 4))).toBeGreaterThan(importance[4] as number);
  });

  test("the baseline form chooses its number of trees on held-out rows, the same each time", () => {
    const model = fitStoppedBoostedTrees(rows);
    expect(model.trees.length).toBeGreaterThan(10);
    expect(model.trees.length).toBeLessThan(1500);
    expect(JSON.stringify(fitStoppedBoostedTrees(rows))).toBe(JSON.stringify(model));
  });

  test.each<[string, Partial<BoostedTreesInput>, string, string]>([
    ["a constant target", { y: new Uint8Array(1500) }, "DEGENERATE_TARGET", "1500 training rows"],
    ["weights that leave one class", { weight: Array.from(rows.y) }, "DEGENERATE_TARGET", "that count"],
    ["an infinite cell", { x: rows.x.map((value, i) => (i === 7 ? Number.POSITIVE_INFINITY : value)) }, "INVALID_INPUT", "Row 1, column 2"],
    ["a label that is no class", { y: new Uint8Array(1500).fill(2) }, "INVALID_INPUT", "Row 0 is 2"],
    ["a negative weight", { weight: new Float32Array(1500).fill(-1) }, "INVALID_INPUT", "Row 0 is -1"],
    ["a rate of 0", { params: { learningRate: 0 } }, "INVALID_INPUT", "learningRate"],
    ["a parameter that does not exist", { params: { depth: 3 } as BoostedTreesOptions }, "INVALID_INPUT", "depth"],
    ["directions of another length", { monotone: [1] }, "INVALID_INPUT", "Got 1 and 5"],
    ["a direction for categories", { monotone: [1, 0, 0, 0, 0], categorical: [0] }, "INVALID_INPUT", "has no order"],
    ["a category column that does not exist", { categorical: [5] }, "INVALID_INPUT", "columns 0 to 4"],
  ])("%s is refused", (_, change, code, text) => {
    expect(() => fitBoostedTrees({ ...rows, ...change })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });

  test("JSON of no model, or with a walk that would not end, is refused", () => {
    const json = fitBoostedTrees({ ...rows, params: { trees: 1 } }).toJSON();
    const circular = { ...json, trees: json.trees.map((tree) => ({ ...tree, left: tree.left.map((child) => Math.min(child, 0)) })) };
    expect(() => readBoostedTrees({})).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    expect(() => readBoostedTrees(circular)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("node 0") }),
    );
  });
});
