import { ones, zeros } from "../initializers.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

const EPSILON = 1e-5;
/** Share of the old moving statistic that a step keeps. */
const MOMENTUM = 0.9;

/**
 * Each feature to mean 0 and variance 1 over the batch (and the steps): y = gain * (x - mean) / sqrt(variance + 1e-5) + offset, variance
 * with ddof 0. Outside training mean and variance are moving averages of those of the batches, kept with the weights. So they are for a batch of a
 * single row, which has no variance of its own: it is normalised by them and leaves them as they are.
 * Gain and moving variance start at one, offset and moving mean at zero. Source: Ioffe and Szegedy (2015), algorithms 1 and 2.
 */
export const batchNorm = defineBlock<Record<string, never>>({
  name: "batchNorm",
  output: (_options, input) => input,

  parameters(_options, input) {
    const shape = [input.at(-1) ?? 0];
    return [
      { name: "gain", shape, init: () => ones(shape) },
      { name: "offset", shape, init: () => zeros(shape) },
      { name: "moving_mean", shape, init: () => zeros(shape), update: { average: MOMENTUM } },
      { name: "moving_variance", shape, init: () => ones(shape), update: { average: MOMENTUM } },
    ];
  },

  portable(ops) {
    return (input, [gain, offset, movingMean, movingVariance], { training }) => {
      const axes = Array.from({ length: input.rank - 1 }, (_axis, at) => at);
      const hasOwn = training && input.size > (input.shape.at(-1) as number);
      const mean = hasOwn ? ops.mean(input, axes) : (movingMean as Tensor);
      const centred = ops.sub(input, mean);
      const variance = hasOwn ? ops.mean(ops.square(centred), axes) : (movingVariance as Tensor);
      const inverse = ops.inverseRoot(variance, EPSILON);
      const normal = ops.mul(centred, inverse);
      return {
        output: ops.addBias(ops.mul(normal, gain as Tensor), offset as Tensor),
        backward(dy, wantsInput) {
          if (!training) return { input: ops.mul(ops.mul(dy, gain as Tensor), inverse), parameters: [null, null, null, null] };
          const ofScale = [ops.biasGradient(ops.mul(dy, normal)), ops.biasGradient(dy)];
          // Moving statistics are constants; a batch's own depend on the input too.
          if (!hasOwn)
            return { input: wantsInput ? ops.mul(ops.mul(dy, gain as Tensor), inverse) : null, parameters: [...ofScale, null, null] };
          const parameters = [...ofScale, mean, variance];
          if (!wantsInput) return { input: null, parameters };
          const dn = ops.mul(dy, gain as Tensor);
          const along = ops.mul(normal, ops.mean(ops.mul(dn, normal), axes));
          const across = ops.sub(ops.sub(dn, ops.mean(dn, axes)), along);
          return { input: ops.mul(across, inverse), parameters };
        },
      };
    };
  },
});
