import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { availableEngines } from "../../testing/engines.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);

it.each(engines)("on %s batch norm outside training uses the moving statistics: (5 - 1) / sqrt(4 + 1e-5) is about 2", (_name, engine) => {
  const output = engine.backend.scope(() => {
    const tensors = [3, 0.5, 1, 4].map((value) => engine.backend.tensor(Float32Array.of(value), [1]));
    const row = engine.backend.tensor(Float32Array.of(5), [1, 1]);
    const pass = engine.block
      .batchNorm({})
      .plan([1])
      .forward(row, tensors, { training: false, rng: createRng(1) });
    return engine.backend.read(pass.output)[0] as number;
  });
  // Gain 3 and offset 0.5; 1e-5 absolute.
  expect(Math.abs(output - ((3 * 4) / Math.sqrt(4 + 1e-5) + 0.5))).toBeLessThan(1e-5);
});
