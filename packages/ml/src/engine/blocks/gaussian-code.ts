import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

export interface GaussianCodeOptions {
  /** Weight of the divergence in the loss, at least 0. */
  divergenceWeight: number;
}

/** Logarithms of variances stay within this range on both sides: no overflow, and no code without any noise. */
const LARGEST_LOG_VARIANCE = 10;

/**
 * The code of a variational autoencoder: of [m, v], k means and k logarithms of variances, z = m + e^(v / 2) * noise with normal noise while
 * training, z = m otherwise. Adds to the loss, in the gradients alone as a weight penalty does, divergenceWeight times the divergence from a standard normal
 * code, the mean over rows of (1/2) sum over k of (m^2 + e^v - 1 - v). v is clipped to [-10, 10].
 * x [batch, 2 k], z [batch, k]. Source: Kingma and Welling (2014), equation 10 and appendix B.
 */
export const gaussianCode = defineBlock<GaussianCodeOptions>({
  name: "gaussianCode",
  output: (_options, [size = 0]) => [size / 2],
  parameters: () => [],

  portable(ops, { divergenceWeight }, [size = 0]) {
    const k = size / 2;
    return (input, _parameters, { training, rng }) => {
      const [mean, raw] = ops.split(input, 2, 1) as [Tensor, Tensor];
      if (!training)
        return { output: mean, backward: (gradient) => ({ input: ops.concat([gradient, ops.scale(gradient, 0)], 1), parameters: [] }) };
      const batch = input.shape[0] as number;
      const logVariance = ops.clip(raw, -LARGEST_LOG_VARIANCE, LARGEST_LOG_VARIANCE);
      const deviation = ops.exp(ops.scale(logVariance, 0.5));
      const draws = Float32Array.from({ length: batch * k }, () => rng.normal());
      const noise = ops.mul(deviation, ops.tensor(draws, [batch, k]));
      return {
        output: ops.add(mean, noise),
        backward(gradient) {
          const weight = divergenceWeight / batch;
          const ofMean = ops.add(gradient, ops.scale(mean, weight));
          // d e^v / dv = e^v; of the constant 1 nothing is left but the weight itself.
          const variance = ops.square(deviation);
          const pull = ops.scale(ops.sub(variance, ops.tensor(Float32Array.of(1), [1])), weight / 2);
          const ofLogVariance = ops.add(ops.scale(ops.mul(gradient, noise), 0.5), pull);
          const isFree = ops.equal(raw, logVariance);
          return { input: ops.concat([ofMean, ops.mul(ofLogVariance, isFree)], 1), parameters: [] };
        },
      };
    };
  },
});
