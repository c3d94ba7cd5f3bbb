import { expect, it } from "vitest";
import { gradientOf, hessianOf, minimizeByDifferences } from "./minimize-by-differences.ts";

const rosenbrock = (x: Float64Array) => (1 - (x[0] as number)) ** 2 + 100 * ((x[1] as number) - (x[0] as number) ** 2) ** 2;

it("Rosenbrock's valley from its classical start leads to (1, 1)", () => {
  const { x, value } = minimizeByDifferences(rosenbrock, [-1.2, 1]);
  // 1e-4 absolute: the valley is flat.
  expect(x[0]).toBeCloseTo(1, 4);
  expect(x[1]).toBeCloseTo(1, 4);
  expect(value).toBeLessThan(1e-8);
});

it("a minimum beside a wall of Infinity is found: -ln x + x is least at 1", () => {
  const { x } = minimizeByDifferences(
    (at) => ((at[0] as number) > 0 ? (at[0] as number) - Math.log(at[0] as number) : Number.POSITIVE_INFINITY),
    [30],
  );
  expect(x[0]).toBeCloseTo(1, 5);
});

it("a kink, where differences mislead, is handed to the simplex: |x - 2| + |y + 1|", () => {
  const { x } = minimizeByDifferences((at) => Math.abs((at[0] as number) - 2) + Math.abs((at[1] as number) + 1), [0, 0]);
  expect(x[0]).toBeCloseTo(2, 4);
  expect(x[1]).toBeCloseTo(-1, 4);
});

it("the gradient and Hessian of x^2 y at (1, 2) are (4, 1) and [[4, 2], [2, 0]]", () => {
  const f = (x: Float64Array) => (x[0] as number) ** 2 * (x[1] as number);
  [...gradientOf(f, Float64Array.of(1, 2))].forEach((value, i) => {
    expect(value).toBeCloseTo([4, 1][i] as number, 8);
  });
  [...hessianOf(f, [1, 2])].forEach((value, i) => {
    expect(value).toBeCloseTo([4, 2, 2, 0][i] as number, 6);
  });
});

it("a start outside the domain and a function without a minimum are refused", () => {
  expect(() => minimizeByDifferences(() => Number.POSITIVE_INFINITY, [0])).toThrow(expect.objectContaining({ code: "NOT_CONVERGED" }));
  expect(() => minimizeByDifferences((x) => -((x[0] as number) ** 3), [1])).toThrow(expect.objectContaining({ code: "NOT_CONVERGED" }));
});
