import { AppError } from "@plimsoll/schema";
import { glorotUniform, zeros } from "../initializers.ts";
import type { Activation } from "../ops.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface DenseOptions {
  units: number;
  activation?: Activation;
  /** Of the kernel; the bias goes free. */
  penalty?: Penalty | undefined;
}

/**
 * A fully connected layer: y = f(x W + b).
 * x [batch, inputs], W [inputs, units] Glorot uniform, b [units] zeros, y [batch, units].
 */
export const dense = defineBlock<DenseOptions>({
  name: "dense",

  output({ units }, input) {
    if (input.length !== 1) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `A dense block takes [features]. Got the shape [${input.join(", ")}]; flatten the steps first.`,
      );
    }
    return [units];
  },

  parameters: ({ units, penalty }, [inputs = 0]) => [
    { name: "kernel", shape: [inputs, units], init: (rng) => glorotUniform(rng, inputs, units), penalty, decays: true },
    { name: "bias", shape: [units], init: () => zeros([units]) },
  ],

  portable(ops, { activation = "linear" }) {
    return (x, [kernel, bias], { training }) => {
      const weights = kernel as Tensor;
      const output = ops.activate(activation, ops.addBias(ops.matMul(x, weights), bias as Tensor));
      return {
        output,
        backward(outputGradient, wantsInput) {
          const dz = ops.activationGradient(activation, outputGradient, output);
          return {
            input: wantsInput ? ops.matMul(dz, weights, false, true) : null,
            parameters: training ? [ops.matMul(x, dz, true, false), ops.biasGradient(dz)] : [null, null],
          };
        },
      };
    };
  },
});
