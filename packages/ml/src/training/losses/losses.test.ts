import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { losses, lossOf } from "./index.ts";

const K = { BINARY: 1, MULTICLASS: 3, REGRESSION: 1 } as Record<string, number>;

describe.each(losses.map((loss) => [loss.name, loss] as const))("%s", (_name, loss) => {
  const n = 5;
  const k = K[loss.task] as number;
  const rng = createRng(2);
  const logits = Float32Array.from({ length: n * k }, () => 3 * rng.normal());
  const y = Float32Array.from({ length: n }, (_value, i) => (loss.task === "REGRESSION" ? rng.normal() : i % (k === 1 ? 2 : k)));
  const weight = Float32Array.of(1, 2, 0.5, 0, 1);

  it("has the gradient that central differences give", () => {
    const gradient = new Float32Array(n * k);
    const rows = { n, y, weight };
    loss.evaluate(logits, rows, gradient);
    logits.forEach((_value, at) => {
      const step = 2 ** -7;
      const shifted = (by: number) =>
        loss.evaluate(
          logits.map((value, i) => (i === at ? value + by : value)),
          rows,
        ) / n;
      // 1e-4 absolute: the step's own error is about step^2.
      expect(Math.abs((gradient[at] as number) - (shifted(step) - shifted(-step)) / (2 * step))).toBeLessThan(1e-4);
    });
  });

  it("pools members into the outputs whose prediction is the mean of theirs", () => {
    const members = 3;
    const all = Float32Array.from({ length: members * n * k }, () => 3 * rng.normal());
    const pooled = loss.predict(loss.pool(all, members, n), n);
    const each = Array.from({ length: members }, (_member, m) => loss.predict(all.subarray(m * n * k, (m + 1) * n * k), n));
    // 1e-6 absolute: float32.
    pooled.forEach((value, i) => {
      expect(Math.abs(value - each.reduce((sum, own) => sum + (own[i] as number), 0) / members)).toBeLessThan(1e-6);
    });
  });

  it("never gives NaN, however large the outputs", () => {
    expect(Number.isFinite(loss.evaluate(new Float32Array(n * k).fill(1e15), { n, y, weight: null }))).toBe(true);
    expect(loss.predict(new Float32Array(n * k).fill(1e30), n).some(Number.isNaN)).toBe(false);
  });
});

describe("losses by hand", () => {
  it("binary: ln 2 for a logit of 0, and z - y z + ln(1 + e^-z) for z = 2, y = 0", () => {
    const loss = lossOf("BINARY");
    // 1e-12 relative.
    expect(loss.evaluate(Float32Array.of(0, 2), { n: 2, y: Float32Array.of(1, 0), weight: null })).toBeCloseTo(
      Math.LN2 + 2 + Math.log(1 + Math.exp(-2)),
      12,
    );
    expect(loss.countCorrect?.(Float32Array.of(0, 2), { n: 2, y: Float32Array.of(1, 0), weight: null })).toBe(1);
  });

  it("categorical: ln 3 for equal logits, and probabilities that add up to one", () => {
    const loss = lossOf("MULTICLASS");
    expect(loss.evaluate(new Float32Array(3), { n: 1, y: Float32Array.of(2), weight: null })).toBeCloseTo(Math.log(3), 12);
    const sum = loss.predict(Float32Array.of(1, 2, 300), 1).reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it("a task without a loss is refused with those that have one", () => {
    expect(() => lossOf("FORECAST")).toThrow(/BINARY, MULTICLASS, REGRESSION/);
  });
});
