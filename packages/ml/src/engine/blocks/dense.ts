import { AppError } from "@plimsoll/schema";
import { glorotUniform, zeros } from "../initializers.ts";
import type { NativeKernels } from "../native-kernels.ts";
import type { Tensor, TensorFlow } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "elu"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

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
    { name: "kernel", shape: [inputs, units], init: (rng) => glorotUniform(rng, inputs, units), penalty },
    { name: "bias", shape: [units], init: () => zeros([units]) },
  ],

  plain(tf, { activation = "linear" }) {
    return (input, [kernel, bias]) => {
      const x = input as ReturnType<TensorFlow["tensor2d"]>;
      const w = kernel as ReturnType<TensorFlow["tensor2d"]>;
      const output = activate(tf, activation, tf.add(tf.matMul(x, w), bias as Tensor));
      return {
        output,
        backward(outputGradient, wantsInput) {
          const dz = activationGradient(tf, activation, outputGradient, output) as typeof x;
          return {
            input: wantsInput ? tf.matMul(dz, w, false, true) : null,
            parameters: [tf.matMul(x, dz, true, false), tf.sum(dz, 0)],
          };
        },
      };
    };
  },

  native(kernels, { activation = "linear" }) {
    const float = [kernels.floatType("T")];
    const product = (transposeA: boolean, transposeB: boolean) => {
      const attributes = [...float, kernels.bool("transpose_a", transposeA), kernels.bool("transpose_b", transposeB)];
      return (a: Tensor, b: Tensor) => kernels.one("MatMul", attributes, [a, b]);
    };
    const [forwardProduct, inputGradient, kernelGradient] = [product(false, false), product(false, true), product(true, false)];
    return (x, [kernel, bias]) => {
      const sum = kernels.one("BiasAdd", float, [forwardProduct(x, kernel as Tensor), bias as Tensor]);
      const output = nativeActivate(kernels, activation, sum);
      return {
        output,
        backward(outputGradient, wantsInput) {
          const dz = nativeActivationGradient(kernels, activation, outputGradient, output);
          return {
            input: wantsInput ? inputGradient(dz, kernel as Tensor) : null,
            parameters: [kernelGradient(x, dz), kernels.one("BiasAddGrad", float, [dz])],
          };
        },
      };
    };
  },
});

function activate(tf: TensorFlow, activation: Activation, z: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return z;
    case "relu":
      return tf.relu(z);
    case "tanh":
      return tf.tanh(z);
    case "sigmoid":
      return tf.sigmoid(z);
    case "elu":
      return tf.elu(z);
  }
}

/** dz from dy and y alone: each of these functions has a derivative that its own value gives. */
function activationGradient(tf: TensorFlow, activation: Activation, dy: Tensor, y: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return dy;
    case "relu":
      return tf.mul(dy, tf.step(y));
    case "tanh":
      return tf.mul(dy, tf.sub(1, tf.square(y)));
    case "sigmoid":
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    case "elu":
      return tf.mul(dy, tf.minimum(tf.add(y, 1), 1));
  }
}

/** TensorFlow's kernel, its gradient's, and whether the gradient kernel takes y before dy. */
const NATIVE_ACTIVATIONS = {
  relu: { kernel: "Relu", gradient: "ReluGrad", valueFirst: false },
  elu: { kernel: "Elu", gradient: "EluGrad", valueFirst: false },
  tanh: { kernel: "Tanh", gradient: "TanhGrad", valueFirst: true },
  sigmoid: { kernel: "Sigmoid", gradient: "SigmoidGrad", valueFirst: true },
} as const;

function nativeActivate(kernels: NativeKernels, activation: Activation, z: Tensor): Tensor {
  return activation === "linear" ? z : kernels.one(NATIVE_ACTIVATIONS[activation].kernel, [kernels.floatType("T")], [z]);
}

function nativeActivationGradient(kernels: NativeKernels, activation: Activation, dy: Tensor, y: Tensor): Tensor {
  if (activation === "linear") return dy;
  const { gradient, valueFirst } = NATIVE_ACTIVATIONS[activation];
  return kernels.one(gradient, [kernels.floatType("T")], valueFirst ? [y, dy] : [dy, y]);
}
