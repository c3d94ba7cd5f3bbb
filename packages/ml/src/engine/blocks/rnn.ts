import { zeros } from "../initializers.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";
import { dropRecurrent, type RecurrentOptions, recurrentKernel, recurrentOutput } from "./recurrent.ts";

/**
 * A simple recurrent layer, from a zero state: h_t = tanh(x_t Wx + h_(t-1) Wh + b).
 * x [steps, batch, inputs]; h [steps, batch, units], or the last h [batch, units]. The kernel [inputs + units, units] holds Wx
 * (Glorot uniform) above Wh (orthogonal); the bias is zero. Source: Elman (1990).
 */
export const rnn = defineBlock<RecurrentOptions>({
  name: "rnn",
  output: (options, input) => recurrentOutput("rnn", options, input),

  parameters: ({ units, penalty }, [, inputs = 0]) => [
    { name: "kernel", shape: [inputs + units, units], init: (rng) => recurrentKernel(rng, inputs, units, units), penalty, decays: true },
    { name: "bias", shape: [units], init: () => zeros([units]) },
  ],

  portable(ops, { units, returnSequences = false, recurrentDropout = 0 }, [steps = 0, inputs = 0]) {
    return (input, [stored, bias], mode) => {
      const kernel = dropRecurrent(ops, stored as Tensor, inputs, recurrentDropout, mode);
      const [fromInput, fromState] = ops.splitBy(kernel.value, [inputs, units], 0) as [Tensor, Tensor];
      const flat = ops.reshape(input, [-1, inputs]);
      const projected = ops.split(ops.addBias(ops.matMul(flat, fromInput), bias as Tensor), steps, 0);
      const states: Tensor[] = [];
      for (const [t, z] of projected.entries()) {
        const before = states[t - 1];
        states.push(ops.activate("tanh", before ? ops.add(z, ops.matMul(before, fromState)) : z));
      }
      return {
        output: returnSequences ? ops.stack(states) : (states[steps - 1] as Tensor),
        backward(outputGradient, wantsInput) {
          const fromAbove = returnSequences ? ops.unstack(outputGradient) : null;
          let dh = fromAbove ? (fromAbove[steps - 1] as Tensor) : outputGradient;
          const parts: Tensor[] = [];
          for (let t = steps - 1; t >= 0; t--) {
            const dz = ops.activationGradient("tanh", dh, states[t] as Tensor);
            parts[t] = dz;
            if (t === 0) break;
            dh = ops.matMul(dz, fromState, false, true);
            if (fromAbove) dh = ops.add(dh, fromAbove[t - 1] as Tensor);
          }
          const dz = ops.concat(parts, 0);
          const before = ops.concat([ops.zeros((states[0] as Tensor).shape), ...states.slice(0, -1)], 0);
          const kernelGradient = ops.matMul(ops.concat([flat, before], 1), dz, true);
          return {
            input: wantsInput ? ops.reshape(ops.matMul(dz, fromInput, false, true), [steps, -1, inputs]) : null,
            parameters: [kernel.gradient(kernelGradient), ops.biasGradient(dz)],
          };
        },
      };
    };
  },
});
