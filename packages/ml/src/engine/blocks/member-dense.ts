import { glorotUniform, zeros } from "../initializers.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

/**
 * A linear layer of its own for each member of an ensemble: y_k = x_k W_k + b_k.
 * x [members, batch, inputs], W [members, inputs, units] Glorot uniform for each member, b [members, 1, units] zeros.
 */
export const memberDense = defineBlock<{ units: number }>({
  name: "memberDense",
  output: ({ units }, [members = 0]) => [members, units],

  parameters: ({ units }, [members = 0, inputs = 0]) => [
    {
      name: "kernel",
      shape: [members, inputs, units],
      decays: true,
      init(rng) {
        const kernel = new Float32Array(members * inputs * units);
        for (let k = 0; k < members; k++) kernel.set(glorotUniform(rng, inputs, units), k * inputs * units);
        return kernel;
      },
    },
    { name: "bias", shape: [members, 1, units], init: () => zeros([members, units]) },
  ],

  portable:
    (ops) =>
    (x, [kernel, bias], { training }) => ({
      output: ops.add(ops.batchMatMul(x, kernel as Tensor), bias as Tensor),
      backward: (dy, wantsInput) => ({
        input: wantsInput ? ops.batchMatMul(dy, kernel as Tensor, false, true) : null,
        parameters: training ? [ops.batchMatMul(x, dy, true), ops.sum(dy, [1], true)] : [null, null],
      }),
    }),
});
