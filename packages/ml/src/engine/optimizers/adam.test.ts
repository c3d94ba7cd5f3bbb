import { describe, expect, it } from "vitest";
import { largestDifference } from "../../testing/close.ts";
import { availableEngines } from "../../testing/engines.ts";
import { adam } from "./adam.ts";

const engines = await availableEngines();

/** Three steps of Adam on one weight with the gradients 1, -0.5 and 2, straight from the paper's algorithm 1 with epsilon inside its efficient form. */
function byHand(): number {
  let [w, m, v] = [0.4, 0, 0];
  [1, -0.5, 2].forEach((g, at) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= (0.01 * (Math.sqrt(1 - 0.999 ** (at + 1)) / (1 - 0.9 ** (at + 1))) * m) / (Math.sqrt(v) + 1e-7);
  });
  return w;
}

describe("Adam", () => {
  it.each(engines.map(({ name, backend }) => [name, backend] as const))("on %s takes the steps of the algorithm", (_name, backend) => {
    const store = backend.parameterStore([{ name: "w", shape: [1], values: Float32Array.of(0.4) }], adam);
    [1, -0.5, 2].forEach((gradient, at) => {
      backend.scope(() => store.apply([backend.tensor(Float32Array.of(gradient), [1])], at + 1, 0.01));
    });
    // 1e-6 absolute: float32.
    expect(Math.abs((store.read()[0]?.[0] as number) - byHand())).toBeLessThan(1e-6);
    store.dispose();
  });

  it.each(engines.map(({ name, backend }) => [name, backend] as const))(
    "on %s adds l1 * sign(w) + 2 * l2 * w to the gradient of a penalised weight",
    (_name, backend) => {
      const run = (penalty: { l1: number; l2: number } | undefined, gradient: number) => {
        const store = backend.parameterStore([{ name: "w", shape: [2], values: Float32Array.of(0.4, -0.8), penalty }], adam);
        backend.scope(() => store.apply([backend.tensor(Float32Array.of(gradient, gradient), [2])], 1, 0.01));
        const [m] = store.readSlots()[0] as Float32Array[];
        store.dispose();
        return [...(m as Float32Array)];
      };
      // m after one step is a tenth of the gradient. 1e-7 absolute.
      const expected = [0.1 * (1 + 0.05 + 2 * 0.1 * 0.4), 0.1 * (1 - 0.05 + 2 * 0.1 * -0.8)];
      expect(largestDifference(run({ l1: 0.05, l2: 0.1 }, 1), expected)).toBeLessThan(1e-7);
    },
  );
});
