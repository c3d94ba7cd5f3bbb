import { glorotUniform, ones, zeros } from "../initializers.ts";
import type { Activation } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface EnsembleDenseOptions {
  members: number;
  units: number;
  activation?: Activation;
  /** Of the shared kernel. */
  penalty?: Penalty | undefined;
}

/**
 * One fully connected layer for all members of an ensemble: member k computes y = f(((x * r_k) W) * s_k + b_k), * elementwise, with its
 * own r_k [inputs], s_k [units], b_k [units] and the kernel W [inputs, units] that all share.
 * x [members, batch, inputs], or [batch, inputs] for all members, which then start from signs r_k drawn at random; y [members, batch, units].
 * W Glorot uniform, s ones, b zeros, r ones in later layers. Source: Wen, Tran and Ba (2020); Gorishniy, Kotelnikov and Babenko (2024).
 */
export const ensembleDense = defineBlock<EnsembleDenseOptions>({
  name: "ensembleDense",
  output: ({ members, units }) => [members, units],

  parameters({ members, units, penalty }, input) {
    const inputs = input.at(-1) ?? 0;
    const shared = isShared(input);
    return [
      { name: "kernel", shape: [inputs, units], init: (rng) => glorotUniform(rng, inputs, units), penalty, decays: true },
      {
        name: "input_scale",
        shape: [members, 1, inputs],
        init: (rng) =>
          shared ? Float32Array.from({ length: members * inputs }, () => (rng.next() < 0.5 ? -1 : 1)) : ones([members, inputs]),
      },
      { name: "output_scale", shape: [members, 1, units], init: () => ones([members, units]) },
      { name: "bias", shape: [members, 1, units], init: () => zeros([members, units]) },
    ];
  },

  portable(ops, { members, units, activation = "linear" }, input) {
    const inputs = input.at(-1) ?? 0;
    return (x, [kernel, inputScale, outputScale, bias], { training }) => {
      const weights = kernel as Tensor;
      const product = ops.matMul(ops.reshape(ops.mul(x, inputScale as Tensor), [-1, inputs]), weights);
      const projected = ops.reshape(product, [members, -1, units]);
      const output = ops.activate(activation, ops.add(ops.mul(projected, outputScale as Tensor), bias as Tensor));
      return {
        output,
        backward(outputGradient, wantsInput) {
          const dz = ops.activationGradient(activation, outputGradient, output);
          const du = ops.mul(dz, outputScale as Tensor);
          const scaled = wantsInput
            ? ops.reshape(ops.matMul(ops.reshape(du, [-1, units]), weights, false, true), [members, -1, inputs])
            : null;
          const dx = scaled && ops.mul(scaled, inputScale as Tensor);
          const ofInput = dx && isShared(input) ? ops.sum(dx, [0]) : dx;
          if (!training) return { input: ofInput, parameters: [null, null, null, null] };
          // x' du of each member gives the gradients of the kernel and of the input's scale, without that of the scaled input.
          const each = ops.batchMatMul(x, du, true);
          return {
            input: ofInput,
            parameters: [
              ops.sum(ops.mul(each, ops.reshape(inputScale as Tensor, [members, inputs, 1])), [0]),
              ops.reshape(ops.sum(ops.mul(each, weights), [2]), [members, 1, inputs]),
              ops.sum(ops.mul(dz, projected), [1], true),
              ops.sum(dz, [1], true),
            ],
          };
        },
      };
    };
  },
});

/** Whether all members read the same rows: the input has no axis of members yet. */
const isShared = (input: Shape): boolean => input.length === 1;
