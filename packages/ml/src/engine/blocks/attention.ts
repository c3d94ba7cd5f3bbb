import { glorotUniform, zeros } from "../initializers.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface AttentionOptions {
  /** Heads that divide the features among them; the features must be a multiple. */
  heads: number;
  /** Of the kernels; the biases go free. */
  penalty?: Penalty | undefined;
}

/**
 * Self-attention over the steps with several heads: for each head, with d = features / heads and [Q, K, V] = x W + b divided among them,
 * softmax(Q K' / sqrt(d)) V; the heads' results side by side go through a second linear layer. Every step sees every other.
 * x [steps, batch, features], y the same; W [features, 3 * features] and the second kernel [features, features] Glorot uniform, biases zeros.
 * Source: Vaswani et al. (2017), section 3.2.
 */
export const attention = defineBlock<AttentionOptions>({
  name: "attention",
  output: (_options, input) => input,

  parameters({ penalty }, [, features = 0]) {
    return [
      { name: "kernel", shape: [features, 3 * features], init: (rng) => glorotUniform(rng, features, 3 * features), penalty, decays: true },
      { name: "bias", shape: [3 * features], init: () => zeros([3 * features]) },
      { name: "output_kernel", shape: [features, features], init: (rng) => glorotUniform(rng, features, features), penalty, decays: true },
      { name: "output_bias", shape: [features], init: () => zeros([features]) },
    ];
  },

  portable(ops, { heads }, [steps = 0, features = 0]) {
    const size = features / heads;
    const scale = 1 / Math.sqrt(size);
    return (input, [kernel, bias, outputKernel, outputBias]) => {
      /** [steps * batch, parts * features] to [parts * batch * heads, steps, size], and back. */
      const toHeads = (x: Tensor, parts: number) =>
        ops.reshape(ops.transpose(ops.reshape(x, [steps, -1, parts, heads, size]), [2, 1, 3, 0, 4]), [-1, steps, size]);
      const fromHeads = (x: Tensor, parts: number) =>
        ops.reshape(ops.transpose(ops.reshape(x, [parts, -1, heads, steps, size]), [3, 1, 0, 2, 4]), [-1, parts * features]);

      const flat = ops.reshape(input, [-1, features]);
      const all = toHeads(ops.addBias(ops.matMul(flat, kernel as Tensor), bias as Tensor), 3);
      const [q, k, v] = ops.split(all, 3, 0) as [Tensor, Tensor, Tensor];
      const shares = ops.softmax(ops.scale(ops.batchMatMul(q, k, false, true), scale));
      const mixed = fromHeads(ops.batchMatMul(shares, v), 1);
      const output = ops.addBias(ops.matMul(mixed, outputKernel as Tensor), outputBias as Tensor);
      return {
        output: ops.reshape(output, [steps, -1, features]),
        backward(outputGradient, wantsInput) {
          const dy = ops.reshape(outputGradient, [-1, features]);
          const dMixed = toHeads(ops.matMul(dy, outputKernel as Tensor, false, true), 1);
          const dv = ops.batchMatMul(shares, dMixed, true);
          const dShares = ops.batchMatMul(dMixed, v, false, true);
          const drift = ops.sum(ops.mul(dShares, shares), [2], true);
          const dScores = ops.scale(ops.mul(shares, ops.sub(dShares, drift)), scale);
          const dq = ops.batchMatMul(dScores, k);
          const dk = ops.batchMatMul(dScores, q, true);
          const dAll = fromHeads(ops.concat([dq, dk, dv], 0), 3);
          return {
            input: wantsInput ? ops.reshape(ops.matMul(dAll, kernel as Tensor, false, true), [steps, -1, features]) : null,
            parameters: [ops.matMul(flat, dAll, true), ops.biasGradient(dAll), ops.matMul(mixed, dy, true), ops.biasGradient(dy)],
          };
        },
      };
    };
  },
});
