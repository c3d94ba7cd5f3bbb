import { readdir } from "node:fs/promises";
import { createRng } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { type Cells, trainOn } from "../testing/train.ts";

const rng = createRng(3);
const n = 60;
const numbers = (count = n, scale = 1): number[] => Array.from({ length: count }, () => scale * rng.normal());
const labels = Array.from({ length: n }, (_, i) => i % 2);
const x = numbers();
const base = { target: "y", architecture: "mlp", params: { units: [4] }, training: { epochs: 2, batchSize: 16 } };
const refused = (code: string, message: RegExp) =>
  expect.objectContaining({ name: "AppError", code, message: expect.stringMatching(message) });

/** What cannot become a model ends with a typed error that says what to do, and without a model file. */
describe("a training that cannot become a model", { timeout: 60_000 }, () => {
  test.each<[string, Cells, Record<string, unknown>, string, RegExp]>([
    [
      "a constant number",
      { x, y: Array<number>(n).fill(7) },
      { task: "REGRESSION" },
      "DEGENERATE_TARGET",
      /is 7 in every row.*check the target's name/,
    ],
    [
      "a constant forecast",
      { x, t: labels.map((_l, i) => i), y: Array<number>(n).fill(7) },
      { task: "FORECAST", split: { method: "TIME", timeColumn: "t" } },
      "DEGENERATE_TARGET",
      /is 7 in every row/,
    ],
    [
      "a single class",
      { x, y: Array<number>(n).fill(1) },
      {},
      "DEGENERATE_TARGET",
      /one class only in all 60 rows.*check the target's name/,
    ],
    ["a single class of several", { x, y: Array<string>(n).fill("a") }, { task: "MULTICLASS" }, "DEGENERATE_TARGET", /one class only/],
    [
      "a class of its own in every row",
      { x: numbers(300), y: Array.from({ length: 300 }, (_, i) => `id${i}`) },
      { task: "MULTICLASS" },
      "DEGENERATE_TARGET",
      /hold no row of 84 of the 300 classes.*Every row has a class of its own.*choose another target/,
    ],
    [
      "more folds than rows",
      { x: x.slice(0, 12), y: labels.slice(0, 12) },
      { validation: { method: "K_FOLD", folds: 50 } },
      "INVALID_INPUT",
      /10 of 12 rows are left when the test part is kept, fewer than 50 folds. Use at most 10/,
    ],
    ["no label at all", { x, y: Array<number | null>(n).fill(null) }, {}, "DEGENERATE_TARGET", /no value in any of 60 rows/],
    [
      "features that never change",
      { x: Array<number>(n).fill(3), w: Array<string>(n).fill("a"), y: labels },
      {},
      "INVALID_INPUT",
      /Every feature \('x', 'w'\) has one value in all 43 training rows/,
    ],
    [
      "an embargo longer than the series",
      { x, t: x.map((_v, i) => i), y: labels },
      { validation: { method: "PURGED", timeColumn: "t", folds: 4, embargo: 500 } },
      "INVALID_INPUT",
      /Fold 1 of 4 has no training rows: a horizon of 0 and an embargo of 500/,
    ],
    [
      "a missing label",
      { x, y: labels.map((label, i) => (i === 5 ? null : label)) },
      {},
      "INVALID_INPUT",
      /missing in 1 of 60 rows. Fill them/,
    ],
    ["four rows", { x: x.slice(0, 4), y: labels.slice(0, 4) }, {}, "INVALID_INPUT", /validation part is empty. Give more rows/],
    ["one row", { x: [1], y: [1] }, { task: "REGRESSION" }, "INVALID_INPUT", /part is empty|Give more rows/],
    [
      "negative variances",
      { x, y: numbers() },
      { task: "REGRESSION", training: { ...base.training, loss: "QLIKE" } },
      "INVALID_INPUT",
      /at least 0.*Choose another loss/,
    ],
    [
      "words as a number",
      { x, y: labels.map((label) => (label ? "a" : "b")) },
      { task: "REGRESSION" },
      "INVALID_INPUT",
      /REGRESSION takes INTEGER or FLOAT/,
    ],
    [
      "labels of three kinds for ANOMALY",
      { x, y: labels.map((label, i) => (i === 0 ? 2 : label)) },
      { task: "ANOMALY", architecture: "autoencoder" },
      "INVALID_INPUT",
      /ANOMALY takes two.*or none/,
    ],
    [
      "a loss of another task",
      { x, y: labels },
      { training: { ...base.training, loss: "QUANTILE" } },
      "INVALID_INPUT",
      /QUANTILE is not for task BINARY. Choose one of/,
    ],
    [
      "a baseline of another task",
      { x, y: labels },
      { baselines: ["LINEAR"] },
      "INVALID_INPUT",
      /LINEAR is not for task BINARY. Choose of/,
    ],
  ])("%s", async (_what, cells, spec, code, message) => {
    await expect(trainOn(cells, { ...base, params: spec.architecture ? {} : base.params, ...spec }, () => null)).rejects.toThrow(
      refused(code, message),
    );
  });

  test("a loss that is no longer a number: DIVERGED, with what to lower, and no model file", async () => {
    const cells: Cells = { x, y: labels.map((label, i) => label * 1e6 + i) };
    const training = { epochs: 50, batchSize: 16, learningRate: 10, optimizer: "SGD" as const, momentum: 0 };
    const spec = { ...base, task: "REGRESSION" as const, params: { units: [64, 64], activation: "linear" }, training };
    const folders: string[] = [];
    const training2 = trainOn(cells, spec, async ({ folder }) => folders.push(...(await readdir(folder))));
    await expect(training2).rejects.toThrow(refused("DIVERGED", /diverged.*[Ll]ower learningRate/));
    expect(folders).toEqual([]);
  });
});
