import type { EngineName } from "@plimsoll/schema";
import type { BlockDefinition, Forward, ParameterUpdate, Penalty } from "./blocks/block.ts";
import type { Ops } from "./ops.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import type { Shape, Tensor } from "./tensor.ts";

export interface StoredParameter {
  name: string;
  shape: readonly number[];
  values: Float32Array;
  penalty?: Penalty | undefined;
  decays?: boolean | undefined;
  update?: ParameterUpdate | undefined;
}

/** The weights of one network and the optimizer's memory of them, where the engine keeps them. */
export interface ParameterStore {
  /** The weights as tensors of the running scope, in order. */
  tensors(): Tensor[];
  /** One optimizer step; `step` counts from 1. Gradients belong to the running scope; null leaves a weight alone. */
  apply(gradients: readonly (Tensor | null)[], step: number, learningRate: number): void;
  /** Copies of the weights, in order. */
  read(): Float32Array[];
  write(values: readonly Float32Array[]): void;
  /** Copies of the optimizer's memory: for each parameter one array a slot. */
  readSlots(): Float32Array[][];
  writeSlots(slots: readonly (readonly Float32Array[])[]): void;
  dispose(): void;
}

/** What the engines differ in. Everything above it is written once. */
export interface Backend {
  name: EngineName;
  /** The arithmetic library's version: TensorFlow's own on the native engine. */
  version: string;
  threads: number;
  /** What blocks and their combinations are written in. */
  ops: Ops;
  /** This engine's implementation of a block. */
  forwardOf<Options>(definition: BlockDefinition<Options>, options: Options, input: Shape): Forward;
  /** Runs synchronous tensor work and frees every tensor it made, except constants the engine keeps. */
  scope<Result>(work: () => Result): Result;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  /** A copy of a tensor's values that outlives the scope. */
  read(tensor: Tensor): Float32Array;
  parameterStore(parameters: readonly StoredParameter[], optimizer: OptimizerDefinition | null): ParameterStore;
  /** Living tensors, the engine's own constants included: constant over training steps once they are warm. */
  tensorCount(): number;
}
