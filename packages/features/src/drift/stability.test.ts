import { describe, expect, test } from "vitest";
import { countInBins, ksDistance, psiOfCounts } from "./stability.ts";

describe("stability measures", () => {
  test("equal shares are perfectly stable whatever the sample sizes", () => {
    expect(psiOfCounts([10, 30], [20, 60]).psi).toBe(0);
  });

  test("an empty bin counts as a share of 1e-4: (0.5 - 0.0001) ln(0.5 / 0.0001) for it, to 1e-12", () => {
    expect(psiOfCounts([0, 10], [5, 5]).contributions[0]).toBeCloseTo(0.4999 * Math.log(5000), 12);
  });

  test("open outer edges take any value", () => {
    expect([...countInBins([-9, 0, 9], [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY])]).toEqual([1, 2]);
  });

  test.each([
    ["a value outside the edges", () => countInBins([2], [0, 1])],
    ["edges that do not ascend", () => countInBins([0], [0, 0])],
    ["a sample without rows", () => psiOfCounts([0, 0], [1, 2])],
    ["a negative count", () => psiOfCounts([-1, 2], [1, 2])],
    ["different bins", () => psiOfCounts([1, 2], [1, 2, 3])],
    ["a NaN value", () => ksDistance([Number.NaN], [1])],
  ])("%s is refused", (_, act) => {
    expect(act).toThrow(expect.objectContaining({ name: "AppError", code: "INVALID_INPUT" }));
  });
});
