import { expect, test } from "vitest";
import { replayDifference } from "./replay-difference.ts";

const weights = (...values: number[]) => [{ name: "kernel", shape: [values.length], values: Float32Array.from(values) }];

test("the same weights and scores are identical", () => {
  const one = { weights: weights(1, 2), scores: [0.1, 0.9] };
  const { outcome, weightHash, maxWeightDifference, scores } = replayDifference(one, { ...one });
  expect([outcome, maxWeightDifference, scores.maxRelative]).toEqual(["IDENTICAL", 0, 0]);
  expect(weightHash.stored).toBe(weightHash.replayed);
});

test("scores within 1e-5 of each other are within tolerance, further ones differ, and figures say by how much", () => {
  const stored = { weights: weights(1, 2), scores: [0.5, 1e-9] };
  const near = replayDifference(stored, { weights: weights(1, 2.5), scores: [0.5 * (1 + 9e-6), 2e-12] });
  expect(near).toMatchObject({ outcome: "DIFFERS", maxWeightDifference: 0.5 });
  // 1e-9 against 2e-12 counts as 9.98e-10 / 1e-6.
  expect(near.scores.maxRelative).toBeCloseTo(9.98e-4, 6);
  expect(replayDifference({ ...stored, scores: [0.5] }, { weights: weights(1, 2.5), scores: [0.5 * (1 + 9e-6)] }).outcome).toBe(
    "WITHIN_TOLERANCE",
  );
  expect(replayDifference({ ...stored, scores: [0.5] }, { weights: weights(1, 2), scores: [0.5 * (1 + 2e-5)] }).outcome).toBe("DIFFERS");
});

test("other shapes and scores that are no numbers differ; other rows are refused", () => {
  const stored = { weights: weights(1, 2), scores: [0.5] };
  expect(replayDifference(stored, { weights: weights(1), scores: [Number.NaN] })).toMatchObject({
    outcome: "DIFFERS",
    maxWeightDifference: null,
  });
  expect(() => replayDifference(stored, { weights: weights(1, 2), scores: [] })).toThrow(/one value a row/);
});
