import type { NativeKernels } from "../native-kernels.ts";
import { nativeOps } from "../native-ops.ts";
import type { Ops } from "../ops.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { defineBlock, type Forward } from "./block.ts";

export const POOLINGS = ["max", "average"] as const;

export interface Pool1dOptions {
  kind: (typeof POOLINGS)[number];
  /** Steps in a window; windows do not overlap, and the last one may be shorter. Null: one window of all steps, whose result has no steps. */
  width: number | null;
}

/**
 * The largest or the mean value of each feature in windows of steps: x [steps, batch, features] to
 * [ceil(steps / width), batch, features], or to [batch, features] for one window of all steps. Where several steps share the largest
 * value its gradient is divided among them; where TensorFlow's kernel pools pairs of steps, the first has all of it.
 */
export const pool1d = defineBlock<Pool1dOptions>({
  name: "pool1d",
  output: ({ width }, [steps = 0, features = 0]) => (width === null ? [features] : [Math.ceil(steps / width), features]),
  parameters: () => [],
  native: (kernels, options, input) => nativeMaximum(kernels, options, input),

  portable(ops, { kind, width }, [steps = 0, features = 0]) {
    const window = Math.min(width ?? steps, steps);
    const whole = Math.floor(steps / window) * window;
    const pool = kind === "max" ? maximum(ops) : average(ops);
    return (input) => {
      const [body, rest] = whole === steps ? [input] : ops.splitBy(input, [whole, steps - whole], 0);
      const ofBody = pool(ops.reshape(body as Tensor, [whole / window, window, -1, features]));
      const ofRest = rest ? pool(ops.reshape(rest, [1, steps - whole, -1, features])) : null;
      const output = ops.concat(
        [ofBody, ofRest].flatMap((part) => (part ? [part.output] : [])),
        0,
      );
      return {
        output: width === null ? ops.reshape(output, [-1, features]) : output,
        backward(gradient) {
          const windows = ops.reshape(gradient, [Math.ceil(steps / window), -1, features]);
          const [dBody, dRest] = ofRest ? ops.splitBy(windows, [whole / window, 1], 0) : [windows];
          const parts = [ofBody.backward(dBody as Tensor), ...(ofRest ? [ofRest.backward(dRest as Tensor)] : [])];
          return {
            input: ops.concat(
              parts.map((part) => ops.reshape(part, [(part.shape[0] as number) * (part.shape[1] as number), -1, features])),
              0,
            ),
            parameters: [],
          };
        },
      };
    };
  },
});

/** The largest of two neighbouring steps by TensorFlow's own kernel, with the steps as the height of a picture whose rows are the batch. */
function nativeMaximum(kernels: NativeKernels, options: Pool1dOptions, input: Shape): Forward {
  if (options.kind !== "max" || options.width !== 2) return pool1d.portable(nativeOps(kernels), options, input);
  const [steps = 0, features = 0] = input;
  const ops = nativeOps(kernels);
  const pairs = [1, 2, 1, 1];
  // With an odd count of steps the last window has one; the kernel pads at the end.
  const attributes = [
    kernels.floatType("T"),
    kernels.integers("ksize", pairs),
    kernels.integers("strides", pairs),
    kernels.string("padding", "SAME"),
    kernels.string("data_format", "NHWC"),
  ];
  return (x) => {
    const picture = ops.reshape(x, [1, steps, -1, features]);
    const largest = kernels.one("MaxPool", attributes, [picture]);
    return {
      output: ops.reshape(largest, [Math.ceil(steps / 2), -1, features]),
      backward(gradient) {
        const own = ops.reshape(gradient, [1, Math.ceil(steps / 2), -1, features]);
        const dx = kernels.one("MaxPoolGrad", attributes, [picture, largest, own]);
        return { input: ops.reshape(dx, [steps, -1, features]), parameters: [] };
      },
    };
  };
}

/** Pools [windows, width, batch, features] over the second axis; the way back gives that shape again. */
type Pool = (x: Tensor) => { output: Tensor; backward(gradient: Tensor): Tensor };

const spread = (ops: Ops, gradient: Tensor, [windows = 0, , , features = 0]: readonly number[]): Tensor =>
  ops.reshape(gradient, [windows, 1, -1, features]);

function maximum(ops: Ops): Pool {
  return (x) => {
    const largest = ops.max(x, [1], true);
    const [windows = 0, , , features = 0] = x.shape;
    return {
      output: ops.reshape(largest, [windows, -1, features]),
      backward(gradient) {
        const isLargest = ops.equal(x, largest);
        return ops.mul(ops.divide(isLargest, ops.sum(isLargest, [1], true)), spread(ops, gradient, x.shape));
      },
    };
  };
}

function average(ops: Ops): Pool {
  return (x) => ({
    output: ops.mean(x, [1]),
    backward(gradient) {
      const share = ops.scale(spread(ops, gradient, x.shape), 1 / (x.shape[1] as number));
      return ops.add(share, ops.zeros(x.shape));
    },
  });
}
