import type { Tensor } from "../tensor.ts";
import { defineBlock, type Penalty } from "./block.ts";

export interface EntityEmbeddingOptions {
  /** Levels of each category, in the order of the input. */
  levels: readonly number[];
  /** Numbers that a level becomes. */
  size: number;
  /** Of the vectors. */
  penalty?: Penalty | undefined;
}

const SPREAD = 0.05;

/**
 * A trained vector for each level of each category: y = [sum over the levels l of category g of x_l v_l], g = 1 .. G, which is the row's own vector where
 * x marks one level by 1, and zeros where it marks none. The input is the categories' indicators side by side.
 * x [batch, levels of all], v [levels of all, size] uniform in (-0.05, 0.05), y [batch, G * size]. Source: Guo and Berkhahn (2016).
 */
export const entityEmbedding = defineBlock<EntityEmbeddingOptions>({
  name: "entityEmbedding",
  output: ({ levels, size }) => [levels.length * size],

  parameters: ({ size, penalty }, [inputs = 0]) => [
    {
      name: "vectors",
      shape: [inputs, size],
      init: (rng) => Float32Array.from({ length: inputs * size }, () => (2 * rng.next() - 1) * SPREAD),
      penalty,
      decays: true,
    },
  ],

  portable(ops, { levels, size }, [inputs = 0]) {
    const groups = levels.length;
    const owner = levels.flatMap((count, group) => Array.from({ length: count }, () => group));
    const marks = new Float32Array(inputs * groups);
    owner.forEach((group, level) => {
      marks[level * groups + group] = 1;
    });
    return (x, [vectors], { training }) => {
      const own = ops.tensor(marks, [inputs, groups, 1]);
      // Each level's vector in the place of its category, zeros in those of the others: one product then does for all categories.
      const placed = ops.reshape(ops.mul(ops.reshape(vectors as Tensor, [inputs, 1, size]), own), [inputs, groups * size]);
      return {
        output: ops.matMul(x, placed),
        backward(dy, wantsInput) {
          const input = wantsInput ? ops.matMul(dy, placed, false, true) : null;
          if (!training) return { input, parameters: [null] };
          const ofPlaced = ops.reshape(ops.matMul(x, dy, true), [inputs, groups, size]);
          return { input, parameters: [ops.sum(ops.mul(ofPlaced, own), [1])] };
        },
      };
    };
  },
});
