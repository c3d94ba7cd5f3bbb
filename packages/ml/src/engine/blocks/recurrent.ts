import type { Rng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { glorotUniform, orthogonal } from "../initializers.ts";
import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import type { Mode, Penalty } from "./block.ts";
import { dropoutMask } from "./dropout.ts";

/** What all recurrent layers can be told. */
export interface RecurrentOptions {
  units: number;
  /** Give every step's state, for a block that reads a sequence, instead of the last one. */
  returnSequences?: boolean;
  /** Of the input and the recurrent kernel; the bias goes free. */
  penalty?: Penalty | undefined;
  /** Share of the recurrent kernel's weights dropped for a whole batch while training, in [0, 1). */
  recurrentDropout?: number;
}

export function recurrentOutput(name: string, { units, returnSequences = false }: RecurrentOptions, input: Shape): Shape {
  const [steps, ...rest] = input;
  if (steps === undefined || rest.length !== 1) {
    const message = `A block '${name}' takes [steps, features]. Got the shape [${input.join(", ")}]; let the block before it return sequences.`;
    throw new AppError("INVALID_INPUT", "input", message);
  }
  return returnSequences ? [steps, units] : [units];
}

/** A kernel [inputs + units, columns]: that of the input (Glorot uniform) above that of the state before (orthogonal). */
export function recurrentKernel(rng: Rng, inputs: number, units: number, columns: number): Float32Array {
  const kernel = new Float32Array((inputs + units) * columns);
  kernel.set(glorotUniform(rng, inputs, columns));
  kernel.set(orthogonal(rng, units, columns), inputs * columns);
  return kernel;
}

/** A kernel as one step of training sees it, and the gradient that its stored form gets. */
export interface EffectiveKernel {
  value: Tensor;
  gradient(ofValue: Tensor): Tensor;
}

/**
 * Drops recurrent weights for a whole batch: a kernel's rows from `inputs` on are multiplied by a mask that is 0 with probability
 * `rate`, else 1 / (1 - rate). The step's kernels stay the fused ones, which a mask on the state would not allow.
 * Source: Merity, Keskar and Socher (2018), section 2, after Wan et al. (2013).
 */
export function dropRecurrent(ops: Ops, kernel: Tensor, inputs: number, rate: number, { training, rng }: Mode): EffectiveKernel {
  if (!training || rate === 0) return { value: kernel, gradient: (ofValue) => ofValue };
  const free = inputs * (kernel.shape[1] as number);
  const values = new Float32Array(kernel.size).fill(1, 0, free);
  values.set(dropoutMask(rng, kernel.size - free, rate), free);
  const mask = ops.tensor(values, kernel.shape);
  return { value: ops.mul(kernel, mask), gradient: (ofValue) => ops.mul(ofValue, mask) };
}
