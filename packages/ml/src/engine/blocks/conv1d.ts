import { AppError } from "@plimsoll/schema";
import { glorotUniform, zeros } from "../initializers.ts";
import type { Activation, Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface Conv1dOptions {
  units: number;
  /** Steps that one output sees. */
  width: number;
  /** Steps between those it sees; 1 by default. */
  dilation?: number;
  /** "same": the steps around one; "causal": that step and those before it. The series is continued with zeros. */
  padding?: "same" | "causal";
  activation?: Activation;
  /** Of the kernel; the bias goes free. */
  penalty?: Penalty | undefined;
}

/**
 * A convolution over the steps: y_t = f(b + sum over k < width of x_(t + k * dilation - before) W_k), zeros outside the series; before is
 * (width - 1) * dilation for "causal" and half of it, rounded down, for "same".
 * x [steps, batch, inputs], W [width * inputs, units] (the W_k one below the other) Glorot uniform, b [units] zeros, y [steps, batch, units].
 * Steps are the outermost axis, so the windows of all rows are `width` whole slices side by side and the convolution is one product:
 * the same on every engine, forward and back.
 */
export const conv1d = defineBlock<Conv1dOptions>({
  name: "conv1d",

  output({ units }, input) {
    const [steps, ...rest] = input;
    if (steps === undefined || rest.length !== 1) {
      const message = `A conv1d block takes [steps, features]. Got the shape [${input.join(", ")}]; let the block before it return sequences.`;
      throw new AppError("INVALID_INPUT", "input", message);
    }
    return [steps, units];
  },

  parameters: ({ units, width, penalty }, [, inputs = 0]) => [
    {
      name: "kernel",
      shape: [width * inputs, units],
      init: (rng) => glorotUniform(rng, width * inputs, units, width * units),
      penalty,
      decays: true,
    },
    { name: "bias", shape: [units], init: () => zeros([units]) },
  ],

  portable(ops, options, [steps = 0, inputs = 0]: Shape) {
    const { units, width, activation = "linear" } = options;
    const shifts = shiftsOf(options);
    return (input, [kernel, bias], { training }) => {
      const weights = kernel as Tensor;
      const windows = ops.reshape(
        ops.concat(
          shifts.map((by) => shifted(ops, input, by)),
          2,
        ),
        [-1, width * inputs],
      );
      const output = ops.activate(activation, ops.addBias(ops.matMul(windows, weights), bias as Tensor));
      return {
        output: ops.reshape(output, [steps, -1, units]),
        backward(outputGradient, wantsInput) {
          const dz = ops.activationGradient(activation, ops.reshape(outputGradient, [-1, units]), output);
          const parameters = training ? [ops.matMul(windows, dz, true), ops.biasGradient(dz)] : [null, null];
          if (!wantsInput) return { input: null, parameters };
          const ofWindows = ops.reshape(ops.matMul(dz, weights, false, true), [steps, -1, width * inputs]);
          const parts = ops.split(ofWindows, width, 2).map((part, k) => shifted(ops, part, -(shifts[k] ?? 0)));
          return { input: ops.addAll(parts), parameters };
        },
      };
    };
  },
});

/** How many steps ahead of an output each of its inputs lies. */
function shiftsOf({ width, dilation = 1, padding = "same" }: Conv1dOptions): number[] {
  const reach = (width - 1) * dilation;
  const before = padding === "causal" ? reach : Math.floor(reach / 2);
  return Array.from({ length: width }, (_shift, k) => k * dilation - before);
}

/** y_t = x_(t + by), zeros where the series has no such step. */
function shifted(ops: Ops, x: Tensor, by: number): Tensor {
  const steps = x.shape[0] as number;
  const kept = Math.max(0, steps - Math.abs(by));
  if (by === 0) return x;
  if (kept === 0) return ops.zeros(x.shape);
  const part = ops.sliceFirst(x, Math.max(0, by), kept);
  return by > 0 ? ops.padFirst(part, 0, by) : ops.padFirst(part, -by, 0);
}
