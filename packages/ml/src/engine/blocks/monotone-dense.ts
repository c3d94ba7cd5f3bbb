import { AppError } from "@plimsoll/schema";
import { glorotUniform, zeros } from "../initializers.ts";
import type { Activation, Ops } from "../ops.ts";
import type { Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface MonotoneDenseOptions {
  units: number;
  /**
   * For each input 1 (no output falls when it rises), -1 (none rises) or 0 (free), again and again where there are more inputs than
   * directions; empty: all free.
   */
  directions: readonly number[];
  /** Apply the curved functions; without them the layer is linear. */
  curved: boolean;
  /** Of the kernel; the bias goes free. */
  penalty?: Penalty | undefined;
}

/**
 * A fully connected layer that is monotone in the inputs it is told to be: y = f(x K + b), where row i of K is d_i |W_i| for the
 * direction d_i = 1 or -1, and W_i for a free input. All f rise: the first third of the units has elu(z), the second -elu(-z) and the last
 * tanh(z), so that convex, concave and bounded shapes can be made. Layers on layers stay monotone when all directions above the first are 1.
 * W [inputs, units] Glorot uniform, b zeros. Source: Runje and Shankaranarayana (2023), with tanh as the bounded function.
 */
export const monotoneDense = defineBlock<MonotoneDenseOptions>({
  name: "monotoneDense",

  output({ units, directions }, [inputs = 0]) {
    if (directions.length > 0 && inputs % directions.length !== 0) {
      const message = `directions has ${directions.length} entries, a row has ${inputs} values. Give one entry for each feature, in the pipeline's order.`;
      throw new AppError("INVALID_INPUT", "input", message, { path: ["params", "directions"] });
    }
    return [units];
  },

  parameters: ({ units, penalty }, [inputs = 0]) => [
    { name: "kernel", shape: [inputs, units], init: (rng) => glorotUniform(rng, inputs, units), penalty, decays: true },
    { name: "bias", shape: [units], init: () => zeros([units]) },
  ],

  portable(ops, { units, directions, curved }, [inputs = 0]) {
    const directionOf = (i: number): number => directions[i % directions.length] ?? 0;
    const rows = (value: (direction: number) => number) => Float32Array.from({ length: inputs }, (_row, i) => value(directionOf(i)));
    const bound = rows((direction) => direction);
    const free = rows((direction) => (direction === 0 ? 1 : 0));
    const shape = curved ? curves(ops, units) : null;
    return (x, [kernel, bias]) => {
      const stored = kernel as Tensor;
      // What the stored kernel is multiplied by: its own sign times the direction, or one. It is also the derivative.
      const isPositive = ops.equal(ops.activate("relu", stored), stored);
      const sign = ops.sub(ops.scale(isPositive, 2), ops.tensor(Float32Array.of(1), [1]));
      const factor = ops.add(ops.mul(sign, ops.tensor(bound, [inputs, 1])), ops.tensor(free, [inputs, 1]));
      const weights = ops.mul(stored, factor);
      const z = ops.addBias(ops.matMul(x, weights), bias as Tensor);
      const curve = shape?.(z) ?? { output: z, backward: (gradient: Tensor) => gradient };
      return {
        output: curve.output,
        backward(outputGradient, wantsInput) {
          const dz = curve.backward(outputGradient);
          return {
            input: wantsInput ? ops.matMul(dz, weights, false, true) : null,
            parameters: [ops.mul(ops.matMul(x, dz, true), factor), ops.biasGradient(dz)],
          };
        },
      };
    };
  },
});

/** A third of the units each: elu(z), -elu(-z), tanh(z). */
function curves(ops: Ops, units: number): (z: Tensor) => { output: Tensor; backward(gradient: Tensor): Tensor } {
  const third = Math.floor(units / 3);
  const widths = [third, third, units - 2 * third];
  const functions: readonly Activation[] = ["elu", "elu", "tanh"];
  const turned = (x: Tensor, at: number) => (at === 1 ? ops.scale(x, -1) : x);
  return (z) => {
    const values = ops.splitBy(z, widths, 1).map((part, at) => ops.activate(functions[at] ?? "linear", turned(part, at)));
    return {
      output: ops.concat(values.map(turned), 1),
      // The two minus signs of the turned part cancel in its derivative.
      backward(gradient) {
        const parts = ops.splitBy(gradient, widths, 1);
        return ops.concat(
          values.map((value, at) => ops.activationGradient(functions[at] ?? "linear", parts[at] as Tensor, value)),
          1,
        );
      },
    };
  };
}
