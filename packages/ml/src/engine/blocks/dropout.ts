import type { Tensor } from "../tensor.ts";
import { defineBlock, type Forward } from "./block.ts";

export interface DropoutOptions {
  /** Share of the values set to zero while training, in [0, 1). */
  rate: number;
}

/**
 * Inverted dropout: y = x * m, m = 0 with probability `rate`, else 1 / (1 - rate); the identity outside training.
 * The mask is drawn from the step's own seeded stream, so every engine and every resumed run drops the same values.
 * Source: Srivastava et al. (2014).
 */
export const dropout = defineBlock<DropoutOptions>({
  name: "dropout",
  output: (_options, input) => input,
  parameters: () => [],
  plain(tf, options) {
    return masked(
      options,
      (x, mask) => tf.mul(x, mask),
      (values, shape) => tf.tensor(values, shape, "float32"),
    );
  },
  native(kernels, options) {
    const float = [kernels.floatType("T")];
    return masked(options, (x, mask) => kernels.one("Mul", float, [x, mask]), kernels.floats);
  },
});

function masked(
  { rate }: DropoutOptions,
  multiply: (x: Tensor, mask: Tensor) => Tensor,
  tensor: (values: Float32Array, shape: number[]) => Tensor,
): Forward {
  const kept = 1 / (1 - rate);
  return (input, _parameters, { training, rng }) => {
    if (!training || rate === 0) return { output: input, backward: (gradient) => ({ input: gradient, parameters: [] }) };
    const values = new Float32Array(input.size);
    for (let i = 0; i < values.length; i++) values[i] = rng.next() < rate ? 0 : kept;
    const mask = tensor(values, input.shape);
    return { output: multiply(input, mask), backward: (gradient) => ({ input: multiply(gradient, mask), parameters: [] }) };
  };
}
