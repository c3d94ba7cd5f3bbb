import type { NativeKernels } from "../native-kernels.ts";
import type { Tensor } from "../tensor.ts";

/** One update of one parameter, in place. Arrays are of equal length; `step` counts from 1. */
export type PlainUpdate = (
  values: Float32Array,
  gradient: Float32Array,
  slots: readonly Float32Array[],
  step: number,
  learningRate: number,
) => void;
/** The same by TensorFlow's own kernel on resource variables; `begin` makes what all parameters of a step share. */
export interface NativeUpdate {
  begin(step: number, learningRate: number): (variable: Tensor, slots: readonly Tensor[], gradient: Tensor) => void;
}

export interface OptimizerDefinition {
  name: string;
  /** What it remembers of each parameter, zeros at first. */
  slots: readonly string[];
  plain: PlainUpdate;
  native(kernels: NativeKernels): NativeUpdate;
  /** Before a step, kernels lose this share of themselves times the learning rate. Source: Loshchilov and Hutter (2019). */
  weightDecay?: number | undefined;
  /** Gradients whose norm, all parameters together, is above this are scaled down to it. Source: Pascanu, Mikolov and Bengio (2013). */
  clipNorm?: number | undefined;
}
