import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { minimize, minimizeFromStarts } from "./minimize.ts";

/** (1 - a)^2 + 100 (b - a^2)^2, whose minimum is (1, 1). */
const rosenbrock = (x: Float64Array, gradient: Float64Array) => {
  const [a = 0, b = 0] = x;
  gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  gradient[1] = 200 * (b - a * a);
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
};

it("follows Rosenbrock's valley to (1, 1)", () => {
  const { x, converged, evaluations } = minimize({ start: [-1.2, 1], objective: rosenbrock, tolerance: 1e-14 });
  expect(converged).toBe(true);
  // 1e-6 absolute: the value is flat to its square.
  expect(x[0]).toBeCloseTo(1, 6);
  expect(x[1]).toBeCloseTo(1, 6);
  expect(evaluations).toBeLessThan(100);
});

it("stops at a bound, where the gradient is not zero but points outside", () => {
  const bounded = minimize({ start: [-1, -1], lower: [-2, -2], upper: [0.5, 2], objective: rosenbrock, tolerance: 1e-14 });
  expect(bounded.x[0]).toBeCloseTo(0.5, 10);
  expect(bounded.x[1]).toBeCloseTo(0.25, 6);
  expect(bounded.gradient[0]).toBeCloseTo(-1, 5);
  expect(bounded.optimality).toBeLessThan(1e-5);
});

it("keeps a linear row: the point of x + y <= 1 nearest to (2, 1) is (1, 0), and (3, 0) beyond a bound goes to the corner", () => {
  const nearest = (p: number, q: number) =>
    minimize({
      start: [0, 0],
      lower: [0, 0],
      rows: [{ coefficients: [1, 1], upper: 1 }],
      objective: ([a = 0, b = 0], gradient) => {
        gradient[0] = 2 * (a - p);
        gradient[1] = 2 * (b - q);
        return (a - p) ** 2 + (b - q) ** 2;
      },
      tolerance: 1e-15,
    });
  for (const [p, q, a, b] of [
    [2, 1, 1, 0],
    [1.2, 0.8, 0.7, 0.3],
    [3, 0, 1, 0],
    [0.2, 0.3, 0.2, 0.3],
  ] as const) {
    const { x, converged } = nearest(p, q);
    expect(converged).toBe(true);
    expect(x[0]).toBeCloseTo(a, 7);
    expect(x[1]).toBeCloseTo(b, 7);
  }
});

it("is not led astray by unknowns of very different sizes", () => {
  const sizes = [1e-6, 1, 1e5];
  const { x } = minimize({
    start: [3e-6, 0.2, 4e5],
    objective: (point, gradient) =>
      sizes.reduce((sum, size, i) => {
        const off = (point[i] as number) / size - 1;
        gradient[i] = (2 * off + 4 * off ** 3) / size;
        return sum + off ** 2 + off ** 4;
      }, 0),
    tolerance: 1e-14,
  });
  sizes.forEach((size, i) => {
    expect((x[i] as number) / size).toBeCloseTo(1, 5);
  });
});

it("turns back where the objective has no value", () => {
  const { x } = minimize({
    start: [0.9],
    objective: ([a = 0], gradient) => {
      gradient[0] = 1 - 0.01 / a;
      return a > 0 ? a - 0.01 * Math.log(a) : Number.NaN;
    },
  });
  expect(x[0]).toBeCloseTo(0.01, 4);
});

it("random convex quadratics on a simplex meet the optimality conditions", () => {
  const rng = createRng(5);
  for (let round = 0; round < 50; round++) {
    const n = 2 + rng.int(5);
    const target = Array.from({ length: n }, () => rng.normal());
    const weight = Array.from({ length: n }, () => Math.exp(2 * rng.normal()));
    const found = minimize({
      start: new Float64Array(n),
      lower: new Float64Array(n),
      rows: [{ coefficients: new Float64Array(n).fill(1), upper: 1 }],
      objective: (x, gradient) =>
        target.reduce((sum, goal, i) => {
          const off = (x[i] as number) - goal;
          gradient[i] = 2 * (weight[i] as number) * off;
          return sum + (weight[i] as number) * off * off;
        }, 0),
      tolerance: 1e-15,
    });
    // The solution is max(0, target - price / (2 weight)) for the price at which it sums to at most one.
    const at = (price: number) => target.map((goal, i) => Math.max(0, goal - price / (2 * (weight[i] as number))));
    const total = (price: number) => at(price).reduce((sum, value) => sum + value, 0);
    let [low, high] = [0, 1e4];
    if (total(0) <= 1) high = 0;
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      if (total(middle) > 1) low = middle;
      else high = middle;
    }
    at(high).forEach((value, i) => {
      expect(Math.abs((found.x[i] as number) - value)).toBeLessThan(1e-6);
    });
  }
});

it("takes the best of several starts, and refuses bounds that leave nothing", () => {
  // Two valleys, at -1 (value 0.1) and 1 (value 0).
  const valleys = ([a = 0]: Float64Array, gradient: Float64Array) => {
    gradient[0] = 4 * a * (a * a - 1) - 0.05;
    return (a * a - 1) ** 2 + 0.05 * (1 - a);
  };
  expect(minimizeFromStarts([[-1.1], [0.7]], { objective: valleys }).x[0]).toBeGreaterThan(0.9);
  expect(() => minimize({ start: [0], lower: [1], upper: [0], objective: valleys })).toThrow(/leave nothing/);
});
