import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

const SPREAD = 0.02;

/**
 * Adds to each step a trained vector of its own, so that blocks blind to order can tell steps apart: y_t = x_t + p_t.
 * p [steps, 1, features] starts normal with standard deviation 0.02.
 */
export const positions = defineBlock<Record<string, never>>({
  name: "positions",
  output: (_options, input) => input,
  parameters: (_options, [steps = 0, features = 0]) => [
    {
      name: "vectors",
      shape: [steps, 1, features],
      init: (rng) => Float32Array.from({ length: steps * features }, () => SPREAD * rng.normal()),
    },
  ],
  portable:
    (ops) =>
    (input, [vectors]) => ({
      output: ops.add(input, vectors as Tensor),
      backward: (gradient) => ({ input: gradient, parameters: [ops.sum(gradient, [1], true)] }),
    }),
});
