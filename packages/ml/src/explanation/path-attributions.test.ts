import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import type { Background } from "./background.ts";
import { completeness, type GradientModel } from "./encoded-attributions.ts";
import { pathAttributions } from "./path-attributions.ts";
import { sampledAttributions } from "./sampled-attributions.ts";

/** A margin written down with its gradient: what a network gives, by hand. */
function written(width: number, value: (x: number[]) => number, gradient: (x: number[]) => number[]): GradientModel & { asked: number } {
  const rows = (x: Float32Array, n: number) => Array.from({ length: n }, (_row, i) => [...x.subarray(i * width, (i + 1) * width)]);
  const model = {
    nSteps: 1,
    nFeatures: width,
    asked: 0,
    margins: (x: Float32Array, n: number) => Float64Array.from(rows(x, n), value),
    marginGradients(x: Float32Array, n: number) {
      model.asked += n;
      return { margins: model.margins(x, n), gradients: Float32Array.from(rows(x, n).flatMap(gradient)) };
    },
  };
  return model;
}

const from = (...rows: number[][]): Background => ({
  rows: Float32Array.from(rows.flat()),
  n: rows.length,
  weights: new Float64Array(rows.length).fill(1 / rows.length),
});
const explain = (model: GradientModel, x: number[], background: Background, tolerance?: number) =>
  pathAttributions({ model, x: Float32Array.from(x), n: x.length / model.nFeatures, background, ...(tolerance ? { tolerance } : {}) });

describe("along paths", () => {
  it("a linear margin gives weight times change, averaged over the background", async () => {
    const model = written(
      2,
      ([a = 0, b = 0]) => 3 * a - 2 * b + 1,
      () => [3, -2],
    );
    const { values, base, margins, residual } = await explain(model, [1, 1], from([0, 0], [2, -2]));
    // Means of the changes: (1 + -1) / 2 = 0 and (1 + 3) / 2 = 2.
    expect([...values]).toEqual([0, -4]);
    expect([base[0], margins[0], residual[0]]).toEqual([6, 2, 0]);
  });

  it("a product is shared evenly: x1 x2 from the origin gives half of it to each", async () => {
    const model = written(
      2,
      ([a = 0, b = 0]) => a * b,
      ([a = 0, b = 0]) => [b, a],
    );
    const { values } = await explain(model, [3, 2], from([0, 0]));
    expect(values[0]).toBeCloseTo(3, 6);
    expect(values[1]).toBeCloseTo(3, 6);
  });

  it("a kink is found where it is: relu(x1 + x2 - 1) to (2, 1) opens after a third of the way", async () => {
    const model = written(
      2,
      ([a = 0, b = 0]) => Math.max(0, a + b - 1),
      ([a = 0, b = 0]) => (a + b > 1 ? [1, 1] : [0, 0]),
    );
    const { values, residual } = await explain(model, [2, 1], from([0, 0]));
    expect(values[0]).toBeCloseTo(2 * (2 / 3), 5);
    expect(values[1]).toBeCloseTo(1 * (2 / 3), 5);
    expect(Math.abs(residual[0] as number)).toBeLessThan(1e-6);
  });

  it("a smooth curve is followed: exp along the path adds up, and each feature gets its share of the integral", async () => {
    const model = written(
      2,
      ([a = 0, b = 0]) => Math.exp(a + 2 * b),
      ([a = 0, b = 0]) => [Math.exp(a + 2 * b), 2 * Math.exp(a + 2 * b)],
    );
    const { values } = await explain(model, [1, 1], from([0, 0]), 1e-4);
    // The integral of exp(3 a) over [0, 1] is (e^3 - 1) / 3; 1e-3 relative for the tolerance asked.
    const mean = (Math.E ** 3 - 1) / 3;
    expect(Math.abs((values[0] as number) / mean - 1)).toBeLessThan(1e-3);
    expect(Math.abs((values[1] as number) / (2 * mean) - 1)).toBeLessThan(1e-3);
  });

  it("even a jump that no gradient shows is found and given to what moves across it", async () => {
    const steep = 1e4;
    const ramp = (a: number) => Math.min(1, Math.max(0, steep * (a - 0.3)));
    const model = written(
      2,
      ([a = 0]) => ramp(a),
      ([a = 0]) => [ramp(a) > 0 && ramp(a) < 1 ? steep : 0, 0],
    );
    const { values } = await explain(model, [1, 1], from([0, 0]));
    expect(values[0]).toBeCloseTo(1, 3);
    expect(values[1]).toBe(0);
  });

  it("asks more where the margin bends and little where it does not", async () => {
    const straight = written(
      1,
      ([a = 0]) => a,
      () => [1],
    );
    const bent = written(
      1,
      ([a = 0]) => Math.sin(20 * a),
      ([a = 0]) => [20 * Math.cos(20 * a)],
    );
    await explain(straight, [1], from([0]));
    await explain(bent, [1], from([0]));
    expect(straight.asked).toBe(3);
    expect(bent.asked).toBeGreaterThan(30);
  });

  it("rows explained together and alone get the same numbers", async () => {
    const model = written(
      2,
      ([a = 0, b = 0]) => Math.tanh(a * b + a),
      ([a = 0, b = 0]) => [(1 - Math.tanh(a * b + a) ** 2) * (b + 1), (1 - Math.tanh(a * b + a) ** 2) * a],
    );
    const rng = createRng(3);
    const x = Array.from({ length: 40 }, () => 2 * rng.normal());
    const background = from([0, 0], [1, -1], [0.5, 2]);
    const together = await explain(model, x, background);
    expect(completeness(together)).toBe(1);
    for (const row of [0, 7, 19]) {
      const alone = await explain(model, x.slice(2 * row, 2 * row + 2), background);
      expect([...alone.values]).toEqual([...together.values.subarray(2 * row, 2 * row + 2)]);
    }
  });

  it("a background of other rows than the model's is refused", async () => {
    const model = written(
      2,
      () => 0,
      () => [0, 0],
    );
    await expect(explain(model, [1, 1], from([0, 0, 0]))).rejects.toThrow("rows of this model have 2");
  });
});

describe("by drawing", () => {
  const model = written(
    2,
    ([a = 0, b = 0]) => Math.exp(a) * b,
    ([a = 0, b = 0]) => [Math.exp(a) * b, Math.exp(a)],
  );
  const background = from([0, 0], [1, -1], [-0.5, 2], [0.3, 0.4]);

  it("comes to the integrals as the samples grow, and tells what it misses", async () => {
    const exact = await explain(model, [1, 1.5, -1, 0.5], background, 1e-5);
    const drawn = await sampledAttributions({
      model,
      x: Float32Array.of(1, 1.5, -1, 0.5),
      n: 2,
      background,
      samples: 20_000,
      rng: createRng(1),
    });
    for (const [at, value] of exact.values.entries()) expect(Math.abs((drawn.values[at] as number) - value)).toBeLessThan(0.03);
    for (const [i, missed] of drawn.residual.entries()) {
      const sum = (drawn.values[2 * i] as number) + (drawn.values[2 * i + 1] as number);
      expect(missed).toBeCloseTo((drawn.margins[i] as number) - (drawn.base[i] as number) - sum, 12);
    }
  });

  it("the same seed draws the same, and no samples are refused", async () => {
    const draw = (samples: number) =>
      sampledAttributions({ model, x: Float32Array.of(1, 1), n: 1, background, samples, rng: createRng(5) });
    expect(await draw(50)).toEqual(await draw(50));
    await expect(draw(0)).rejects.toThrow("'samples' must be a whole number of at least 1");
  });
});
