import type { Tensor, TensorFlow } from "./tensor.ts";

/** An attribute of a kernel as the binding takes it. */
export interface KernelAttribute {
  name: string;
  type: number;
  value: unknown;
}

interface OutputMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** The parts of tfjs-node's backend and of its binding that kernels are called through. */
export interface NativeBackend {
  binding: {
    TF_Version: string;
    TF_FLOAT: number;
    TF_INT32: number;
    TF_INT64: number;
    TF_BOOL: number;
    TF_ATTR_TYPE: number;
    TF_ATTR_INT: number;
    TF_ATTR_FLOAT: number;
    TF_ATTR_BOOL: number;
    TF_ATTR_SHAPE: number;
    TF_ATTR_STRING: number;
    createTensor(shape: number[], dtype: number, data: Int32Array | Float32Array): number;
    deleteTensor(id: number): void;
    executeOp(name: string, attributes: KernelAttribute[], inputs: number[], nOutputs: number): OutputMetadata[];
    getNumOfTensors(): number;
  };
  getInputTensorIds(tensors: Tensor[]): number[];
  createOutputTensor(metadata: OutputMetadata): Tensor;
}

/** A constant input that never becomes a tensor of the library: the binding's own id. */
export type Handle = number;

/**
 * TensorFlow's kernels by name. A call costs some ten microseconds whatever its size, so a block makes few of them, with the
 * attributes made once at planning.
 */
export interface NativeKernels {
  /** Runs a kernel with one output. */
  one(op: string, attributes: KernelAttribute[], inputs: readonly (Tensor | Handle)[]): Tensor;
  /** Runs a kernel with several outputs. */
  many(op: string, attributes: KernelAttribute[], inputs: readonly (Tensor | Handle)[], nOutputs: number): Tensor[];
  /** A float tensor of zeros that lives across steps. */
  zeros(shape: readonly number[]): Tensor;
  /** A constant for axes, bounds and permutations, made once. */
  int32(values: readonly number[], shape?: readonly number[]): Handle;
  int64Scalar(value: number): Handle;
  floatScalar(value: number): Handle;
  /** The tensor, no longer freed by the scope it was made in. */
  kept(tensor: Tensor): Tensor;
  /** A tensor of the step's scope from values. */
  floats(values: Float32Array, shape: readonly number[]): Tensor;
  float(name: string, value: number): KernelAttribute;
  bool(name: string, value: boolean): KernelAttribute;
  integer(name: string, value: number): KernelAttribute;
  integers(name: string, value: readonly number[]): KernelAttribute;
  string(name: string, value: string): KernelAttribute;
  shape(name: string, value: readonly number[]): KernelAttribute;
  /** The element type float32 under an attribute's name. */
  floatType(name: string): KernelAttribute;
  int32Type(name: string): KernelAttribute;
  boolType(name: string): KernelAttribute;
  /** Lets go of cached zeros when there are many; only between steps. */
  trim(): void;
}

/** Batches of many different sizes leave this many shapes of zeros behind at most. */
const MAX_ZEROS = 256;

export function createNativeKernels(tf: TensorFlow, backend: NativeBackend): NativeKernels {
  const { binding } = backend;
  const zerosByShape = new Map<string, Tensor>();
  const handles = new Map<string, Handle>();

  const idsOf = (inputs: readonly (Tensor | Handle)[]): number[] =>
    inputs.map((input) => (typeof input === "number" ? input : (backend.getInputTensorIds([input])[0] as number)));

  const handle = (key: string, make: () => Handle): Handle => {
    const found = handles.get(key) ?? make();
    handles.set(key, found);
    return found;
  };

  const many: NativeKernels["many"] = (op, attributes, inputs, nOutputs) =>
    binding.executeOp(op, attributes, idsOf(inputs), nOutputs).map((metadata) => backend.createOutputTensor(metadata));

  return {
    many,
    one: (op, attributes, inputs) => many(op, attributes, inputs, 1)[0] as Tensor,
    zeros(shape) {
      const key = shape.join();
      const found = zerosByShape.get(key) ?? tf.keep(tf.zeros([...shape]));
      zerosByShape.set(key, found);
      return found;
    },
    int32: (values, shape = [values.length]) =>
      handle(`i32:${shape.join()}:${values.join()}`, () => binding.createTensor([...shape], binding.TF_INT32, Int32Array.from(values))),
    int64Scalar: (value) => handle(`i64:${value}`, () => binding.createTensor([], binding.TF_INT64, new Int32Array([value, 0]))),
    floatScalar: (value) => handle(`f32:${value}`, () => binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value))),
    kept: (tensor) => tf.keep(tensor),
    floats: (values, shape) => tf.tensor(values, [...shape], "float32"),
    float: (name, value) => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    bool: (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value }),
    integer: (name, value) => ({ name, type: binding.TF_ATTR_INT, value }),
    integers: (name, value) => ({ name, type: binding.TF_ATTR_INT, value: [...value] }),
    string: (name, value) => ({ name, type: binding.TF_ATTR_STRING, value }),
    shape: (name, value) => ({ name, type: binding.TF_ATTR_SHAPE, value: [...value] }),
    floatType: (name) => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }),
    int32Type: (name) => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 }),
    boolType: (name) => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_BOOL }),
    trim() {
      if (zerosByShape.size <= MAX_ZEROS) return;
      for (const tensor of zerosByShape.values()) tensor.dispose();
      zerosByShape.clear();
    },
  };
}
