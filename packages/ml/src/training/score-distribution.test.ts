import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { scoreDistribution, shareOf } from "./score-distribution.ts";

it("keeps few scores exactly: the share of rows with at most that score", () => {
  const own = scoreDistribution([3, 1, 2, 2]);
  expect(own).toEqual({ scores: [1, 2, 3], shares: [0.25, 0.75, 1] });
  expect([0.5, 1, 1.5, 2, 3, 9].map((score) => shareOf(own, score))).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
});

it("of many scores keeps few, and every share within 0.4 % of the exact one, within 0.01 % in the last hundredth", () => {
  const rng = createRng(3);
  const scores = Float32Array.from({ length: 100_000 }, () => Math.exp(2 * rng.normal()));
  const own = scoreDistribution(scores);
  expect(own.scores.length).toBeLessThan(4_000);
  const sorted = scores.toSorted();
  for (const rank of [10, 500, 30_000, 77_777, 90_000])
    expect(Math.abs(shareOf(own, sorted[rank] as number) - (rank + 1) / 1e5)).toBeLessThan(0.004);
  for (const rank of [99_050, 99_500, 99_950]) expect(Math.abs(shareOf(own, sorted[rank] as number) - (rank + 1) / 1e5)).toBeLessThan(1e-4);
});

it("scores that are all the same are one point, at which the share is 1", () => {
  const own = scoreDistribution(new Float32Array(5000).fill(2));
  expect(own).toEqual({ scores: [2], shares: [1] });
  expect([1.9, 2].map((score) => shareOf(own, score))).toEqual([0, 1]);
});
