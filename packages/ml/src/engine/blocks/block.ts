import type { Rng } from "../../rng.ts";
import type { NativeKernels } from "../native-kernels.ts";
import type { Shape, Tensor, TensorFlow } from "../tensor.ts";

/** What is added to the loss for a parameter: l1 * sum |w| + l2 * sum w^2, as in Keras. */
export interface Penalty {
  l1: number;
  l2: number;
}

export interface ParameterSpec {
  /** Unique within its block. */
  name: string;
  shape: readonly number[];
  init(rng: Rng): Float32Array;
  penalty?: Penalty | undefined;
}

export interface Mode {
  training: boolean;
  /** What random blocks draw from while training; the same stream for the same seed and epoch. */
  rng: Rng;
}

/** What a backward pass returns: the gradient of the input where it was wanted, and one gradient for each parameter, in their order. */
export interface Gradients {
  input: Tensor | null;
  parameters: Tensor[];
}

/** A forward result and the way back from it. The closure holds what the way back needs, until the step's scope ends. */
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
 * One kind of block: its parameters and shapes once, its arithmetic twice. `native` calls TensorFlow's fused kernels by name;
 * `plain` uses the library's portable operations and serves every engine for which there is nothing better.
 */
export interface BlockDefinition<Options> {
  name: string;
  output(options: Options, input: Shape): Shape;
  parameters(options: Options, input: Shape): ParameterSpec[];
  plain(tf: TensorFlow, options: Options, input: Shape): Forward;
  native?(kernels: NativeKernels, options: Options, input: Shape): Forward;
}

export const defineBlock = <Options>(definition: BlockDefinition<Options>): BlockDefinition<Options> => definition;
