import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { aucAdvantage, logLosses, lossAdvantage } from "./advantage.ts";

it("a loss advantage by hand: differences 1, 3 have mean 2, sd sqrt 2 and the half width 1.96", () => {
  const { value, low, high } = lossAdvantage("mse", [1, 1], [2, 4]);
  // 1e-12: one square root.
  expect(value).toBeCloseTo(2, 12);
  expect(high - value).toBeCloseTo(1.959963984540054, 12);
  expect(value - low).toBeCloseTo(1.959963984540054, 12);
});

it("a row's logarithmic loss is that of its own class: ln 2, ln 4, and ln 1e15 where it was ruled out", () => {
  const losses = logLosses([0, 2, 1], [0.5, 0.25, 0.25, 0.5, 0.25, 0.25, 1, 0, 0]);
  expect([...losses]).toEqual([Math.log(2), Math.log(4), -Math.log(1e-15)]);
});

it("swapping the two models turns the interval round", () => {
  const rng = createRng(5);
  const y = Array.from({ length: 200 }, () => Number(rng.next() < 0.3));
  const a = y.map((label) => label + rng.normal());
  const b = y.map((label) => 0.3 * label + rng.normal());
  const forth = aucAdvantage(y, a, b);
  const back = aucAdvantage(y, b, a);
  expect(forth?.value).toBeGreaterThan(0);
  expect(back?.low).toBeCloseTo(-(forth?.high ?? 0), 12);
  expect(back?.high).toBeCloseTo(-(forth?.low ?? 0), 12);
});

it("the interval covers a true difference of zero in about 95 % of samples", () => {
  const rng = createRng(8);
  let covered = 0;
  for (let sample = 0; sample < 400; sample++) {
    const y = Array.from({ length: 150 }, () => Number(rng.next() < 0.4));
    const shared = y.map((label) => label + rng.normal());
    const [a, b] = [shared.map((s) => s + rng.normal()), shared.map((s) => s + rng.normal())];
    const { low, high } = aucAdvantage(y, a, b) ?? { low: 1, high: 1 };
    if (low <= 0 && high >= 0) covered++;
  }
  // 400 samples at 95 %: standard error 1.1 points; three of them.
  expect(covered / 400).toBeGreaterThan(0.917);
  expect(covered / 400).toBeLessThan(0.983);
});

it("has no interval for one row of a class, or a perfect ranking beside a constant one", () => {
  expect(aucAdvantage([1, 0, 0], [3, 1, 2], [1, 2, 3])).toBeNull();
  expect(aucAdvantage([1, 1, 0, 0], [4, 3, 2, 1], [1, 1, 1, 1])).toBeNull();
});
