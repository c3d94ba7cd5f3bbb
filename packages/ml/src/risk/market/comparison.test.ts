import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { dieboldMariano } from "./diebold-mariano.ts";
import { longRunVariance } from "./hac.ts";
import { modelConfidenceSet } from "./model-confidence-set.ts";
import { checkNoMajority, checkSeries, returnsOf } from "./series.ts";
import { walkForwardBlocks } from "./walk-forward.ts";

it("long-run variance by hand: 1, -1, 1, -1 has gamma 1, -3/4, so 1 - 3/4 with one lag", () => {
  expect(longRunVariance(Float64Array.of(1, -1, 1, -1), 0)).toBe(1);
  expect(longRunVariance(Float64Array.of(1, -1, 1, -1), 1)).toBeCloseTo(1 - 2 * 0.5 * 0.75, 14);
});

it("Diebold-Mariano rejects equal losses about 5 % of the time, and names the better one where there is one", () => {
  const rng = createRng(4);
  const draw = (shift: number) => Float64Array.from({ length: 400 }, () => rng.normal() + shift);
  let rejected = 0;
  for (let round = 0; round < 500; round++) rejected += Number(dieboldMariano(draw(0), draw(0)).better !== null);
  // 25 expected; a Newey-West variance at 7 lags rejects a little too often.
  expect(rejected).toBeGreaterThan(10);
  expect(rejected).toBeLessThan(50);
  expect(dieboldMariano(draw(0), draw(0.5)).better).toBe("a");
  const same = draw(0);
  expect(dieboldMariano(same, same)).toMatchObject({ statistic: null, pValue: 1, better: null });
});

it("the confidence set keeps models that are equally good and leaves out one that is worse", () => {
  const rng = createRng(9);
  const common = Float64Array.from({ length: 600 }, () => rng.normal());
  const model = (name: string, shift: number) => ({ name, values: common.map((value) => value + shift + 0.3 * rng.normal()) });
  const set = modelConfidenceSet([model("a", 0), model("b", 0), model("bad", 0.2), model("worse", 0.6)], { seed: 1 });
  expect(set.map(({ isMember }) => isMember)).toEqual([true, true, false, false]);
  expect(Math.max(...set.map(({ pValue }) => pValue))).toBe(1);
  expect(modelConfidenceSet([model("one", 0)], { seed: 1 })[0]).toMatchObject({ pValue: 1, isMember: true });
});

it("walk-forward blocks cover every row from the window on, once", () => {
  expect(walkForwardBlocks(10, { kind: "ROLLING", size: 4, refitEvery: 4 })).toEqual([
    { begin: 0, from: 4, to: 8 },
    { begin: 4, from: 8, to: 10 },
  ]);
  expect(walkForwardBlocks(10, { kind: "EXPANDING", size: 4, refitEvery: 4 }, 6)).toEqual([{ begin: 0, from: 6, to: 10 }]);
  expect(() => walkForwardBlocks(10, { kind: "ROLLING", size: 10, refitEvery: 1 })).toThrow(/leaves nothing/);
});

it("returns span missing days, count standstills, and refuse a logarithm of a price that is not positive", () => {
  const prices = [100, 110, Number.NaN, 99, 99, 99];
  const { returns, ...rest } = returnsOf(prices, "simple");
  expect([...returns].map((value) => Number(value.toFixed(12)))).toEqual([0.1, -0.1, 0, 0]);
  expect(rest).toMatchObject({ nMissing: 1, nZero: 2, longestZeroRun: 2 });
  expect([...rest.rows]).toEqual([1, 3, 4, 5]);
  expect(() => returnsOf([10, -37.63, 10], "log")).toThrow(/Row 1 is -37.63/);
  expect([...returnsOf([10, -37.63, 10], "difference").returns]).toEqual([-47.63, 47.63]);
  expect(() => returnsOf([Number.NaN, 5], "log")).toThrow(/two days/);
  expect(() => returnsOf([1, Number.POSITIVE_INFINITY], "difference")).toThrow(/finite/);
});

it("a series of mostly one value is refused, whatever its order", () => {
  expect(() => checkNoMajority([0, 1, 0, 2, 0], "returns")).toThrow(/3 of 5/);
  expect(() => checkNoMajority([1, 0, 2, 0, 3, 0], "returns")).not.toThrow();
  expect(() => checkSeries([1, 1 + 1e-16, 1], { name: "returns", minimum: 2 })).toThrow(
    expect.objectContaining({ code: "DEGENERATE_SERIES" }),
  );
});
