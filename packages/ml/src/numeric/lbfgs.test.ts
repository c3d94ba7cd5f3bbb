import { describe, expect, it } from "vitest";
import { lbfgs } from "./lbfgs.ts";

describe("limited-memory BFGS", () => {
  it("finds the minimum of a stretched bowl of 200 unknowns, to 1e-6", () => {
    const n = 200;
    const found = lbfgs(
      (x, gradient) => {
        let value = 0;
        for (let i = 0; i < n; i += 1) {
          const d = (x[i] as number) - i;
          gradient[i] = (1 + i) * d;
          value += ((1 + i) * d * d) / 2;
        }
        return value;
      },
      new Float64Array(n),
      { tolerance: 1e-7, maxIterations: 1000 },
    );
    expect(found.converged).toBe(true);
    found.x.forEach((value, i) => {
      expect(Math.abs(value - i)).toBeLessThan(1e-6);
    });
  });

  it("follows Rosenbrock's valley to (1, 1)", () => {
    const found = lbfgs(
      ([a = 0, b = 0], gradient) => {
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
        gradient[1] = 200 * (b - a * a);
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      },
      [-1.2, 1],
      { tolerance: 1e-8, maxIterations: 200 },
    );
    expect(found.converged).toBe(true);
    expect(Math.abs((found.x[0] as number) - 1)).toBeLessThan(1e-6);
  });

  it("ends where it may go no further, and says so", () => {
    const slope = (_x: Float64Array, gradient: Float64Array) => {
      gradient[0] = 1;
      return _x[0] as number;
    };
    expect(lbfgs(slope, [0], { tolerance: 1e-9, maxIterations: 3 })).toMatchObject({ converged: false, gradientNorm: 1 });
  });
});
