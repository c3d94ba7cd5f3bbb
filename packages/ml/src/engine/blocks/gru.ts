import { zeros } from "../initializers.ts";
import type { NativeKernels } from "../native-kernels.ts";
import { nativeOps } from "../native-ops.ts";
import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { defineBlock, type Forward } from "./block.ts";
import { dropRecurrent, type RecurrentOptions, recurrentKernel, recurrentOutput } from "./recurrent.ts";

/**
 * A gated recurrent layer, from a zero state. For each step t:
 * [r, u] = sigmoid([x_t, h_(t-1)] Wg + bg);  c = tanh([x_t, r * h_(t-1)] Wc + bc);  h_t = u * h_(t-1) + (1 - u) * c.
 * x [steps, batch, inputs]; h [steps, batch, units], or the last h [batch, units]. Kernels Wg [inputs + units, 2 * units] and
 * Wc [inputs + units, units]: Glorot uniform for the input's rows, orthogonal for the state's; biases zero.
 * Source: Cho et al. (2014), the reset gate before the product.
 */
export const gru = defineBlock<RecurrentOptions>({
  name: "gru",
  output: (options, input) => recurrentOutput("gru", options, input),

  parameters: ({ units, penalty }, [, inputs = 0]) => [
    {
      name: "gate_kernel",
      shape: [inputs + units, 2 * units],
      init: (rng) => recurrentKernel(rng, inputs, units, 2 * units),
      penalty,
      decays: true,
    },
    {
      name: "candidate_kernel",
      shape: [inputs + units, units],
      init: (rng) => recurrentKernel(rng, inputs, units, units),
      penalty,
      decays: true,
    },
    { name: "gate_bias", shape: [2 * units], init: () => zeros([2 * units]) },
    { name: "candidate_bias", shape: [units], init: () => zeros([units]) },
  ],

  portable: (ops, options, input) => unrolled(ops, options, input, portableCell(ops)),
  native: (kernels, options, input) => unrolled(nativeOps(kernels), options, input, nativeCell(kernels)),
});

interface CellWeights {
  gateKernel: Tensor;
  candidateKernel: Tensor;
  gateBias: Tensor;
  candidateBias: Tensor;
}
/** One step's gates r and u, candidate c and new state h. */
type Step = [r: Tensor, u: Tensor, c: Tensor, h: Tensor];

interface Cell {
  forward(x: Tensor, before: Tensor, weights: CellWeights): Step;
  /** The gradients of x, of the state before, and of what the functions of c and of [r, u] are applied to. */
  backward(x: Tensor, before: Tensor, weights: CellWeights, step: Step, dh: Tensor): [dx: Tensor, dBefore: Tensor, dc: Tensor, dg: Tensor];
}

function nativeCell(kernels: NativeKernels): Cell {
  const float = [kernels.floatType("T")];
  const inputs = (x: Tensor, before: Tensor, { gateKernel, candidateKernel, gateBias, candidateBias }: CellWeights) => [
    x,
    before,
    gateKernel,
    candidateKernel,
    gateBias,
    candidateBias,
  ];
  return {
    forward: (x, before, weights) => kernels.many("GRUBlockCell", float, inputs(x, before, weights), 4) as Step,
    backward: (x, before, weights, [r, u, c], dh) =>
      kernels.many("GRUBlockCellGrad", float, [...inputs(x, before, weights), r, u, c, dh], 4) as ReturnType<Cell["backward"]>,
  };
}

