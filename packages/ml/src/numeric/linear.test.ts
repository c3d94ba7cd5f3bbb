import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { largestDifference } from "../testing/close.ts";
import { leastSquares, multiply, solveLinear } from "./linear.ts";

it("solves a system that needs an exchange of rows: 0x + 2y = 4, 3x + y = 5 gives (1, 2)", () => {
  expect([...solveLinear([0, 2, 3, 1], [4, 5])]).toEqual([1, 2]);
});

it("a matrix with dependent columns is refused", () => {
  expect(() => solveLinear([1, 2, 2, 4], [1, 2])).toThrow(expect.objectContaining({ code: "SINGULAR" }));
});

it("a product by hand: [1 2; 3 4] [5; 6] is [17; 39]", () => {
  expect([...multiply([1, 2, 3, 4], [5, 6], 2, 2, 1)]).toEqual([17, 39]);
});

it("least squares by hand: the line through (0, 1), (1, 2), (2, 4) is 5/6 + 3/2 x with R2 = 27/28", () => {
  const { coefficients, residuals, r2, crossInverse } = leastSquares([1, 0, 1, 1, 1, 2], [1, 2, 4], 2);
  // 1e-12 relative.
  expect(largestDifference(coefficients, [5 / 6, 3 / 2])).toBeLessThan(1e-12);
  expect(largestDifference(residuals, [1 / 6, -1 / 3, 1 / 6])).toBeLessThan(1e-12);
  expect(r2).toBeCloseTo(27 / 28, 12);
  expect(largestDifference(crossInverse, [5 / 6, -1 / 2, -1 / 2, 1 / 2])).toBeLessThan(1e-12);
});

it("columns of very different units cost no digits, and a dependent column is named", () => {
  const n = 40;
  const rng = createRng(1);
  const rows = Array.from({ length: n }, () => [1, 1e-6 * rng.normal(), 1e6 * rng.normal()]);
  const truth = [2, 3e6, -4e-6];
  const y = rows.map((row) => row.reduce((sum, value, j) => sum + value * (truth[j] as number), 0));
  const { coefficients } = leastSquares(rows.flat(), y, 3);
  truth.forEach((value, j) => {
    expect((coefficients[j] as number) / value).toBeCloseTo(1, 10);
  });
  expect(() =>
    leastSquares(
      rows.flatMap(([a = 0, b = 0]) => [a, b, 2 * b - a]),
      y,
      3,
    ),
  ).toThrow(/Column 2/);
});
