import { expect, it } from "vitest";
import { cholesky, inverseOf, solveCholesky } from "./cholesky.ts";

// 1e-14 absolute: 3x3 whole-number example, L = [[2, 0, 0], [6, 1, 0], [-8, 5, 3]].
const A = [4, 12, -16, 12, 37, -43, -16, -43, 98];

it("factors, solves and inverts a matrix of whole numbers", () => {
  const factor = cholesky(A, 3);
  expect([...factor]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  // A (1, 2, 3)' = (-20, -43, 192)'.
  solveCholesky(factor, [-20, -43, 192]).forEach((value, i) => {
    expect(value).toBeCloseTo(i + 1, 11);
  });
  const inverse = inverseOf(factor, 3);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const product = [0, 1, 2].reduce((sum, k) => sum + (A[i * 3 + k] as number) * (inverse[k * 3 + j] as number), 0);
      expect(product).toBeCloseTo(Number(i === j), 10);
    }
  }
});

it("a repeated row is refused, and on request has a zero column", () => {
  const repeated = [1, 1, 1, 1];
  expect(() => cholesky(repeated, 2)).toThrow(expect.objectContaining({ code: "NOT_POSITIVE_DEFINITE", context: { row: 1 } }));
  expect([...cholesky(repeated, 2, { semidefinite: true })]).toEqual([1, 0, 1, 0]);
});

it("correlations that contradict each other are refused even where zero variance is allowed", () => {
  const contradiction = [1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1];
  expect(() => cholesky(contradiction, 3, { semidefinite: true })).toThrow("not positive definite");
  expect(() => cholesky([0, 0.5, 0.5, 1], 2, { semidefinite: true })).toThrow("not positive definite");
  expect(() => cholesky([1, 1, 0.5, 1, 1, 0.9, 0.5, 0.9, 1], 3, { semidefinite: true })).toThrow("not positive definite");
});
