import type { Tensor as TfTensor } from "@tensorflow/tfjs";

export type Tensor = TfTensor;
/** The tensor library itself, handed to plain implementations as a value so that their files load without it. */
export type TensorFlow = typeof import("@tensorflow/tfjs");

/**
 * The shape of a value without its batch axis: [features], or [steps, features] for a sequence. A sequence tensor is
 * time-major, [steps, batch, features]: the layout the recurrent kernels read, and the one in which a step is contiguous.
 */
export type Shape = readonly number[];
