import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { availableEngines } from "../../testing/engines.ts";
import type { Engine } from "../engine.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);

/** Batch norm of rows of one feature with gain 3, offset 0.5, moving mean 1 and moving variance 4: outputs, and the gradients of an output gradient of ones. */
function normalised(engine: Engine, rows: number[], training: boolean) {
  return engine.backend.scope(() => {
    const tensors = [3, 0.5, 1, 4].map((value) => engine.backend.tensor(Float32Array.of(value), [1]));
    const shape = [rows.length, 1];
    const block = engine.block.batchNorm({}).plan([1]);
    const pass = block.forward(engine.backend.tensor(Float32Array.from(rows), shape), tensors, { training, rng: createRng(1) });
    const back = pass.backward(engine.backend.tensor(new Float32Array(rows.length).fill(1), shape), true);
    return {
      output: [...engine.backend.read(pass.output)],
      input: back.input && [...engine.backend.read(back.input)],
      parameters: back.parameters.map((gradient) => gradient && [...engine.backend.read(gradient)]),
    };
  });
}

describe.each(engines)("batch norm on %s", (_name, engine) => {
  // (5 - 1) / sqrt(4 + 1e-5), about 2.
  const normal = 4 / Math.sqrt(4 + 1e-5);

  it("uses the moving statistics outside training", () => {
    // 1e-5 absolute, here and below.
    expect(normalised(engine, [5], false).output[0]).toBeCloseTo(3 * normal + 0.5, 5);
  });

  it("normalises a batch of one row by the moving statistics, learns gain and offset from it, and leaves the statistics alone", () => {
    const { output, input, parameters } = normalised(engine, [5], true);
    expect(output[0]).toBeCloseTo(3 * normal + 0.5, 5);
    expect(input?.[0]).toBeCloseTo(3 / Math.sqrt(4 + 1e-5), 5);
    expect(parameters[0]?.[0]).toBeCloseTo(normal, 5);
    expect(parameters.slice(1)).toEqual([[1], null, null]);
  });

  it("takes mean and variance of two rows or more: 2 and 5 have 3.5 and 2.25", () => {
    const { output, parameters } = normalised(engine, [2, 5], true);
    expect(output[1]).toBeCloseTo((3 * 1.5) / Math.sqrt(2.25 + 1e-5) + 0.5, 5);
    expect(parameters[2]?.[0]).toBeCloseTo(3.5, 5);
    expect(parameters[3]?.[0]).toBeCloseTo(2.25, 5);
  });
});
