import { createRng } from "@plimsoll/features";
import type { Baseline } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { baselines, fitBaseline } from "./index.ts";

const rng = createRng(4);
const [n, d] = [120, 3];
const x = Float32Array.from({ length: n * d }, () => rng.normal());
const y = Uint8Array.from({ length: n }, (_, i) => (rng.next() < 1 / (1 + Math.exp(-(x[i * d] ?? 0))) ? 1 : 0));

describe.each(baselines)("baseline $name", ({ name, title }) => {
  test("has a title", () => {
    expect(title.length).toBeGreaterThan(3);
  });

  test("gives probabilities in [0, 1], one a row", () => {
    const predicted = fitBaseline(name, { x, y, n, d }).predict(x, n);
    expect(predicted).toHaveLength(n);
    expect(predicted.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  test("is deterministic, and a row alone gets the probability it gets among others", () => {
    const model = fitBaseline(name, { x, y, n, d });
    const again = fitBaseline(name, { x, y, n, d });
    expect(again.predict(x, n)).toEqual(model.predict(x, n));
    expect(model.predict(x.subarray(d, 2 * d), 1)[0]).toBe(model.predict(x, n)[1]);
  });

  test("its Brier score on the training rows is no worse than the base rate's", () => {
    const predicted = fitBaseline(name, { x, y, n, d }).predict(x, n);
    const rate = y.reduce((sum, label) => sum + label, 0) / n;
    const brier = predicted.reduce((sum, p, i) => sum + (p - (y[i] ?? 0)) ** 2, 0) / n;
    expect(brier).toBeLessThanOrEqual(rate * (1 - rate) + 1e-12);
  });

  test("a constant target is refused, also when only weights make it so", () => {
    const refused = expect.objectContaining({ name: "AppError", code: "DEGENERATE_TARGET" });
    expect(() => fitBaseline(name, { x, y: new Uint8Array(n), n, d })).toThrow(refused);
    expect(() => fitBaseline(name, { x, y, n, d, weight: Float32Array.from(y) })).toThrow(refused);
  });
});

describe("the baseline registry", () => {
  test("the base rate is the weighted share of positives", () => {
    const model = fitBaseline("MAJORITY", { x: Float32Array.of(0, 0), y: [0, 1], n: 2, d: 1, weight: [3, 1] });
    expect([...model.predict(new Float32Array(2), 2)]).toEqual([0.25, 0.25]);
  });

  test("names are distinct, and an unknown one names those that exist", () => {
    expect(new Set(baselines.map(({ name }) => name)).size).toBe(baselines.length);
    expect(() => fitBaseline("NONE" as Baseline, { x, y, n, d })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(baselines.map(({ name }) => name).join(", ")) }),
    );
  });
});
