import type { Rng } from "@plimsoll/features";
import type { NativeKernels } from "../native-kernels.ts";
import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";

/** What is added to the loss for a parameter: l1 * sum |w| + l2 * sum w^2, as in Keras. */
export interface Penalty {
  l1: number;
  l2: number;
}

/** The rows that a network is going to be trained on, for what a first block learns of them beforehand. */
export interface InputRows {
  /** [n, values of a row] row-major. */
  x: Float32Array;
  n: number;
}

/**
 * How a step changes a parameter: by its gradient (when nothing is said); not at all; or, as a statistic, towards the value that the
 * backward pass gives in the gradient's place: w = average * w + (1 - average) * value.
 */
export type ParameterUpdate = "none" | { average: number };

export interface ParameterSpec {
  /** Unique within its block. */
  name: string;
  shape: readonly number[];
  init(rng: Rng, rows?: InputRows | null): Float32Array;
  penalty?: Penalty | undefined;
  /** Weight decay acts on it: a kernel, not a bias or a scale. */
  decays?: boolean | undefined;
  update?: ParameterUpdate | undefined;
}

export interface Mode {
  training: boolean;
  /** What random blocks draw from while training; the same stream for the same seed and epoch. */
  rng: Rng;
}

/** What a backward pass returns: the gradient of the input where it was wanted, and one gradient for each parameter, in their order; null leaves it alone. */
export interface Gradients {
  input: Tensor | null;
  parameters: (Tensor | null)[];
}

/**
 * A forward result and the way back from it. The closure holds what the way back needs, until the step's scope ends.
 * Outside training the way back is asked for the input's gradient alone, so a block may leave those of its parameters out.
 */
export interface Pass {
  output: Tensor;
  backward(outputGradient: Tensor, wantsInput: boolean): Gradients;
}

export type Forward = (input: Tensor, parameters: readonly Tensor[], mode: Mode) => Pass;

/** A block whose input shape is known. */
export interface PlannedBlock {
  output: Shape;
  parameters: readonly ParameterSpec[];
  forward: Forward;
}

/** A part of a network, tied to an engine; blocks made of blocks have the same face. */
export interface Block {
  name: string;
  /** @throws AppError "INVALID_INPUT" if the block cannot take this shape. */
  plan(input: Shape): PlannedBlock;
}

/**
 * One kind of block: its parameters and shapes, and its arithmetic. `portable` is written in the operations that every engine has;
 * `native` calls TensorFlow's fused kernels by name, where there is one that does the same with fewer calls.
 */
export interface BlockDefinition<Options> {
  name: string;
  output(options: Options, input: Shape): Shape;
  parameters(options: Options, input: Shape): ParameterSpec[];
  portable(ops: Ops, options: Options, input: Shape): Forward;
  native?(kernels: NativeKernels, options: Options, input: Shape): Forward;
}

export const defineBlock = <Options>(definition: BlockDefinition<Options>): BlockDefinition<Options> => definition;
