import type { Rng } from "@plimsoll/features";
import { defineBlock } from "./block.ts";

export interface DropoutOptions {
  /** Share of the values set to zero while training, in [0, 1). */
  rate: number;
}

/**
 * Inverted dropout: y = x * m, m = 0 with probability `rate`, else 1 / (1 - rate); the identity outside training.
 * The mask is drawn from the step's own seeded stream, so every engine and every resumed run drops the same values.
 * Source: Srivastava et al. (2014).
 */
export const dropout = defineBlock<DropoutOptions>({
  name: "dropout",
  output: (_options, input) => input,
  parameters: () => [],
  portable(ops, { rate }) {
    return (input, _parameters, { training, rng }) => {
      if (!training || rate === 0) return { output: input, backward: (gradient) => ({ input: gradient, parameters: [] }) };
      const mask = ops.tensor(dropoutMask(rng, input.size, rate), input.shape);
      return { output: ops.mul(input, mask), backward: (gradient) => ({ input: ops.mul(gradient, mask), parameters: [] }) };
    };
  },
});

/** @returns [size] values that are 0 with probability `rate`, else 1 / (1 - rate). */
export function dropoutMask(rng: Rng, size: number, rate: number): Float32Array {
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) mask[i] = rng.next() < rate ? 0 : kept;
  return mask;
}
