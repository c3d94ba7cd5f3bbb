import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readTable } from "../files/read.ts";
import { sample, scratch } from "../files/testing/scratch.ts";
import { createRng } from "../random.ts";
import { type Column, cellText, getColumn } from "../table.ts";
import { transform } from "./index.ts";
import { binary, cellsOf, contextOf, fitApply, fitted, numbers, numeric, texts } from "./testing/run.ts";

const at = scratch();

test("one-hot: levels by frequency, then other, then missing; a text never seen is other", () => {
  expect(fitApply("one-hot", [texts("b", "b", "a", null)], { later: [texts("zzz", "a", null)] })).toEqual([
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
});

test("one-hot takes whole numbers as codes", () => {
  expect(fitted("one-hot", [numeric("EDUCATION", "INTEGER", [1, 2, 1, null])]).names).toEqual([
    "EDUCATION=1",
    "EDUCATION=2",
    "EDUCATION=(other)",
    "EDUCATION=(missing)",
  ]);
});

test("ordinal: numbers in their own order, texts in that of the user; a level never seen is missing", () => {
  expect(fitApply("ordinal", [texts("10", "9", "2")], { later: [texts("2", "9", "10", "7", null)] })).toEqual([[0, 1, 2, null, null]]);
  expect(fitApply("ordinal", [texts("high", "low")], { params: { order: ["low", "mid", "high"] } })).toEqual([[2, 0]]);
  expect(() => fitApply("ordinal", [texts("high", "lo")], { params: { order: ["low", "high"] } })).toThrow(/Parameter 'order' lacks 'lo'/);
});

test("count-encode: share or count of the level among the training rows, missing cells too, 0 for what was not there", () => {
  const later = [texts("a", "b", "zzz", null)];
  expect(fitApply("count-encode", [texts("a", "a", "b", null)], { later })).toEqual([[0.5, 0.25, 0, 0.25]]);
  expect(fitApply("count-encode", [texts("a", "a", "b", null)], { params: { as: "COUNT" }, later })).toEqual([[2, 1, 0, 1]]);
});

describe("target-encode", () => {
  const kind = transform("target-encode");
  const fitCross = (inputs: Column[], params: Record<string, unknown>, y: number[], seed = 1) => {
    const parsed = kind.parse(params);
    const context = contextOf({ target: binary(...y), seed });
    return { cells: kind.crossFit?.(inputs, parsed, context, kind.fit(inputs, parsed, context)).map(cellsOf)[0] ?? [], context, parsed };
  };

  test("other rows get the smoothed mean of all training rows: (1 + 2 * 0.5) / (2 + 2)", () => {
    const found = fitApply("target-encode", [texts("a", "a", "b", "b")], {
      params: { smoothing: 2 },
      target: binary(1, 0, 1, 0),
      later: [texts("a", "zzz", null)],
    });
    expect(found).toEqual([[0.5, 0.5, 0.5]]);
    const uneven = { params: { smoothing: 1 }, target: binary(1, 1, 1, 0), later: [texts("a", "b")] };
    // a: (2 + 0.75) / 3; b: (1 + 0.75) / 3.
    expect(fitApply("target-encode", [texts("a", "a", "b", "b")], uneven)).toEqual([[2.75 / 3, 1.75 / 3]]);
  });

  test("a training row is encoded from the other folds alone: with as many folds as rows, from every row but itself", () => {
    const y = [1, 0, 1, 1];
    const { cells } = fitCross([texts("a", "a", "a", "b")], { smoothing: 1, folds: 4 }, y);
    // Row 0 of level a: the others have a sum 1 of 2 rows, and a prior of 2/3.
    expect(cells[0]).toBeCloseTo((1 + 2 / 3) / 3, 12);
    // Row 3 is the only b: without it nothing is known of b but the prior 2/3.
    expect(cells[3]).toBeCloseTo(2 / 3, 12);
  });

  test("a target without any relation leaves none in the training rows, where the plain mean would show a strong one", () => {
    const rng = createRng(12);
    const n = 4000;
    const levels = Array.from({ length: n }, () => `level ${rng.int(1000)}`);
    const y = Array.from({ length: n }, () => Number(rng.next() < 0.3));
    const correlation = (cells: readonly (number | string | null)[]) => {
      const [meanX, meanY] = [cells.reduce((sum: number, cell) => sum + Number(cell), 0) / n, y.reduce((sum, value) => sum + value, 0) / n];
      let [xy, xx, yy] = [0, 0, 0];
      cells.forEach((cell, i) => {
        const [dx, dy] = [Number(cell) - meanX, (y[i] as number) - meanY];
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
      });
      return xy / Math.sqrt(xx * yy);
    };
    const inputs = [texts(...levels)];
    const plain = fitApply("target-encode", inputs, { params: { smoothing: 1 }, target: binary(...y) })[0] ?? [];
    expect(correlation(plain)).toBeGreaterThan(0.4);
    expect(Math.abs(correlation(fitCross(inputs, { smoothing: 1 }, y).cells))).toBeLessThan(0.06);
  });

  test("folds follow the seed, and hold each class in proportion", () => {
    const inputs = [texts(...Array.from({ length: 200 }, (_, i) => (i % 2 ? "a" : "b")))];
    const y = Array.from({ length: 200 }, (_, i) => Number(i % 10 === 0));
    expect(fitCross(inputs, {}, y, 5).cells).toEqual(fitCross(inputs, {}, y, 5).cells);
    // 20 events in 5 folds of 40 rows: each fold has 4, so every fold's complement has the same prior, 16 of 160.
    const other = fitCross([texts(...Array.from({ length: 200 }, () => "x"))], { smoothing: 0 }, y).cells;
    expect(new Set(other)).toEqual(new Set([0.1]));
  });

  test("needs a target", () => {
    expect(() => kind.fit([texts("a")], kind.parse({}), contextOf())).toThrow(/there is none here/);
  });
});

describe("woe", () => {
  test("of a level with 3 of 4 bads and 1 of 4 goods is ln 3; a level never seen and an unseen gap are neutral", () => {
    const cells = ["a", "a", "a", "a", "b", "b", "b", "b"];
    const target = binary(1, 1, 1, 0, 1, 0, 0, 0);
    const found = fitApply("woe", [texts(...cells)], { target, later: [texts("a", "b", "zzz", null)] })[0] ?? [];
    expect(found.map((value) => Number(Number(value).toFixed(12)))).toEqual(
      [Math.log(3), -Math.log(3), 0, 0].map((value) => Number(value.toFixed(12))),
    );
  });

  test("missing cells have the weight of their own bin", () => {
    const target = binary(1, 1, 1, 0, 1, 0, 0, 0);
    const found = fitApply("woe", [numbers(null, null, null, null, 1, 1, 2, 2)], { target, later: [numbers(null)] })[0] ?? [];
    expect(found[0]).toBeCloseTo(Math.log(3), 12);
  });

  test("has at least 95 % of optbinning's information value on the German set, with its defaults", async () => {
    const { path } = await at.ingest(sample("credit_german_statlog.csv.gz"));
    const german = await readTable(path);
    const label = getColumn(german, "creditability");
    const target = binary(...Array.from({ length: 1000 }, (_, row) => Number(cellText(label, row) === "bad")));
    const file = new URL("../binning/golden/woe-german.json", import.meta.url);
    const { optbinning } = JSON.parse(readFileSync(file, "utf8")) as { optbinning: { results: Record<string, { iv: number }> } };
    for (const [name, { iv }] of Object.entries(optbinning.results)) {
      const { state } = fitted("woe", [getColumn(german, name)], { target });
      expect([name, (state as { iv: number }).iv]).toEqual([name, expect.toSatisfy((found: number) => found >= 0.95 * iv)]);
    }
  });

  test("of numbers rises or falls with the value, and one class alone is refused", () => {
    const rng = createRng(2);
    const x = Array.from({ length: 2000 }, () => rng.normal());
    const y = x.map((value) => Number(rng.next() < 1 / (1 + Math.exp(-2 * value))));
    const later = Array.from({ length: 41 }, (_, i) => (i - 20) / 8);
    const found = (fitApply("woe", [numbers(...x)], { target: binary(...y), later: [numbers(...later)] })[0] ?? []).map(Number);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(() => fitApply("woe", [numbers(1, 2)], { target: binary(1, 1) })).toThrow(
      expect.objectContaining({ code: "DEGENERATE_TARGET" }),
    );
  });
});

describe("bins", () => {
  const ten = numbers(...Array.from({ length: 10 }, (_, i) => i + 1), null);

  test("of equal size hold as many rows each, of equal width as much of the range", () => {
    expect(fitApply("bin-equal-frequency", [ten], { params: { bins: 5 } })).toEqual([[0, 0, 1, 1, 2, 2, 3, 3, 4, 4, null]]);
    expect(fitApply("bin-equal-width", [numbers(0, 1, 2, 9, 10)], { params: { bins: 2 }, later: [numbers(-5, 5, 5.1, 99)] })).toEqual([
      [0, 0, 1, 1],
    ]);
  });

  test("have labels that say where they end", () => {
    expect(fitApply("bin-equal-width", [numbers(0, 30)], { params: { bins: 3, as: "LABEL" }, later: [numbers(0, 15, 99, null)] })).toEqual([
      ["<= 10", "(10, 20]", "> 20", null],
    ]);
  });

  test("a value that fills more than a bin has one bin, and a constant column one in all", () => {
    expect(fitApply("bin-equal-frequency", [numbers(0, 0, 0, 0, 0, 0, 1, 2)], { params: { bins: 4 } })).toEqual([[0, 0, 0, 0, 0, 0, 1, 1]]);
    expect(fitApply("bin-equal-frequency", [numbers(7, 7)], { later: [numbers(1, 9)] })).toEqual([[0, 0]]);
  });
});

test("hash puts a level into one column with a sign, and a missing cell nowhere", () => {
  const found = fitApply("hash", [texts("a", null)], { params: { buckets: 4 } });
  expect(found.map((column) => Math.abs(Number(column[0]))).reduce((sum, value) => sum + value, 0)).toBe(1);
  expect(found.map((column) => column[1])).toEqual([0, 0, 0, 0]);
});
