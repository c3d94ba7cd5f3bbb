import { createRng } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { evaluateBinary } from "./binary.ts";
import { bootstrapIntervals, quantile, replicatesFor } from "./bootstrap.ts";
import { delongAuc } from "./delong.ts";
import { evaluateMulticlass } from "./multiclass.ts";
import { score, y } from "./testing/golden.ts";

function sample(n: number, seed: number): { y: number[]; score: number[] } {
  const rng = createRng(seed);
  const labels = Array.from({ length: n }, () => (rng.next() < 0.3 ? 1 : 0));
  return { y: labels, score: labels.map((label) => 1 / (1 + Math.exp(-(rng.normal() + label - 0.8)))) };
}

describe("bootstrap intervals", () => {
  test("the same seed gives the same intervals, another seed others", () => {
    const run = (seed: number) => evaluateBinary({ y, score, split: "TEST", bootstrap: { replicates: 200, seed } });
    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
  });

  test("every interval holds its value", () => {
    for (const { name, value, low, high } of evaluateBinary({ ...sample(2000, 3), split: "TEST" })) {
      expect(low, name).toBeLessThanOrEqual(value);
      expect(high, name).toBeGreaterThanOrEqual(value);
    }
  });

  test("the interval of a mean is mean +- 1.96 standard errors, its width to 8 % at 2,000 replicates", () => {
    const rng = createRng(11);
    const values = Float64Array.from({ length: 400 }, () => rng.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 400;
    const [interval] = bootstrapIntervals(
      400,
      1,
      (counts, out) => {
        out[0] = counts.reduce((sum, count, i) => sum + count * (values[i] ?? 0), 0) / 400;
        return true;
      },
      { replicates: 2000, seed: 1 },
    );
    const width = (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(Math.abs(width / (2 * 1.96 * error) - 1)).toBeLessThan(0.08);
  });

  test("the interval of the AUC agrees with DeLong's, its width to 10 % on 2,000 rows", () => {
    const data = sample(2000, 5);
    const [auc] = evaluateBinary({ ...data, split: "TEST" });
    const delong = delongAuc(data.y, data.score);
    const width = (auc?.high ?? 0) - (auc?.low ?? 0);
    expect(Math.abs(width / (delong.high - delong.low) - 1)).toBeLessThan(0.1);
  });

  test("a single positive row still gets finite intervals: resamples without it are drawn again", () => {
    for (const { low, high } of evaluateBinary({ y: [0, 0, 0, 1], score: [0.1, 0.2, 0.6, 0.5], split: "TEST" })) {
      expect(Number.isFinite(low)).toBe(true);
      expect(Number.isFinite(high)).toBe(true);
    }
  });

  test("a million rows get 200 replicates, 200,000 rows all 1,000", () => {
    expect([replicatesFor(200_000, 1000), replicatesFor(1_000_000, 1000), replicatesFor(50_000_000, 1000)]).toEqual([1000, 200, 100]);
  });

  test("quantiles are interpolated linearly", () => {
    expect(quantile([1, 2, 3], 0.25)).toBe(1.5);
    expect(quantile([4], 0.975)).toBe(4);
  });

  test.each([
    ["too few replicates", { replicates: 10, seed: 1 }],
    ["a fractional seed", { replicates: 1000, seed: 0.5 }],
    ["a negative seed", { replicates: 1000, seed: -1 }],
  ])("%s is refused", (_, bootstrap) => {
    expect(() => evaluateBinary({ y, score, split: "TEST", bootstrap })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    const multiclass = () => evaluateMulticlass({ y: [0, 1], score: [1, 0, 0, 1], nClasses: 2, split: "TEST", bootstrap });
    expect(multiclass).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

describe("evaluateBinary", () => {
  test("reads 32-bit scores and 8-bit labels as the plain lists they came from, metrics to 1e-7", () => {
    const plain = evaluateBinary({ y, score, split: "TEST", bootstrap: null });
    const typed = evaluateBinary({ y: Uint8Array.from(y), score: Float32Array.from(score), split: "TEST", bootstrap: null });
    typed.forEach((metric, i) => {
      expect(Math.abs(metric.value - (plain[i]?.value ?? Number.NaN))).toBeLessThan(1e-7);
    });
  });

  test.each([
    ["one class", [0, 0], [0.1, 0.2], 0.5, "DEGENERATE_TARGET"],
    ["no rows", [], [], 0.5, "INVALID_INPUT"],
    ["a NaN score", [0, 1], [Number.NaN, 0.2], 0.5, "INVALID_INPUT"],
    ["a score above 1", [0, 1], [0.2, 1.5], 0.5, "INVALID_INPUT"],
    ["different lengths", [0, 1], [0.2], 0.5, "INVALID_INPUT"],
    ["a NaN threshold", [0, 1], [0.2, 0.4], Number.NaN, "INVALID_INPUT"],
  ])("refuses %s", (_, labels, scores, threshold, code) => {
    expect(() => evaluateBinary({ y: labels, score: scores, threshold, split: "TEST" })).toThrow(
      expect.objectContaining({ name: "AppError", code }),
    );
  });
});
