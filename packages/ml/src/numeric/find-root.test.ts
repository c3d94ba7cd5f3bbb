import { expect, it } from "vitest";
import { findRoot } from "./find-root.ts";

it("finds roots of steep, flat and shifted functions", () => {
  // 1e-12 relative: closed forms.
  expect(findRoot((x) => x * x - 2, 0, 10)).toBeCloseTo(Math.SQRT2, 12);
  expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332151607, 12);
  expect(findRoot((x) => Math.exp(x) - 1e6, -50, 50)).toBeCloseTo(Math.log(1e6), 11);
  expect(findRoot((x) => (x - 3) ** 3, -100, 90)).toBeCloseTo(3, 4);
  expect(findRoot((x) => x, 0, 1)).toBe(0);
});

it("two ends of one sign are refused", () => {
  expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow(expect.objectContaining({ code: "NOT_CONVERGED" }));
});

it("needs few evaluations of a smooth function", () => {
  let count = 0;
  findRoot(
    (x) => {
      count++;
      return Math.log(x) - 1;
    },
    1e-3,
    1e3,
  );
  expect(count).toBeLessThan(25);
});
