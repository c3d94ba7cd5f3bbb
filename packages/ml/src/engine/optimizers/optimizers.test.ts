import { OPTIMIZERS } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { largestDifference } from "../../testing/close.ts";
import { availableEngines } from "../../testing/engines.ts";
import { optimizerOf } from "./index.ts";
import type { OptimizerDefinition } from "./optimizer.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine.backend] as const);
const GRADIENTS = [1, -0.5, 2];
const RATE = 0.01;

/** The weight 0.4 after one step for each gradient, written out from each method's own equations. */
const BY_HAND: Record<(typeof OPTIMIZERS)[number], () => number> = {
  ADAM: () => adamByHand(0),
  ADAMW: () => adamByHand(0.1),
  SGD() {
    let [w, v] = [0.4, 0];
    for (const g of GRADIENTS) {
      v = 0.8 * v - RATE * g;
      w += v;
    }
    return w;
  },
  RMSPROP() {
    let [w, s, m] = [0.4, 0, 0];
    for (const g of GRADIENTS) {
      s = 0.9 * s + 0.1 * g * g;
      m = 0.8 * m + (RATE * g) / Math.sqrt(s + 1e-7);
      w -= m;
    }
    return w;
  },
};

function adamByHand(decay: number): number {
  let [w, m, v] = [0.4, 0, 0];
  GRADIENTS.forEach((g, at) => {
    w -= RATE * decay * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= (RATE * (Math.sqrt(1 - 0.999 ** (at + 1)) / (1 - 0.9 ** (at + 1))) * m) / (Math.sqrt(v) + 1e-7);
  });
  return w;
}

describe.each(engines)("on %s", (_name, backend) => {
  const after = (optimizer: OptimizerDefinition, gradients: readonly number[][], start: readonly number[], decays = true) => {
    const parameters = start.map((value, at) => ({ name: `w${at}`, shape: [1], values: Float32Array.of(value), decays }));
    const store = backend.parameterStore(parameters, optimizer);
    gradients.forEach((own, at) => {
      backend.scope(() =>
        store.apply(
          own.map((g) => backend.tensor(Float32Array.of(g), [1])),
          at + 1,
          RATE,
        ),
      );
    });
    const values = store.read().map(([value]) => value as number);
    store.dispose();
    return values;
  };

  it.each(OPTIMIZERS)("%s takes the steps of its equations", (optimizer) => {
    const momentum = { momentum: 0.8, weightDecay: 0.1 };
    const steps = GRADIENTS.map((g) => [g]);
    // 1e-6 absolute: float32.
    expect(largestDifference(after(optimizerOf({ optimizer, ...momentum }), steps, [0.4]), [BY_HAND[optimizer]()])).toBeLessThan(1e-6);
  });

  it("weight decay leaves biases and scales alone", () => {
    const steps = GRADIENTS.map((g) => [g]);
    const [free] = after(optimizerOf({ optimizer: "ADAMW", weightDecay: 0.1 }), steps, [0.4], false);
    expect(Math.abs((free as number) - adamByHand(0))).toBeLessThan(1e-6);
  });

  it("clipping scales gradients of norm 5 down to norm 1 together, and leaves those below alone", () => {
    const clipped = optimizerOf({ optimizer: "SGD", momentum: 0, gradientClipNorm: 1 });
    // Gradients 3 and 4 have the norm 5: the steps are 0.01 * 0.6 and 0.01 * 0.8. 1e-7 absolute.
    expect(largestDifference(after(clipped, [[3, 4]], [0, 0]), [-0.006, -0.008])).toBeLessThan(1e-7);
    expect(largestDifference(after(clipped, [[0.3, 0.4]], [0, 0]), [-0.003, -0.004])).toBeLessThan(1e-7);
  });

  it("a statistic moves a tenth of the way to the batch's value, and a constant and a weight without a gradient stay", () => {
    const store = backend.parameterStore(
      [
        { name: "mean", shape: [1], values: Float32Array.of(2), update: { average: 0.9 } },
        { name: "edge", shape: [1], values: Float32Array.of(3), update: "none" },
        { name: "free", shape: [1], values: Float32Array.of(4) },
      ],
      optimizerOf({}),
    );
    const seven = () => backend.tensor(Float32Array.of(7), [1]);
    backend.scope(() => store.apply([seven(), seven(), null], 1, RATE));
    expect(
      largestDifference(
        store.read().map(([value]) => value as number),
        [2.5, 3, 4],
      ),
    ).toBeLessThan(1e-6);
    store.dispose();
  });
});
