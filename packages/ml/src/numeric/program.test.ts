import { expect, it } from "vitest";
import { solveProgram } from "./program.ts";

it("a linear program by hand: the corner of x + y <= 4, x + 3y <= 6 that is best for 3x + 5y is (3, 1)", async () => {
  const { x, objective, rowDuals } = await solveProgram({
    cost: [-3, -5],
    rows: [
      { indices: [0, 1], values: [1, 1], upper: 4 },
      { indices: [0, 1], values: [1, 3], upper: 6 },
    ],
  });
  // 1e-9 absolute: a corner of small whole numbers.
  expect(x[0]).toBeCloseTo(3, 9);
  expect(x[1]).toBeCloseTo(1, 9);
  expect(objective).toBeCloseTo(-14, 9);
  // One unit more of the first row moves the corner by (1.5, -0.5): 3 * 1.5 - 5 * 0.5 = 2.
  expect(rowDuals[0]).toBeCloseTo(-2, 9);
});

it("a quadratic program by hand: minimum variance of variances 1 and 4 without correlation holds 0.8 and 0.2", async () => {
  const { x } = await solveProgram({
    cost: [0, 0],
    quadratic: Float64Array.of(1, 0, 0, 4),
    rows: [{ indices: [0, 1], values: [1, 1], lower: 1, upper: 1 }],
  });
  expect(x[0]).toBeCloseTo(0.8, 7);
  expect(x[1]).toBeCloseTo(0.2, 7);
});

it("says whether nothing is allowed or nothing is best", async () => {
  await expect(solveProgram({ cost: [1], rows: [{ indices: [0], values: [1], upper: -1 }] })).rejects.toMatchObject({ code: "INFEASIBLE" });
  await expect(solveProgram({ cost: [-1], rows: [] })).rejects.toMatchObject({ code: expect.stringMatching(/UNBOUNDED|INFEASIBLE/) });
});
