import type { NativeKernels } from "../native-kernels.ts";
import { nativeOps } from "../native-ops.ts";
import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { defineBlock, type Forward } from "./block.ts";
import { dropRecurrent, type RecurrentOptions, recurrentKernel, recurrentOutput } from "./recurrent.ts";

/**
 * A long short-term memory layer, from a zero state. For each step t, with [i, f, g, o] = x_t Wx + h_{t-1} Wh + b:
 * c_t = sigmoid(f) * c_{t-1} + sigmoid(i) * tanh(g);  h_t = sigmoid(o) * tanh(c_t).
 * x [steps, batch, inputs]; h [steps, batch, units], or the last h [batch, units].
 * The kernel [inputs + units, 4 * units] holds Wx (Glorot uniform) above Wh (orthogonal); the bias is zero but for the
 * forget gate's, which is one. Source: Hochreiter and Schmidhuber (1997), Gers et al. (2000); Keras's gate order and initial values.
 */
export const lstm = defineBlock<RecurrentOptions>({
  name: "lstm",

  output: (options, input) => recurrentOutput("lstm", options, input),

  parameters: ({ units, penalty }, [, inputs = 0]) => [
    {
      name: "kernel",
      shape: [inputs + units, 4 * units],
      init: (rng) => recurrentKernel(rng, inputs, units, 4 * units),
      penalty,
      decays: true,
    },
    { name: "bias", shape: [4 * units], init: () => new Float32Array(4 * units).fill(1, units, 2 * units) },
  ],

  portable: portableLstm,
  native: nativeLstm,
});

function portableLstm(ops: Ops, options: RecurrentOptions, [steps = 0, inputs = 0]: Shape): Forward {
  const { units, returnSequences = false, recurrentDropout = 0 } = options;
  return (input, [stored, bias], mode) => {
    const kernel = dropRecurrent(ops, stored as Tensor, inputs, recurrentDropout, mode);
    const batch = input.shape[1] as number;
    const [inputKernel, stateKernel] = ops.splitBy(kernel.value, [inputs, units], 0) as [Tensor, Tensor];
    const flat = ops.reshape(input, [-1, inputs]);
    // One product for the inputs of all steps: only the recurrent part has to wait for the step before.
    const projected = ops.split(ops.addBias(ops.matMul(flat, inputKernel), bias as Tensor), steps, 0);

    const zeroState = ops.zeros([batch, units]);
    const trace: { i: Tensor; f: Tensor; g: Tensor; o: Tensor; before: Tensor; tanhCell: Tensor; hBefore: Tensor }[] = [];
    let h = zeroState;
    let cell = zeroState;
    const states: Tensor[] = [];
    for (const fromInput of projected) {
      const gates = ops.split(ops.add(fromInput, ops.matMul(h, stateKernel)), 4, 1);
      const [i, f, g, o] = gates.map((z, at) => ops.activate(at === 2 ? "tanh" : "sigmoid", z)) as [Tensor, Tensor, Tensor, Tensor];
      const next = ops.add(ops.mul(f, cell), ops.mul(i, g));
      const tanhCell = ops.activate("tanh", next);
      trace.push({ i, f, g, o, before: cell, tanhCell, hBefore: h });
      cell = next;
      h = ops.mul(o, tanhCell);
      states.push(h);
    }

    return {
      output: returnSequences ? ops.stack(states) : h,
      backward(outputGradient, wantsInput) {
        const fromAbove = returnSequences ? ops.unstack(outputGradient) : null;
        let dh: Tensor = fromAbove ? (fromAbove[steps - 1] as Tensor) : outputGradient;
        let dCell: Tensor = zeroState;
        const gateGradients: Tensor[] = [];
        for (let t = steps - 1; t >= 0; t--) {
          const { i, f, g, o, before, tanhCell } = trace[t] as (typeof trace)[number];
          dCell = ops.add(dCell, ops.activationGradient("tanh", ops.mul(dh, o), tanhCell));
          const gates = ops.concat(
            [
              ops.activationGradient("sigmoid", ops.mul(dCell, g), i),
              ops.activationGradient("sigmoid", ops.mul(dCell, before), f),
              ops.activationGradient("tanh", ops.mul(dCell, i), g),
              ops.activationGradient("sigmoid", ops.mul(dh, tanhCell), o),
            ],
            1,
          );
          gateGradients[t] = gates;
          if (t === 0) break;
          dCell = ops.mul(dCell, f);
          dh = ops.matMul(gates, stateKernel, false, true);
          if (fromAbove) dh = ops.add(dh, fromAbove[t - 1] as Tensor);
        }
        const allGates = ops.concat(gateGradients, 0);
        const allBefore = ops.concat(
          trace.map((step) => step.hBefore),
          0,
        );
        const kernelGradient = ops.concat([ops.matMul(flat, allGates, true), ops.matMul(allBefore, allGates, true)], 0);
        return {
          input: wantsInput ? ops.reshape(ops.matMul(allGates, inputKernel, false, true), [steps, -1, inputs]) : null,
          parameters: [kernel.gradient(kernelGradient), ops.biasGradient(allGates)],
        };
      },
    };
  };
}

function nativeLstm(kernels: NativeKernels, options: RecurrentOptions, [steps = 0, features = 0]: Shape): Forward {
  const { units, returnSequences = false, recurrentDropout = 0 } = options;
  const ops = nativeOps(kernels);
  const length = kernels.int64Scalar(steps);
  const peephole = kernels.bool("use_peephole", false);
  const forwardAttributes = [kernels.float("cell_clip", -1), peephole, kernels.floatType("T")];
  const backwardAttributes = [peephole, kernels.floatType("T")];

  return (input, [stored, bias], mode) => {
    const kernel = dropRecurrent(ops, stored as Tensor, features, recurrentDropout, mode);
    const batch = input.shape[1] as number;
    const noPeephole = kernels.zeros([units]);
    const zeroState = kernels.zeros([batch, units]);
    const inputs = [length, input, zeroState, zeroState, kernel.value, noPeephole, noPeephole, noPeephole, bias as Tensor];
    const trace = kernels.many("BlockLSTMV2", forwardAttributes, inputs, 7);
    const states = trace[6] as Tensor;
    return {
      output: returnSequences ? states : ops.reshape(ops.sliceFirst(states, steps - 1, 1), [-1, units]),
      backward(outputGradient) {
        // The kernel wants a gradient for each step's state; all but the last one's are zero when only that was given on.
        const stateGradient = returnSequences
          ? outputGradient
          : ops.stack([...Array.from({ length: steps - 1 }, () => zeroState), outputGradient]);
        const cellGradient = kernels.zeros([steps, batch, units]);
        const gradients = kernels.many("BlockLSTMGradV2", backwardAttributes, [...inputs, ...trace, cellGradient, stateGradient], 8);
        return { input: gradients[0] as Tensor, parameters: [kernel.gradient(gradients[3] as Tensor), gradients[7] as Tensor] };
      },
    };
  };
}
