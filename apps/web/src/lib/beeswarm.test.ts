import { expect, test } from "vitest";
import { swarmOffsets } from "./beeswarm.ts";

test("dots of one value spread evenly about the middle, dots apart stay on it", () => {
  expect(swarmOffsets([1, 1, 1, 9]).map((offset) => Math.round(offset * 100) / 100 + 0)).toEqual([0, -0.05, 0.05, 0]);
});

test("however many dots lie at one place, they stay within their row", () => {
  const offsets = swarmOffsets(Array.from({ length: 900 }, (_, at) => (at < 890 ? 0 : at)));
  expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(0.43);
});
