import type { Activation, Ops } from "./ops.ts";
import type { Tensor, TensorFlow } from "./tensor.ts";

type Matrix = ReturnType<TensorFlow["tensor2d"]>;

/** The blocks' arithmetic in the library's portable operations. */
export function plainOps(tf: TensorFlow): Ops {
  const lastAxis = (x: Tensor): number[] => Array.from({ length: x.rank - 1 }, (_axis, at) => at);
  return {
    matMul: (a, b, transposeA = false, transposeB = false) => tf.matMul(a as Matrix, b as Matrix, transposeA, transposeB),
    batchMatMul: (a, b, transposeA = false, transposeB = false) => tf.matMul(a as Matrix, b as Matrix, transposeA, transposeB),
    add: (a, b) => tf.add(a, b),
    sub: (a, b) => tf.sub(a, b),
    mul: (a, b) => tf.mul(a, b),
    addAll: (parts) => tf.addN([...parts]),
    scale: (x, factor) => tf.mul(x, factor),
    addBias: (x, bias) => tf.add(x, bias),
    biasGradient: (gradient) => tf.sum(gradient, lastAxis(gradient)),
    sum: (x, axes, keepAxes = false) => tf.sum(x, [...axes], keepAxes),
    mean: (x, axes, keepAxes = false) => tf.mean(x, [...axes], keepAxes),
    max: (x, axes, keepAxes = false) => tf.max(x, [...axes], keepAxes),
    equal: (a, b) => tf.cast(tf.equal(a, b), "float32"),
    divide: (a, b) => tf.div(a, b),
    square: (x) => tf.square(x),
    inverseRoot: (x, offset) => tf.rsqrt(tf.add(x, offset)),
    exp: (x) => tf.exp(x),
    sin: (x) => tf.sin(x),
    cos: (x) => tf.cos(x),
    clip: (x, low, high) => tf.clipByValue(x, low, high),
    activate: (activation, z) => activate(tf, activation, z),
    activationGradient: (activation, dy, y) => activationGradient(tf, activation, dy, y),
    softmax: (x) => tf.softmax(x),
    reshape: (x, shape) => tf.reshape(x, [...shape]),
    transpose: (x, permutation) => tf.transpose(x, [...permutation]),
    reverse: (x, axis) => tf.reverse(x, axis),
    padFirst: (x, before, after) => tf.pad(x, [[before, after], ...lastAxis(x).map((): [number, number] => [0, 0])]),
    sliceFirst: (x, start, length) => tf.slice(x, [start], [length]),
    concat: (parts, axis) => tf.concat([...parts], axis),
    split: (x, parts, axis) => tf.split(x, parts, axis),
    splitBy: (x, lengths, axis) => tf.split(x, [...lengths], axis),
    stack: (parts) => tf.stack([...parts]),
    unstack: (x) => tf.unstack(x),
    zeros: (shape) => tf.zeros([...shape]),
    tensor: (values, shape) => tf.tensor(values, [...shape], "float32"),
  };
}

function activate(tf: TensorFlow, activation: Activation, z: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return z;
    case "relu":
      return tf.relu(z);
    case "tanh":
      return tf.tanh(z);
    case "sigmoid":
      return tf.sigmoid(z);
    case "elu":
      return tf.elu(z);
  }
}

function activationGradient(tf: TensorFlow, activation: Activation, dy: Tensor, y: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return dy;
    case "relu":
      return tf.mul(dy, tf.step(y));
    case "tanh":
      return tf.mul(dy, tf.sub(1, tf.square(y)));
    case "sigmoid":
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    case "elu":
      return tf.mul(dy, tf.minimum(tf.add(y, 1), 1));
  }
}
