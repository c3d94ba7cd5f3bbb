import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { createNetwork } from "../engine/network.ts";
import { largestDifference } from "../testing/close.ts";
import { availableEngines } from "../testing/engines.ts";
import { architecture } from "./index.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);

it("refuses a width that the heads cannot divide", () => {
  expect(() => architecture("transformer").parse({ width: 10, heads: 4 })).toThrow(
    /'width' of architecture 'transformer': must be a multiple/,
  );
});

it.each(engines)("on %s is blind to the order of the steps without its positions, and not with them", (_name, engine) => {
  const network = createNetwork({
    engine,
    design: architecture("transformer").build({ engine, params: { width: 8, heads: 2, blocks: 1 }, nOutputs: 2 }),
    nSteps: 3,
    nFeatures: 2,
    init: { seed: 3 },
    optimizer: null,
  });
  const weights = network.weights();
  const withPositions = (scale: number) => {
    const rng = createRng(1);
    network.store.write(
      weights.map(({ name, values }) => (name.endsWith("positions.vectors") ? values.map(() => scale * rng.normal()) : values)),
    );
  };
  const logits = (steps: number[]) => network.logits({ values: Float32Array.from(steps), n: 1 });
  const difference = () => largestDifference(logits([1, 2, 3, 4, 5, 6]), logits([3, 4, 5, 6, 1, 2]));
  withPositions(0);
  // 1e-5 absolute: float32 sums in another order.
  expect(difference()).toBeLessThan(1e-5);
  withPositions(1);
  expect(difference()).toBeGreaterThan(1e-3);
  network.dispose();
});
