import type { Tensor } from "../tensor.ts";
import { defineBlock } from "./block.ts";

export interface PeriodicOptions {
  /** Waves of each feature. */
  waves: number;
  /** Standard deviation of the frequencies' initial values: how fine the first guess looks. */
  spread: number;
}

/**
 * Periodic encoding of numbers: feature x becomes sin(2 pi c_k x) and cos(2 pi c_k x) for k = 1 .. waves, with trained frequencies c
 * [features, waves] that start normal with the given spread. x [batch, features] to [batch, 2 * features * waves], all sines first.
 * Source: Gorishniy, Rubachev and Babenko (2022), section 3.3.
 */
export const periodic = defineBlock<PeriodicOptions>({
  name: "periodic",
  output: ({ waves }, [features = 0]) => [2 * features * waves],

  parameters: ({ waves, spread }, [features = 0]) => [
    {
      name: "frequency",
      shape: [features, waves],
      init: (rng) => Float32Array.from({ length: features * waves }, () => spread * rng.normal()),
    },
  ],

  portable(ops, { waves }, [features = 0]) {
    const turn = 2 * Math.PI;
    return (input, [frequency]) => {
      const spread = ops.reshape(input, [-1, features, 1]);
      const angle = ops.scale(ops.mul(spread, frequency as Tensor), turn);
      const [sine, cosine] = [ops.sin(angle), ops.cos(angle)];
      const flat = (x: Tensor) => ops.reshape(x, [-1, features * waves]);
      return {
        output: ops.concat([flat(sine), flat(cosine)], 1),
        backward(gradient, wantsInput) {
          const [ofSine, ofCosine] = ops.split(gradient, 2, 1).map((part) => ops.reshape(part, [-1, features, waves])) as [Tensor, Tensor];
          const ofAngle = ops.scale(ops.sub(ops.mul(ofSine, cosine), ops.mul(ofCosine, sine)), turn);
          return {
            input: wantsInput ? ops.sum(ops.mul(ofAngle, frequency as Tensor), [2]) : null,
            parameters: [ops.sum(ops.mul(ofAngle, spread), [0])],
          };
        },
      };
    };
  },
});
