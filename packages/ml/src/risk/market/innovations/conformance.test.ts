import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { innovation, innovations } from "./index.ts";
import { skewStudent } from "./skew-student.ts";
import { student } from "./student.ts";

const SHAPES: Record<string, number[][]> = {
  nu: [[3.2], [6.5], [40]],
  eta: [
    [3.1, 0.4],
    [8.1, -0.13],
    [30, -0.6],
    [6, 0],
  ],
};
const shapesOf = (name: string) => SHAPES[innovation(name).shapes[0]?.name ?? ""] ?? [[]];
const cases = innovations.flatMap((entry) => shapesOf(entry.name).map((shape) => [entry.name, shape, entry] as const));

/** Simpson's rule over tan(s), which reaches both infinities. */
function integrate(f: (z: number) => number, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): number {
  const steps = 6_000;
  const [low, high] = [Math.atan(from), Math.atan(to)];
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const s = low + ((high - low) * k) / steps;
    const z = Math.tan(s);
    const value = Math.abs(s) > Math.PI / 2 - 1e-9 ? 0 : f(z) * (1 + z * z);
    sum += value * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2);
  }
  return (sum * (high - low)) / (3 * steps);
}

describe.each(cases)("%s with shape %j", (_name, shape, entry) => {
  const evaluate = (z: number, at: readonly number[] = shape) => {
    const out = { density: new Float64Array(1), byZ: new Float64Array(1), byShape: shape.map(() => new Float64Array(1)) };
    entry.evaluate(Float64Array.of(z), 1, at, out);
    return { density: out.density[0] as number, byZ: out.byZ[0] as number, byShape: out.byShape.map((own) => own[0] as number) };
  };
  const density = (z: number) => Math.exp(evaluate(z).density);

  it("is a density with mean zero and variance one", () => {
    // Simpson's rule reaches few digits of the second moment where the tail is heavy.
    const digits = (shape[0] ?? 9) < 5 ? 2 : 5;
    expect(integrate(density)).toBeCloseTo(1, 7);
    expect(integrate((z) => z * density(z))).toBeCloseTo(0, digits);
    expect(integrate((z) => z * z * density(z))).toBeCloseTo(1, digits);
    expect(integrate((z) => (z < 0 ? z * z * density(z) : 0))).toBeCloseTo(entry.negativeSquare(shape), 2);
  });

  it("has the derivatives that central differences give", () => {
    for (const z of [-3.3, -0.9, 0.02, 0.4, 2.7]) {
      const { byZ, byShape } = evaluate(z);
      const step = 1e-5;
      // 1e-7 absolute: the step squared times a third derivative, and rounding over the step.
      expect(Math.abs((evaluate(z + step).density - evaluate(z - step).density) / (2 * step) - byZ)).toBeLessThan(1e-7);
      byShape.forEach((own, k) => {
        const moved = (by: number) =>
          evaluate(
            z,
            shape.map((value, i) => (i === k ? value + by : value)),
          ).density;
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - own)).toBeLessThan(1e-7);
      });
    }
  });

  it("its distribution function, quantile and tail mean are those of its density", () => {
    for (const p of [0.001, 0.01, 0.05, 0.3, 0.5, 0.8, 0.99]) {
      const z = entry.quantile(p, shape);
      expect(entry.cdf(z, shape)).toBeCloseTo(p, 10);
      expect(integrate(density, Number.NEGATIVE_INFINITY, z)).toBeCloseTo(p, 5);
      const tail = entry.tailMean(p, shape);
      expect(tail).toBeLessThan(z);
      if ((shape[0] ?? 9) > 3 && p >= 0.01)
        expect(integrate((value) => value * density(value), Number.NEGATIVE_INFINITY, z) / p).toBeCloseTo(tail, 3);
    }
  });

  it("draws have its distribution: the largest distance of 20,000 is within Kolmogorov's 0.1 % point", () => {
    const rng = createRng(17);
    const n = 20_000;
    const sample = Float64Array.from({ length: n }, () => entry.draw(rng, shape)).sort();
    let distance = 0;
    sample.forEach((z, i) => {
      const p = entry.cdf(z, shape);
      distance = Math.max(distance, Math.abs(p - i / n), Math.abs(p - (i + 1) / n));
    });
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
  });
});

it("the skewed t without skew is the t", () => {
  for (const p of [0.01, 0.2, 0.9]) {
    expect(skewStudent.quantile(p, [7, 0])).toBeCloseTo(student.quantile(p, [7]), 12);
    expect(skewStudent.tailMean(p, [7, 0])).toBeCloseTo(student.tailMean(p, [7]), 12);
  }
});

it("a distribution that does not exist is refused with those that do", () => {
  expect(() => innovation("cauchy")).toThrow(/normal, t, skew-t/);
});
