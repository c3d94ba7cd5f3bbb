import { ones, zeros } from "../initializers.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

const EPSILON = 1e-5;

/**
 * Each row (each step of a row) to mean 0 and variance 1 over its features: y = gain * (x - mean) / sqrt(variance + 1e-5) + offset,
 * variance with ddof 0. Gain starts at one, offset at zero. Source: Ba, Kiros and Hinton (2016).
 */
export const layerNorm = defineBlock<Record<string, never>>({
  name: "layerNorm",
  output: (_options, input) => input,

  parameters: (_options, input) => [
    { name: "gain", shape: [input.at(-1) ?? 0], init: () => ones([input.at(-1) ?? 0]) },
    { name: "offset", shape: [input.at(-1) ?? 0], init: () => zeros([input.at(-1) ?? 0]) },
  ],

  portable(ops) {
    return (input, [gain, offset]) => {
      const last = [input.rank - 1];
      const centred = ops.sub(input, ops.mean(input, last, true));
      const inverse = ops.inverseRoot(ops.mean(ops.square(centred), last, true), EPSILON);
      const normal = ops.mul(centred, inverse);
      return {
        output: ops.addBias(ops.mul(normal, gain as Tensor), offset as Tensor),
        backward(dy, wantsInput) {
          const parameters = [ops.biasGradient(ops.mul(dy, normal)), ops.biasGradient(dy)];
          if (!wantsInput) return { input: null, parameters };
          const dn = ops.mul(dy, gain as Tensor);
          const along = ops.mul(normal, ops.mean(ops.mul(dn, normal), last, true));
          const across = ops.sub(ops.sub(dn, ops.mean(dn, last, true)), along);
          return { input: ops.mul(across, inverse), parameters };
        },
      };
    };
  },
});
