import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { availableEngines } from "../../testing/engines.ts";
import { paperEngine } from "../paper.ts";

const engines = (await availableEngines()).map((engine) => [engine.name, engine] as const);
/** Five rows of three features: evenly spread, two-valued, constant. */
const ROWS = { x: Float32Array.from([0, 0, 7, 1, 1, 7, 2, 0, 7, 3, 1, 7, 4, 1, 7]), n: 5 };

const learned = (bins: number) =>
  paperEngine.block
    .piecewiseLinear({ bins })
    .plan([3])
    .parameters.map((parameter) => parameter.init(createRng(1), ROWS));

it("takes its edges from the quantiles of the training rows, and leaves bins of few-valued features empty", () => {
  const [slope, shift] = learned(2) as [Float32Array, Float32Array];
  // Feature 0: the edges 0, 2, 4. Feature 1: quantiles 0, 1, 1. Feature 2: one value, no interval.
  expect([...slope]).toEqual([0.5, 0.5, 1, 0, 0, 0]);
  expect([...shift].map((value) => value + 0)).toEqual([0, -1, 0, 0, 0, 0]);
});

it.each(engines)(
  "on %s encodes 3 between the edges 0, 2, 4 as 1 and 0.5, and values beyond the edges as the outermost",
  (_name, engine) => {
    const parameters = learned(2);
    const encode = (value: number) =>
      engine.backend.scope(() => {
        const plan = engine.block.piecewiseLinear({ bins: 2 }).plan([3]);
        const tensors = parameters.map((values) => engine.backend.tensor(values, [3, 2]));
        const row = engine.backend.tensor(Float32Array.of(value, 1, 7), [1, 3]);
        return [...engine.backend.read(plan.forward(row, tensors, { training: false, rng: createRng(1) }).output)];
      });
    expect(encode(3)).toEqual([1, 0.5, 1, 0, 0, 0]);
    expect(encode(-9)).toEqual([0, 0, 1, 0, 0, 0]);
    expect(encode(9)).toEqual([1, 1, 1, 0, 0, 0]);
  },
);
