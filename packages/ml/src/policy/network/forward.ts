import type { NamedWeight } from "../../engine/network.ts";
import type { Activation } from "../../engine/ops.ts";

interface Layer {
  inputs: number;
  units: number;
  kernel: Float32Array;
  bias: Float32Array;
  activation: Activation;
}

const ACTIVATIONS: Record<Activation, (z: number) => number> = {
  linear: (z) => z,
  relu: (z) => Math.max(z, 0),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
};

/** Where a forward pass leaves its result: a view that the next pass overwrites. */
export type RowForward = (row: ArrayLike<number>) => Float32Array;

/**
 * Fully connected layers for one row, in plain arithmetic: for a single decision a call of the tensor library costs more than all
 * products of a small network. It reads the given arrays each time, so that weights changed in place act at once.
 * @param weights kernel [inputs, units] and bias [units] of each layer in turn; hidden layers have the activation, the last one none.
 */
export function denseForward(weights: readonly NamedWeight[], activation: Activation): RowForward {
  const layers: Layer[] = [];
  for (let at = 0; at + 1 < weights.length; at += 2) {
    const [kernel, bias] = [weights[at] as NamedWeight, weights[at + 1] as NamedWeight];
    const [inputs = 0, units = 0] = kernel.shape;
    layers.push({ inputs, units, kernel: kernel.values, bias: bias.values, activation: at + 2 < weights.length ? activation : "linear" });
  }
  const outputs = layers.map(({ units }) => new Float32Array(units));
  return (row) => {
    let from: ArrayLike<number> = row;
    layers.forEach(({ inputs, units, kernel, bias, activation: own }, at) => {
      const to = outputs[at] as Float32Array;
      to.set(bias);
      for (let i = 0; i < inputs; i++) {
        const x = from[i] as number;
        // After a relu about half of the inputs are zero.
        if (x === 0) continue;
        const start = i * units;
        for (let j = 0; j < units; j++) to[j] = (to[j] as number) + x * (kernel[start + j] as number);
      }
      if (own !== "linear") {
        const f = ACTIVATIONS[own];
        for (let j = 0; j < units; j++) to[j] = f(to[j] as number);
      }
      from = to;
    });
    return from as Float32Array;
  };
}