function portableCell(ops: Ops): Cell {
  return {
    forward(x, before, { gateKernel, candidateKernel, gateBias, candidateBias }) {
      const gates = ops.activate("sigmoid", ops.addBias(ops.matMul(ops.concat([x, before], 1), gateKernel), gateBias));
      const [r, u] = ops.split(gates, 2, 1) as [Tensor, Tensor];
      const read = ops.concat([x, ops.mul(r, before)], 1);
      const c = ops.activate("tanh", ops.addBias(ops.matMul(read, candidateKernel), candidateBias));
      return [r, u, c, ops.add(c, ops.mul(u, ops.sub(before, c)))];
    },
    backward(x, before, { gateKernel, candidateKernel }, [r, u, c], dh) {
      const widths = [x.shape[1] as number, before.shape[1] as number];
      const kept = ops.mul(dh, u);
      const dc = ops.activationGradient("tanh", ops.sub(dh, kept), c);
      const [dxOfC, dRead] = ops.splitBy(ops.matMul(dc, candidateKernel, false, true), widths, 1) as [Tensor, Tensor];
      const dr = ops.activationGradient("sigmoid", ops.mul(dRead, before), r);
      const du = ops.activationGradient("sigmoid", ops.mul(dh, ops.sub(before, c)), u);
      const dg = ops.concat([dr, du], 1);
      const [dxOfG, dBeforeOfG] = ops.splitBy(ops.matMul(dg, gateKernel, false, true), widths, 1) as [Tensor, Tensor];
      return [ops.add(dxOfC, dxOfG), ops.addAll([kept, ops.mul(dRead, r), dBeforeOfG]), dc, dg];
    },
  };
}

/** The cell over all steps; the kernels' gradients are one product each for all steps together. */
function unrolled(ops: Ops, options: RecurrentOptions, [steps = 0, inputs = 0]: Shape, cell: Cell): Forward {
  const { units, returnSequences = false, recurrentDropout = 0 } = options;
  return (input, [gateStored, candidateStored, gateBias, candidateBias], mode) => {
    const gate = dropRecurrent(ops, gateStored as Tensor, inputs, recurrentDropout, mode);
    const candidate = dropRecurrent(ops, candidateStored as Tensor, inputs, recurrentDropout, mode);
    const weights: CellWeights = {
      gateKernel: gate.value,
      candidateKernel: candidate.value,
      gateBias: gateBias as Tensor,
      candidateBias: candidateBias as Tensor,
    };
    const zeroState = ops.zeros([input.shape[1] as number, units]);
    const xs = ops.unstack(input);
    const trace: Step[] = [];
    const before = (t: number): Tensor => trace[t - 1]?.[3] ?? zeroState;
    for (const [t, x] of xs.entries()) trace.push(cell.forward(x, before(t), weights));
    const states = trace.map(([, , , h]) => h);

    return {
      output: returnSequences ? ops.stack(states) : (states[steps - 1] as Tensor),
      backward(outputGradient, wantsInput) {
        const fromAbove = returnSequences ? ops.unstack(outputGradient) : null;
        let dh = fromAbove ? (fromAbove[steps - 1] as Tensor) : outputGradient;
        const [dx, dc, dg]: [Tensor[], Tensor[], Tensor[]] = [[], [], []];
        for (let t = steps - 1; t >= 0; t--) {
          const [ofX, ofBefore, ofC, ofG] = cell.backward(xs[t] as Tensor, before(t), weights, trace[t] as Step, dh);
          [dx[t], dc[t], dg[t]] = [ofX, ofC, ofG];
          dh = fromAbove && t > 0 ? ops.add(ofBefore, fromAbove[t - 1] as Tensor) : ofBefore;
        }
        const flat = ops.reshape(input, [-1, inputs]);
        const allBefore = ops.concat([zeroState, ...states.slice(0, -1)], 0);
        const resets = ops.concat(
          trace.map(([r]) => r),
          0,
        );
        const [allC, allG] = [ops.concat(dc, 0), ops.concat(dg, 0)];
        const gateGradient = ops.matMul(ops.concat([flat, allBefore], 1), allG, true);
        const candidateGradient = ops.matMul(ops.concat([flat, ops.mul(resets, allBefore)], 1), allC, true);
        return {
          input: wantsInput ? ops.stack(dx) : null,
          parameters: [gate.gradient(gateGradient), candidate.gradient(candidateGradient), ops.biasGradient(allG), ops.biasGradient(allC)],
        };
      },
    };
  };
}
