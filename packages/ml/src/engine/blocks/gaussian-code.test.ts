import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { availableEngines } from "../../testing/engines.ts";

const engines = await availableEngines();

describe.each(engines.map((engine) => [engine.name, engine] as const))("a gaussian code on %s", (_name, engine) => {
  const { backend, block } = engine;
  const plan = block.gaussianCode({ divergenceWeight: 0.5 }).plan([4]);
  const values = Float32Array.of(1, -2, 0.5, -1, 0, 3, 12, 0);
  const pass = (training: boolean) =>
    backend.scope(() => {
      const run = plan.forward(backend.tensor(values, [2, 4]), [], { training, rng: createRng(1) });
      const output = backend.read(run.output);
      const zero = backend.tensor(new Float32Array(4), [2, 2]);
      const { input } = run.backward(zero, true);
      return { output, gradient: input ? backend.read(input) : null };
    });

  it("is the mean outside training", () => {
    expect([...pass(false).output]).toEqual([1, -2, 0, 3]);
  });

  it("has the divergence's gradient by hand: weight / n times m, and weight / n times (e^v - 1) / 2, none where v is clipped", () => {
    const { gradient } = pass(true);
    const [of, w] = [(v: number) => (Math.exp(v) - 1) / 2, 0.5 / 2];
    const expected = [1 * w, -2 * w, of(0.5) * w, of(-1) * w, 0, 3 * w, 0, of(0) * w];
    // 1e-5 absolute: float32.
    gradient?.forEach((value, at) => {
      expect(Math.abs(value - (expected[at] as number))).toBeLessThan(1e-5);
    });
    expect(gradient).toHaveLength(8);
  });
});
