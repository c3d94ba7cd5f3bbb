import { AppError } from "@plimsoll/schema";
import type { Rng } from "../../rng.ts";
import { glorotUniform, orthogonal } from "../initializers.ts";
import type { NativeKernels } from "../native-kernels.ts";
import type { Shape, Tensor, TensorFlow } from "../tensor.ts";
import { defineBlock, type Forward, type Penalty } from "./block.ts";

export interface LstmOptions {
  units: number;
  /** Give every step's state, for a block that reads a sequence, instead of the last one. */
  returnSequences?: boolean;
  /** Of the input and the recurrent kernel; the bias goes free. */
  penalty?: Penalty | undefined;
}

/**
 * A long short-term memory layer, from a zero state. For each step t, with [i, f, g, o] = x_t Wx + h_{t-1} Wh + b:
 * c_t = sigmoid(f) * c_{t-1} + sigmoid(i) * tanh(g);  h_t = sigmoid(o) * tanh(c_t).
 * x [steps, batch, inputs]; h [steps, batch, units], or the last h [batch, units].
 * The kernel [inputs + units, 4 * units] holds Wx (Glorot uniform) above Wh (orthogonal); the bias is zero but for the
 * forget gate's, which is one. Source: Hochreiter and Schmidhuber (1997), Gers et al. (2000); Keras's gate order and initial values.
 */
export const lstm = defineBlock<LstmOptions>({
  name: "lstm",

  output({ units, returnSequences = false }, input) {
    const [steps, ...rest] = input;
    if (steps === undefined || rest.length !== 1) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        `An lstm block takes [steps, features]. Got the shape [${input.join(", ")}]; let the block before it return sequences.`,
      );
    }
    return returnSequences ? [steps, units] : [units];
  },

  parameters: ({ units, penalty }, [, inputs = 0]) => [
    { name: "kernel", shape: [inputs + units, 4 * units], init: (rng) => initialKernel(rng, inputs, units), penalty },
    { name: "bias", shape: [4 * units], init: () => new Float32Array(4 * units).fill(1, units, 2 * units) },
  ],

  plain: plainLstm,
  native: nativeLstm,
});

function initialKernel(rng: Rng, inputs: number, units: number): Float32Array {
  const kernel = new Float32Array((inputs + units) * 4 * units);
  kernel.set(glorotUniform(rng, inputs, 4 * units));
  kernel.set(orthogonal(rng, units, 4 * units), inputs * 4 * units);
  return kernel;
}

