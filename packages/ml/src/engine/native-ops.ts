import type { KernelAttribute, NativeKernels } from "./native-kernels.ts";
import type { Activation, Ops } from "./ops.ts";
import type { Tensor } from "./tensor.ts";

/** TensorFlow's kernel, its gradient's, and whether the gradient kernel takes y before dy. */
const ACTIVATION_KERNELS: Record<Exclude<Activation, "linear">, { kernel: string; gradient: string; valueFirst: boolean }> = {
  relu: { kernel: "Relu", gradient: "ReluGrad", valueFirst: false },
  elu: { kernel: "Elu", gradient: "EluGrad", valueFirst: false },
  tanh: { kernel: "Tanh", gradient: "TanhGrad", valueFirst: true },
  sigmoid: { kernel: "Sigmoid", gradient: "SigmoidGrad", valueFirst: true },
};

/** The blocks' arithmetic in TensorFlow's kernels: the attributes are made once, and a call is one kernel where there is one. */
export function nativeOps(kernels: NativeKernels): Ops {
  const float = [kernels.floatType("T")];
  const indexed = (name: string): KernelAttribute[] => [...float, kernels.int32Type(name)];
  const binary = (op: string) => (a: Tensor, b: Tensor) => kernels.one(op, float, [a, b]);
  const unary = (op: string) => (x: Tensor) => kernels.one(op, float, [x]);
  const byFlags = (op: string, first: string, second: string) => {
    const attributes = [false, true].map((a) => [false, true].map((b) => [...float, kernels.bool(first, a), kernels.bool(second, b)]));
    return (a: Tensor, b: Tensor, transposeA = false, transposeB = false) =>
      kernels.one(op, attributes[Number(transposeA)]?.[Number(transposeB)] ?? [], [a, b]);
  };
  const reduction = (op: string) => {
    const attributes = [false, true].map((keep) => [...indexed("Tidx"), kernels.bool("keep_dims", keep)]);
    return (x: Tensor, axes: readonly number[], keepAxes = false) =>
      kernels.one(op, attributes[Number(keepAxes)] ?? [], [x, kernels.int32(axes)]);
  };
  const counted = (name: string, count: number, ...others: KernelAttribute[]) => [kernels.integer(name, count), ...float, ...others];
  const reshapeAttributes = indexed("Tshape");
  const transposeAttributes = indexed("Tperm");
  const reverseAttributes = indexed("Tidx");
  const padAttributes = indexed("Tpaddings");
  const sliceAttributes = indexed("Index");
  const castAttributes = [kernels.boolType("SrcT"), kernels.floatType("DstT"), kernels.bool("Truncate", false)];
  const equalAttributes = [...float, kernels.bool("incompatible_shape_error", true)];
  const add = binary("AddV2");
  const rsqrt = unary("Rsqrt");
  const ofRest = (x: Tensor, value: number): number[] => Array.from({ length: x.rank - 1 }, () => value);

  return {
    matMul: byFlags("MatMul", "transpose_a", "transpose_b"),
    batchMatMul: byFlags("BatchMatMulV2", "adj_x", "adj_y"),
    add,
    sub: binary("Sub"),
    mul: binary("Mul"),
    addAll: (parts) => kernels.one("AddN", counted("N", parts.length), parts),
    scale: (x, factor) => kernels.one("Mul", float, [x, kernels.floatScalar(factor)]),
    addBias: (x, bias) => kernels.one("BiasAdd", float, [x, bias]),
    biasGradient: unary("BiasAddGrad"),
    sum: reduction("Sum"),
    mean: reduction("Mean"),
    max: reduction("Max"),
    equal: (a, b) => kernels.one("Cast", castAttributes, [kernels.one("Equal", equalAttributes, [a, b])]),
    divide: binary("RealDiv"),
    square: unary("Square"),
    inverseRoot: (x, offset) => rsqrt(kernels.one("AddV2", float, [x, kernels.floatScalar(offset)])),
    exp: unary("Exp"),
    sin: unary("Sin"),
    cos: unary("Cos"),
    clip: (x, low, high) => kernels.one("ClipByValue", float, [x, kernels.floatScalar(low), kernels.floatScalar(high)]),
    activate: (activation, z) => (activation === "linear" ? z : kernels.one(ACTIVATION_KERNELS[activation].kernel, float, [z])),
    activationGradient(activation, dy, y) {
      if (activation === "linear") return dy;
      const { gradient, valueFirst } = ACTIVATION_KERNELS[activation];
      return kernels.one(gradient, float, valueFirst ? [y, dy] : [dy, y]);
    },
    softmax: unary("Softmax"),
    reshape: (x, shape) => kernels.one("Reshape", reshapeAttributes, [x, kernels.int32(shape)]),
    transpose: (x, permutation) => kernels.one("Transpose", transposeAttributes, [x, kernels.int32(permutation)]),
    reverse: (x, axis) => kernels.one("ReverseV2", reverseAttributes, [x, kernels.int32([axis])]),
    padFirst: (x, before, after) =>
      kernels.one("Pad", padAttributes, [x, kernels.int32([before, after, ...ofRest(x, 0), ...ofRest(x, 0)], [x.rank, 2])]),
    sliceFirst: (x, start, length) =>
      kernels.one("Slice", sliceAttributes, [x, kernels.int32([start, ...ofRest(x, 0)]), kernels.int32([length, ...ofRest(x, -1)])]),
    // The kernel refuses a single part.
    concat: (parts, axis) =>
      parts.length === 1
        ? (parts[0] as Tensor)
        : kernels.one("ConcatV2", counted("N", parts.length, kernels.int32Type("Tidx")), [...parts, kernels.int32([axis], [])]),
    split: (x, parts, axis) => kernels.many("Split", counted("num_split", parts), [kernels.int32([axis], []), x], parts),
    splitBy: (x, lengths, axis) =>
      kernels.many(
        "SplitV",
        counted("num_split", lengths.length, kernels.int32Type("Tlen")),
        [x, kernels.int32(lengths), kernels.int32([axis], [])],
        lengths.length,
      ),
    stack: (parts) => kernels.one("Pack", counted("N", parts.length, kernels.integer("axis", 0)), parts),
    unstack(x) {
      const count = x.shape[0] ?? 0;
      return kernels.many("Unpack", [kernels.integer("num", count), ...float, kernels.integer("axis", 0)], [x], count);
    },
    zeros: kernels.zeros,
    tensor: kernels.floats,
  };
}
