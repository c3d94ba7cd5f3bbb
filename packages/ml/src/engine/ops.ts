import type { Tensor } from "./tensor.ts";

export const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "elu"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * The arithmetic that blocks are written in, once for every engine: on the native one each function is one TensorFlow kernel, on the
 * others one of the library's portable operations. A shape may hold one -1, the
 * length that the others leave: for the batch, so that a shape is one constant for batches of all sizes.
 */
export interface Ops {
  /** [m, k] x [k, n]; a flag reads that factor transposed. */
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  /** The same for each index of the axes before the last two. */
  batchMatMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  /** Elementwise, with broadcasting. */
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  addAll(parts: readonly Tensor[]): Tensor;
  scale(x: Tensor, factor: number): Tensor;
  /** x [.., features] + bias [features], and the bias's gradient: the sum over all axes but the last. */
  addBias(x: Tensor, bias: Tensor): Tensor;
  biasGradient(gradient: Tensor): Tensor;
  sum(x: Tensor, axes: readonly number[], keepAxes?: boolean): Tensor;
  mean(x: Tensor, axes: readonly number[], keepAxes?: boolean): Tensor;
  max(x: Tensor, axes: readonly number[], keepAxes?: boolean): Tensor;
  /** 1 where a equals b, else 0. */
  equal(a: Tensor, b: Tensor): Tensor;
  /** a / b, elementwise. */
  divide(a: Tensor, b: Tensor): Tensor;
  square(x: Tensor): Tensor;
  /** 1 / sqrt(x + offset). */
  inverseRoot(x: Tensor, offset: number): Tensor;
  exp(x: Tensor): Tensor;
  sin(x: Tensor): Tensor;
  cos(x: Tensor): Tensor;
  clip(x: Tensor, low: number, high: number): Tensor;
  activate(activation: Activation, z: Tensor): Tensor;
  /** dz from dy and y alone: each activation has a derivative that its own value gives. */
  activationGradient(activation: Activation, dy: Tensor, y: Tensor): Tensor;
  /** Over the last axis. */
  softmax(x: Tensor): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  reverse(x: Tensor, axis: number): Tensor;
  /** Zeros before and after on the first axis. */
  padFirst(x: Tensor, before: number, after: number): Tensor;
  /** Rows `start` to `start + length` of the first axis. */
  sliceFirst(x: Tensor, start: number, length: number): Tensor;
  concat(parts: readonly Tensor[], axis: number): Tensor;
  /** Parts of equal length. */
  split(x: Tensor, parts: number, axis: number): Tensor[];
  /** Parts of these lengths. */
  splitBy(x: Tensor, lengths: readonly number[], axis: number): Tensor[];
  /** Tensors of one shape along a new first axis, and back. */
  stack(parts: readonly Tensor[]): Tensor;
  unstack(x: Tensor): Tensor[];
  zeros(shape: readonly number[]): Tensor;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
}