function plainLstm(tf: TensorFlow, { units, returnSequences = false }: LstmOptions, [steps = 0, inputs = 0]: Shape): Forward {
  type Matrix = ReturnType<TensorFlow["tensor2d"]>;
  return (input, [kernelTensor, bias]) => {
    const batch = input.shape[1] as number;
    const kernel = kernelTensor as Matrix;
    const inputKernel = tf.slice(kernel, [0, 0], [inputs, 4 * units]);
    const recurrentKernel = tf.slice(kernel, [inputs, 0], [units, 4 * units]);
    const flat = tf.reshape(input, [steps * batch, inputs]) as Matrix;
    // One product for the inputs of all steps: only the recurrent part has to wait for the step before.
    const projected = tf.split(tf.add(tf.matMul(flat, inputKernel), bias as Tensor), steps, 0);

    const zeroState = tf.zeros([batch, units]) as Matrix;
    const trace: { i: Tensor; f: Tensor; g: Tensor; o: Tensor; before: Matrix; tanhCell: Tensor; hBefore: Matrix }[] = [];
    let h = zeroState;
    let cell = zeroState;
    const states: Tensor[] = [];
    for (const fromInput of projected) {
      const [zi, zf, zg, zo] = tf.split(tf.add(fromInput, tf.matMul(h, recurrentKernel)), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
      const next = tf.add(tf.mul(f, cell), tf.mul(i, g)) as Matrix;
      const tanhCell = tf.tanh(next);
      trace.push({ i, f, g, o, before: cell, tanhCell, hBefore: h });
      cell = next;
      h = tf.mul(o, tanhCell) as Matrix;
      states.push(h);
    }

    return {
      output: returnSequences ? tf.stack(states) : h,
      backward(outputGradient, wantsInput) {
        const fromAbove = returnSequences ? tf.unstack(outputGradient) : null;
        let dh: Tensor = fromAbove ? (fromAbove[steps - 1] as Tensor) : outputGradient;
        let dCell: Tensor = zeroState;
        const gateGradients: Matrix[] = [];
        for (let t = steps - 1; t >= 0; t--) {
          const { i, f, g, o, before, tanhCell } = trace[t] as (typeof trace)[number];
          dCell = tf.add(dCell, tf.mul(tf.mul(dh, o), tf.sub(1, tf.square(tanhCell))));
          const ofSigmoid = (gradient: Tensor, gate: Tensor) => tf.mul(gradient, tf.mul(gate, tf.sub(1, gate)));
          const gates = tf.concat(
            [
              ofSigmoid(tf.mul(dCell, g), i),
              ofSigmoid(tf.mul(dCell, before), f),
              tf.mul(tf.mul(dCell, i), tf.sub(1, tf.square(g))),
              ofSigmoid(tf.mul(dh, tanhCell), o),
            ],
            1,
          ) as Matrix;
          gateGradients[t] = gates;
          if (t === 0) break;
          dCell = tf.mul(dCell, f);
          dh = tf.matMul(gates, recurrentKernel, false, true);
          if (fromAbove) dh = tf.add(dh, fromAbove[t - 1] as Tensor);
        }
        const allGates = tf.concat(gateGradients, 0);
        const allBefore = tf.concat(
          trace.map((step) => step.hBefore),
          0,
        );
        const kernelGradient = tf.concat([tf.matMul(flat, allGates, true, false), tf.matMul(allBefore, allGates, true, false)], 0);
        return {
          input: wantsInput ? tf.reshape(tf.matMul(allGates, inputKernel, false, true), [steps, batch, inputs]) : null,
          parameters: [kernelGradient, tf.sum(allGates, 0)],
        };
      },
    };
  };
}

function nativeLstm(kernels: NativeKernels, { units, returnSequences = false }: LstmOptions, [steps = 0]: Shape): Forward {
  const length = kernels.int64Scalar(steps);
  const peephole = kernels.bool("use_peephole", false);
  const forwardAttributes = [kernels.float("cell_clip", -1), peephole, kernels.floatType("T")];
  const backwardAttributes = [peephole, kernels.floatType("T")];
  const lastStep = [kernels.int32([steps - 1]), kernels.int32([steps]), kernels.int32([1])];
  const masks = { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 1 };
  const takeLast = [
    kernels.floatType("T"),
    kernels.int32Type("Index"),
    ...Object.entries(masks).map(([name, value]) => kernels.integer(name, value)),
  ];
  const pack = [kernels.integer("N", steps), kernels.floatType("T"), kernels.integer("axis", 0)];

  return (input, [kernel, bias]) => {
    const batch = input.shape[1] as number;
    const noPeephole = kernels.zeros([units]);
    const zeroState = kernels.zeros([batch, units]);
    const inputs = [length, input, zeroState, zeroState, kernel as Tensor, noPeephole, noPeephole, noPeephole, bias as Tensor];
    const trace = kernels.many("BlockLSTMV2", forwardAttributes, inputs, 7);
    const states = trace[6] as Tensor;
    return {
      output: returnSequences ? states : kernels.one("StridedSlice", takeLast, [states, ...lastStep]),
      backward(outputGradient) {
        // The kernel wants a gradient for each step's state; all but the last one's are zero when only that was given on.
        const stateGradient = returnSequences
          ? outputGradient
          : kernels.one("Pack", pack, [...Array.from({ length: steps - 1 }, () => zeroState), outputGradient]);
        const cellGradient = kernels.zeros([steps, batch, units]);
        const gradients = kernels.many("BlockLSTMGradV2", backwardAttributes, [...inputs, ...trace, cellGradient, stateGradient], 8);
        return { input: gradients[0] as Tensor, parameters: [gradients[3] as Tensor, gradients[7] as Tensor] };
      },
    };
  };
}
